// Deletes are held in the page for ten seconds, and sent then, whichever page is shown. Closing the tab sends nothing.
import type { Act } from "../../parts/confirm";
import { type Place, remove } from "../../records";
import { shared } from "../../shared";

const HELD = 10_000;

// Told of each call that was answered.
export type Deleted = (at: Place, ids: string[], count: number, error: unknown) => void;

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

// One call after another: the server takes few at once.
const sendAll = async (at: Place, ids: string[], act: Act) => {
  for (let from = 0; from < ids.length; from += 100) {
    const some = ids.slice(from, from + 100);
    let [count, error]: [number, unknown] = [0, null];
    try {
      count = (await remove(at, some, act)).count;
    } catch (reason) {
      error = reason;
    }
    listeners.forEach((listener) => listener(at, some, count, error));
  }
};

export const deletes = {
  get size() {
    return held.size;
  },
  use: () => ticks.use(),
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
