// What is staged, by model: it stays while another model is looked at, and what is being sent meanwhile comes back here.
import type { Refused } from "../../api";
import type { Problems, Row } from "../../records";
import { type Shared, shared } from "../../shared";

export type Changes = Record<string, unknown>;

// A record that was changed since it was seen: ours, theirs, and what stood there when we began.
export interface Conflict {
  id: string;
  changes: Changes;
  before: Row;
  theirs: Row;
}

export interface Kept {
  edits: Map<string, Changes>;
  added: Row[];
  found: Map<string, Problems>;
  // The new records whose creation got no answer: they may be there.
  doubted: Map<string, Refused>;
  conflicts: Conflict[];
  failed: unknown;
  saving: boolean;
}

export interface Box {
  state: Shared<Kept>;
  // The records as they were when their editing began.
  rows: Map<string, Row>;
  // The records whose changes are on their way.
  sending: Set<string>;
  running: Promise<void> | null;
}

const boxes = new Map<string, Box>();

const none = (): Kept => ({ edits: new Map(), added: [], found: new Map(), doubted: new Map(), conflicts: [], failed: null, saving: false });

export const boxOf = (key: string): Box => {
  const known = boxes.get(key);
  if (known) return known;
  const box: Box = { state: shared(none()), rows: new Map(), sending: new Set(), running: null };
  boxes.set(key, box);
  return box;
};

addEventListener("beforeunload", (event) => {
  const isStaged = ({ state }: Box) => state.get().edits.size + state.get().added.length > 0;
  if ([...boxes.values()].some(isStaged)) event.preventDefault();
});
