// Edits that are not saved: changed fields of records, and new records. One call a record sends them.
import { useRef, useState } from "preact/hooks";
import type { Refused } from "../../api";
import type { Pages } from "../../grid/pages";
import type { Field } from "../../models";
import { Act } from "../../parts/confirm";
import { create, matching, type Problems, problems, record, type Row, update } from "../../records";
import { t } from "../../words";

// No id begins like this one.
const NEW = "\u0000new";

export const isNew = (id: string) => id.startsWith(NEW);

let made = 0;

interface Kept {
  edits: Map<string, Changes>;
  added: Row[];
  found: Map<string, Problems>;
  // The records as they were when their editing began.
  rows: Map<string, Row>;
}

// What is staged stays while another model is looked at.
const kept = new Map<string, Kept>();

addEventListener("beforeunload", (event) => {
  if ([...kept.values()].some(({ edits, added }) => edits.size + added.length > 0)) event.preventDefault();
});

export const newRow = (values: Record<string, unknown>): Row => ({ ...values, _id: `${NEW}${++made}` });

// A record that was changed since it was seen: ours, theirs, and what stood there when we began.
export interface Conflict {
  id: string;
  changes: Record<string, unknown>;
  before: Row;
  theirs: Row;
}

export type Changes = Record<string, unknown>;

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

interface Ask {
  key: string;
  pages: () => Pages;
  // Told how many records were written.
  onWritten: (count: number) => void;
  say: (text: string) => void;
}

export const useStaged = ({ key, pages, onWritten, say }: Ask) => {
  const before = kept.get(key);
  const [edits, setEdits] = useState<Map<string, Changes>>(before?.edits ?? new Map());
  const [added, setAdded] = useState<Row[]>(before?.added ?? []);
  const [found, setFound] = useState<Map<string, Problems>>(before?.found ?? new Map());
  const [failed, setFailed] = useState<unknown>(null);
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const [saving, setSaving] = useState(false);
  const rows = useRef(before?.rows ?? new Map<string, Row>());
  const now = useRef({ edits, added, found });
  now.current = { edits, added, found };

  const stage = (next: Map<string, Changes>, added: Row[], found: Map<string, Problems>) => {
    now.current = { edits: next, added, found };
    kept.set(key, { edits: next, added, found, rows: rows.current });
    setEdits(next);
    setAdded(added);
    setFound(found);
  };

  const editAll = (changes: { row: Row; field: Field; value: unknown; problem?: string }[], more: Row[] = [], wrong: [string, string, string][] = []) => {
    const next = new Map(now.current.edits);
    const left = new Map(now.current.found);
    let fresh = now.current.added;
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
      if (isSame(row[field.key], value)) delete fields[field.key];
      else fields[field.key] = value;
      if (Object.keys(fields).length > 0) next.set(row._id, fields);
      else next.delete(row._id);
      if (!rows.current.has(row._id)) rows.current.set(row._id, row);
    }
    for (const [id, key, problem] of wrong) left.set(id, new Map(left.get(id)).set(key, problem));
    stage(next, [...fresh, ...more], left);
  };

  const send = async (act = new Act()) => {
    const { edits, added } = now.current;
    const at = pages().list.at;
    const wrong = new Map<string, Problems>();
    const done = new Map<string, Changes>();
    const created = new Set<string>();
    const disputed: Conflict[] = [];
    let written = 0;
    setFailed(null);
    setSaving(true);
    for (const [id, changes] of edits) {
      try {
        await update(at, id, changes, rows.current.get(id)?.["updatedAt"], act);
        done.set(id, changes);
        rows.current.delete(id);
        written++;
        onWritten(1);
        const row = await record(at, id);
        if (row) pages().replace(row);
      } catch (error) {
        const { kind, field } = error as Refused;
        const theirs = kind === "conflict" && field === "updatedAt" ? await record(at, id).catch(() => null) : null;
        if (theirs) {
          disputed.push({ id, changes, before: rows.current.get(id)!, theirs });
          continue;
        }
        const of = problems(error as Refused);
        wrong.set(id, of);
        if (of.has("")) setFailed(error);
      }
    }
    for (const { _id, ...values } of added) {
      try {
        await create(at, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)), act);
        created.add(_id);
        written++;
        onWritten(1);
      } catch (error) {
        const of = problems(error as Refused);
        wrong.set(_id, of);
        if (of.has("")) setFailed(error);
      }
    }
    const { filter } = pages().list;
    if (filter && done.size > 0) {
      const left = await matching(at, filter, [...done.keys()]).catch(() => null);
      for (const id of done.keys()) if (left && !left.has(id)) pages().unmatched.add(id);
    }
    // What was edited meanwhile stays staged.
    stage(
      new Map([...now.current.edits].filter(([id, changes]) => done.get(id) !== changes)),
      now.current.added.filter((row) => !created.has(row._id)),
      wrong,
    );
    setConflicts(disputed);
    setSaving(false);
    if (created.size > 0) pages().again();
    const refused = wrong.size + disputed.length;
    say(refused > 0 ? t("saved.some", { saved: written, wrong: refused }) : t("saved", { count: written }));
  };

  // A conflict is settled by what stays of our changes; they are sent over what is there now.
  const settle = ({ id, theirs }: Conflict, ours: Changes | null) => {
    const next = new Map(now.current.edits);
    rows.current.set(id, theirs);
    pages().replace(theirs);
    if (ours && Object.keys(ours).length > 0) next.set(id, ours);
    else next.delete(id);
    stage(next, now.current.added, now.current.found);
    setConflicts((conflicts) => conflicts.filter((one) => one.id !== id));
    if (ours && Object.keys(ours).length > 0) void send();
  };

  const discard = () => {
    rows.current.clear();
    stage(new Map(), [], new Map());
    setFailed(null);
    setConflicts([]);
  };

  const drop = (id: string) =>
    stage(
      new Map([...now.current.edits].filter(([one]) => one !== id)),
      now.current.added.filter((row) => row._id !== id),
      new Map([...now.current.found].filter(([one]) => one !== id)),
    );

  return {
    edits,
    added,
    found,
    failed,
    conflicts,
    saving,
    size: edits.size + added.length,
    setFailed,
    edit: (row: Row, field: Field, value: unknown) => editAll([{ row, field, value }]),
    editAll,
    send,
    settle,
    // Decided later: the changes stay staged.
    later: () => setConflicts([]),
    discard,
    drop,
  };
};

export type Staged = ReturnType<typeof useStaged>;
