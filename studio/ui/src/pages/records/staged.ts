// Edits that are not saved: changed fields of records, and new records. One call a record sends them.
import type { Pages } from "../../grid/pages";
import type { Field } from "../../models";
import { Act } from "../../parts/confirm";
import { isSame, matching, type Problems, record, type Row } from "../../records";
import { t } from "../../words";
import { boxOf, type Changes, type Conflict, type Kept } from "./kept";
import { sendChanges, sendNew } from "./sending";

export type { Changes, Conflict } from "./kept";

// No id begins like this one.
const NEW = "\u0000new";

export const isNew = (id: string) => id.startsWith(NEW);

let made = 0;

export const newRow = (values: Record<string, unknown>): Row => ({ ...values, _id: `${NEW}${++made}` });

interface Ask {
  key: string;
  pages: () => Pages;
  // Told how many records were written.
  onWritten: (count: number) => void;
  say: (text: string) => void;
}

const without = <T>(map: Map<string, T>, ids: { has(id: string): boolean }) => new Map([...map].filter(([id]) => !ids.has(id)));

// True for a new row with a problem in a field that has no value yet.
const isUnready = (row: Row, problems: Problems | undefined) => [...(problems?.keys() ?? [])].some((key) => key !== "" && (row[key] ?? null) === null);

export const useStaged = ({ key, pages, onWritten, say }: Ask) => {
  const box = boxOf(key);
  const state = box.state.use();
  const now = box.state.get;
  const put = (changes: Partial<Kept>) => box.state.set({ ...now(), ...changes });

  const editAll = (changes: { row: Row; field: Field; value: unknown; problem?: string }[], more: Row[] = [], wrong: [string, string, string][] = []) => {
    const next = new Map(now().edits);
    const left = new Map(now().found);
    let fresh = now().added;
    for (const { row, field, value, problem } of changes) {
      const of = new Map(left.get(row._id));
      problem ? of.set(field.key, problem) : of.delete(field.key);
      of.size > 0 ? left.set(row._id, of) : left.delete(row._id);
      if (problem) continue;
      if (isNew(row._id)) {
        fresh = fresh.map((one) => (one._id === row._id ? { ...one, [field.key]: value ?? undefined } : one));
        continue;
      }
      const fields = { ...next.get(row._id) };
      // What stood there before is a change, too, while another value is on its way.
      if (isSame(row[field.key], value) && !box.sending.has(row._id)) delete fields[field.key];
      else fields[field.key] = value;
      if (Object.keys(fields).length > 0) next.set(row._id, fields);
      else next.delete(row._id);
      if (!box.rows.has(row._id)) box.rows.set(row._id, row);
    }
    for (const [id, key, problem] of wrong) left.set(id, new Map(left.get(id)).set(key, problem));
    put({ edits: next, added: [...fresh, ...more], found: left });
  };

  // What was edited while the changes were on their way stays staged, over the record as it is now.
  const saved = (id: string, sent: Changes, row: Row | undefined) => {
    const isLeft = ([key, value]: [string, unknown]) => (row ? !isSame(row[key], value) : true) && !(key in sent && sent[key] === value);
    const left = Object.fromEntries(Object.entries(now().edits.get(id) ?? {}).filter(isLeft));
    const isEdited = Object.keys(left).length > 0;
    const edits = new Map(now().edits);
    isEdited ? edits.set(id, left) : edits.delete(id);
    // Without the new row the old one stays: its moment is refused rather than that anything is overwritten.
    if (!isEdited) box.rows.delete(id);
    else if (row) box.rows.set(id, row);
    if (row) pages().replace(row);
    put({ edits, found: without(now().found, new Set([id])) });
  };

  // A new record that was edited while it was created has changes to be saved.
  const created = async (sent: Row, id: string) => {
    const edited = now().added.find((row) => row._id === sent._id);
    const changes = Object.fromEntries(Object.entries(edited ?? {}).filter(([key, value]) => key !== "_id" && !isSame(sent[key], value)).map(([key, value]) => [key, value ?? null]));
    if (Object.keys(changes).length === 0) return;
    const row = await record(pages().list.at, id).catch(() => null);
    box.rows.set(id, row ?? { _id: id });
    put({ edits: new Map(now().edits).set(id, { ...changes, ...now().edits.get(id) }) });
  };

  const sendNow = async (act: Act, only: { has(id: string): boolean } | undefined) => {
    const { at, filter } = pages().list;
    const isSent = (id: string) => (only ? only.has(id) : !now().doubted.has(id));
    const edits = [...now().edits].filter(([id]) => isSent(id)).map(([id, changes]) => ({ id, changes, before: box.rows.get(id) }));
    // A row without what was typed or pasted would be another record: it waits until its cells are put right.
    const unready = new Set(now().added.filter((row) => isUnready(row, now().found.get(row._id))).map((row) => row._id));
    const added = now().added.filter(({ _id }) => isSent(_id) && !unready.has(_id));
    const found = new Map<string, Problems>();
    const doubted = new Map(now().doubted);
    const conflicts: Conflict[] = [];
    const [done, fresh] = [new Set<string>(), new Set<string>()];
    let [isUnread, inDoubt] = [false, 0];
    let failed: unknown = null;
    put({ failed, saving: true });
    try {
      for (const { id, changes, before } of edits) {
        box.sending.add(id);
        const outcome = await sendChanges(at, id, changes, before, act).finally(() => box.sending.delete(id));
        if (outcome.kind === "saved") {
          done.add(id);
          onWritten(1);
          isUnread ||= !outcome.row;
          saved(id, changes, outcome.row);
        } else if (outcome.kind === "conflict") conflicts.push(outcome.conflict);
        else if (outcome.kind === "refused") {
          found.set(id, outcome.found);
          if (outcome.found.has("")) failed = outcome.error;
        } else if (outcome.kind === "doubt") {
          // Sent again it is refused, if it was carried out, since the record was changed then.
          inDoubt++;
          failed = outcome.error;
        }
      }
      for (const row of added) {
        const outcome = await sendNew(at, row, act);
        if (outcome.kind === "created") {
          fresh.add(row._id);
          doubted.delete(row._id);
          onWritten(1);
          await created(row, outcome.id);
        } else if (outcome.kind === "refused") {
          found.set(row._id, outcome.found);
          if (outcome.found.has("")) failed = outcome.error;
        } else if (outcome.kind === "doubt") {
          inDoubt++;
          doubted.set(row._id, outcome.error);
        }
      }
      if (filter && done.size > 0) {
        const left = await matching(at, filter, [...done]).catch(() => null);
        for (const id of done) if (left && !left.has(id)) pages().unmatched.add(id);
      }
    } finally {
      // A send of everything puts away what was found before.
      const before = only ? without(now().found, only) : new Map([...now().found].filter(([id]) => doubted.has(id) || unready.has(id)));
      const rows = now().added.filter((row) => !fresh.has(row._id));
      put({
        added: rows,
        found: new Map([...before, ...found]),
        doubted: new Map([...doubted].filter(([id]) => rows.some((row) => row._id === id))),
        conflicts: [...(only ? now().conflicts : []), ...conflicts],
        failed,
        saving: false,
      });
    }
    if (fresh.size > 0 || isUnread) pages().again();
    const counts = { saved: done.size + fresh.size, wrong: found.size + conflicts.length + unready.size, doubt: inDoubt };
    say(inDoubt > 0 ? t("saved.doubt", counts) : counts.wrong > 0 ? t("saved.some", counts) : t("saved", { count: counts.saved }));
  };

  // One at a time, lest anything be sent twice. What is to be sent alone waits for its turn.
  const send = async (act = new Act(), only?: { has(id: string): boolean }): Promise<void> => {
    while (box.running) {
      if (!only) return;
      await box.running.catch(() => undefined);
    }
    box.running = sendNow(act, only).finally(() => (box.running = null));
    return box.running;
  };

  // A conflict is settled by what stays of our changes; they are sent over what is there now, and nothing else with them.
  const settle = ({ id, theirs }: Conflict, ours: Changes | null) => {
    const isLeft = ours !== null && Object.keys(ours).length > 0;
    const edits = new Map(now().edits);
    isLeft ? edits.set(id, ours) : edits.delete(id);
    isLeft ? box.rows.set(id, theirs) : box.rows.delete(id);
    pages().replace(theirs);
    put({ edits, conflicts: now().conflicts.filter((one) => one.id !== id) });
    if (isLeft) void send(new Act(), new Set([id]));
  };

  const discard = () => {
    box.rows.clear();
    put({ edits: new Map(), added: [], found: new Map(), doubted: new Map(), conflicts: [], failed: null });
  };

  const dropAll = (ids: { has(id: string): boolean }) =>
    put({
      edits: without(now().edits, ids),
      added: now().added.filter((row) => !ids.has(row._id)),
      found: without(now().found, ids),
      doubted: without(now().doubted, ids),
    });

  return {
    edits: state.edits,
    added: state.added,
    found: state.found,
    failed: state.failed,
    conflicts: state.conflicts,
    saving: state.saving,
    doubted: state.doubted,
    // What the next save sends.
    size: state.edits.size + state.added.length - state.doubted.size,
    setFailed: (failed: unknown) => put({ failed }),
    edit: (row: Row, field: Field, value: unknown) => editAll([{ row, field, value }]),
    editAll,
    send: (act?: Act) => send(act),
    // What may have been created is sent again only where a person says so.
    sendDoubted: (act?: Act) => send(act, new Set(now().doubted.keys())),
    dropDoubted: () => dropAll(now().doubted),
    settle,
    // Decided later: the changes stay staged.
    later: () => put({ conflicts: [] }),
    discard,
    drop: (id: string) => dropAll(new Set([id])),
  };
};

export type Staged = ReturnType<typeof useStaged>;
