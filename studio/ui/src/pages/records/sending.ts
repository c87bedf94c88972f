// Staged changes on their way: one call a record, and what became of each.
import { Refused } from "../../api";
import type { Act } from "../../parts/confirm";
import { create, isSame, type Place, type Problems, problems, record, type Row, update } from "../../records";
import type { Changes, Conflict } from "./kept";

export type Outcome =
  // The record as it is now; undefined where it could not be read.
  | { kind: "saved"; row: Row | undefined }
  | { kind: "created"; id: string }
  | { kind: "conflict"; conflict: Conflict }
  | { kind: "refused"; found: Problems; error: Refused }
  // No answer came: it may have been carried out.
  | { kind: "doubt"; error: Refused };

const failed = (error: unknown): Outcome => {
  if (!(error instanceof Refused)) throw error;
  return error.doubt ? { kind: "doubt", error } : { kind: "refused", found: problems(error), error };
};

const read = async (at: Place, id: string) => (await record(at, id).catch(() => null)) ?? undefined;

export const sendChanges = async (at: Place, id: string, changes: Changes, before: Row | undefined, act: Act): Promise<Outcome> => {
  try {
    await update(at, id, changes, before?.["updatedAt"], act);
  } catch (error) {
    const { kind, field } = error as Refused;
    const theirs = kind === "conflict" && field === "updatedAt" ? await read(at, id) : undefined;
    if (!theirs) return failed(error);
    // What was in doubt was carried out, or others did the same.
    if (Object.entries(changes).every(([key, value]) => isSame(theirs[key], value))) return { kind: "saved", row: theirs };
    return { kind: "conflict", conflict: { id, changes, before: before ?? theirs, theirs } };
  }
  return { kind: "saved", row: await read(at, id) };
};

export const sendNew = async (at: Place, { _id, ...values }: Row, act: Act): Promise<Outcome> => {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
  try {
    return { kind: "created", id: (await create(at, given, act)).id };
  } catch (error) {
    return failed(error);
  }
};
