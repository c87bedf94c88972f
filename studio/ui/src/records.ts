// Records: what the source calls values, and what the page stages.
import { call, type Refused } from "./api";
import { Act } from "./parts/confirm";
import type { Stage } from "./route";
export * from "./values";

export type Row = Record<string, unknown> & { _id: string };

export interface Place {
  stage: Stage;
  model: string;
}

export interface Sort {
  field: string;
  desc: boolean;
}

export interface Page {
  rows: Row[];
  count: number;
  // The number of changes of the model before the page was read, if the source counts them.
  changes: number | null;
}

export const page = (at: Place, filter: string, sort: Sort[], offset: number, limit: number, signal?: AbortSignal) =>
  call<Page>("page", { at, filter, sort, offset, limit }, signal);

export const record = (at: Place, id: string, signal?: AbortSignal) => call<Row | null>("record", { at, id }, signal);

const write = <T>(at: Place, write: object, act: Act) =>
  act.carriedOut(at.model, (confirm) => call<T>("write", { at, write, ...(confirm === undefined ? {} : { confirm }) }));

export const create = (at: Place, values: object, act = new Act()) => write<{ id: string }>(at, { create: { values } }, act);

export const update = (at: Place, id: string, changes: object, seen: unknown, act = new Act()) =>
  write(at, { update: { id, changes, ...(seen == null ? {} : { seen }) } }, act);

export const remove = (at: Place, ids: string[], act = new Act()) => write<{ count: number }>(at, { delete: { ids } }, act);

// Those of the ids whose records a filter finds.
export const matching = async (at: Place, filter: string, ids: string[]): Promise<Set<string>> => {
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += 50) {
    const some = ids.slice(from, from + 50).map((id) => `_id eq '${id.replaceAll("'", "''")}'`);
    const { rows } = await page(at, `(${filter}) and (${some.join(" or ")})`, [], 0, 50);
    rows.forEach((row) => found.add(row._id));
  }
  return found;
};

export interface Outcome {
  id: string;
  outcome: "succeeded" | "failed" | "unknown" | "notSent";
  error?: { kind: string; message: string };
}

// At most a hundred changes, each with an outcome of its own.
export const updateMany = (at: Place, updates: { id: string; changes: object; seen?: unknown }[], act = new Act()) =>
  act.carriedOut(at.model, (confirm) => call<Outcome[]>("bulk", { at, updates, ...(confirm === undefined ? {} : { confirm }) }));

// The number of changes of a model's records so far; null where the source does not count them.
export const changesOf = (at: Place) => call<number | null>("changes", at);

// Why a program may not send a filter, or null.
export const refusedFilter = (at: Place, filter: string) => call<string | null>("filter", { at, filter });

// The records with an id, in any model.
export const findId = (stage: Stage, id: string, signal?: AbortSignal) => call<{ model: string; name: string }[]>("find", { stage, id }, signal);


export type Problems = Map<string, string>;

// The problems of a refusal by field; `""` has what belongs to no field.
export const problems = (error: Refused): Problems => {
  const found: Problems = new Map();
  for (const { field, message } of error.fields) {
    const key = field.split(/[.[]/)[0]!;
    if (!found.has(key)) found.set(key, message);
  }
  if (found.size === 0) found.set("", error.message);
  return found;
};
