// Deletes are held in the page for ten seconds, and sent then, whichever page is shown. Closing the tab sends nothing.
import { Refused } from "../../api";
import { load } from "../../models";
import type { Act } from "../../parts/confirm";
import { type Place, remove } from "../../records";
import { shared } from "../../shared";

const HELD = 10_000;
const STEP = 100;

// Told of each call: the records that are gone, none if it failed.
export type Deleted = (at: Place, ids: string[], count: number) => void;

// A delete that did not succeed, until a person has seen it.
export interface Failure {
  at: Place;
  count: number;
  // The number of those that were not sent any more.
  rest: number;
  error: unknown;
}

const failures = shared<Failure[]>([]);

const held = new Map<string, { at: Place; id: string; until: number; act: Act }>();
const ticks = shared(0);
const listeners = new Set<Deleted>();
let timer: ReturnType<typeof setTimeout> | undefined;

const keyOf = (at: Place, id: string) => `${at.stage}/${at.model}/${id}`;

const tick = () => {
  clearTimeout(timer);
  send();
  ticks.set(ticks.get() + 1);
  if (held.size > 0) timer = setTimeout(tick, 250);
};

const send = () => {
  // What a person confirmed together is sent together.
  const due = new Map<Act, { at: Place; ids: string[] }>();
  for (const [key, { at, id, until, act }] of held) {
    if (until > Date.now()) continue;
    held.delete(key);
    if (!due.has(act)) due.set(act, { at, ids: [] });
    due.get(act)!.ids.push(id);
  }
  for (const [act, { at, ids }] of due) void sendAll(at, ids, act);
};

// One call after another: the server takes few at once. Nothing more is sent where the source is away, or nobody knows what it
// did.
const sendAll = async (at: Place, ids: string[], act: Act) => {
  // The refused calls of one act are told together.
  let refused: Failure | null = null;
  for (let from = 0; from < ids.length; from += STEP) {
    const some = ids.slice(from, from + STEP);
    let [done, count]: [string[], number] = [some, 0];
    let isOver = false;
    try {
      count = (await remove(at, some, act)).count;
    } catch (error) {
      const isInDoubt = !(error instanceof Refused) || error.doubt;
      isOver = isInDoubt || ["unavailable", "timeout", "unconfirmed"].includes(error.kind);
      const before: Failure | null = isInDoubt ? null : refused;
      const failure: Failure = { at, count: (before?.count ?? 0) + some.length, rest: isOver ? Math.max(0, ids.length - from - STEP) : 0, error };
      if (!isInDoubt) refused = failure;
      failures.set([...failures.get().filter((one) => one !== before), failure]);
      done = [];
    }
    listeners.forEach((listener) => listener(at, done, count));
    if (isOver) break;
  }
  void load();
};

export const deletes = {
  // The seconds until the next ones are sent.
  get next() {
    const first = Math.min(...[...held.values()].map((one) => one.until));
    return Math.max(0, Math.ceil((first - Date.now()) / 1000));
  },
  get size() {
    return held.size;
  },
  use: () => ticks.use(),
  useFailures: () => failures.use(),
  dismiss: (failure: Failure) => failures.set(failures.get().filter((one) => one !== failure)),
  hold: (at: Place, ids: string[], act: Act) => {
    const until = Date.now() + HELD;
    ids.forEach((id) => held.set(keyOf(at, id), { at, id, until, act }));
    tick();
  },
  undo: () => {
    held.clear();
    tick();
  },
  // The seconds until a record is deleted.
  left: (at: Place, id: string): number | null => {
    const one = held.get(keyOf(at, id));
    return one ? Math.max(0, Math.ceil((one.until - Date.now()) / 1000)) : null;
  },
  listen: (listener: Deleted) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

addEventListener("beforeunload", (event) => {
  if (held.size > 0) event.preventDefault();
});
