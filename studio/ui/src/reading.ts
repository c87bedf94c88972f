// What is read of records besides pages: groups, SQL, and why a filter matches nothing.
import { call } from "./api";
import type { Place } from "./records";
import type { Stage } from "./route";

export interface Table {
  columns: string[];
  // The model and the field of a column that is one.
  fields: ([string, string] | null)[];
  rows: unknown[][];
  isCut: boolean;
  micros: number;
}

export const sql = (stage: Stage, text: string, signal?: AbortSignal) => call<Table>("sql", { stage, text }, signal);

export type Period = "day" | "week" | "month";

export interface Amount {
  count: number;
  values: number;
  sum: number;
}

export interface Group extends Amount {
  key: unknown;
}

export interface Groups {
  groups: Group[];
  totalGroups: number;
  total: Amount;
  // The number of records that were counted, if the source could not count all of them.
  read: number | null;
}

export interface Grouping {
  field: string;
  period?: Period;
  of?: string;
}

export const group = (at: Place, filter: string, by: Grouping, signal?: AbortSignal) => call<Groups>("group", { at, filter, by }, signal);

export type Hint =
  | { hint: "case" | "number"; found: string }
  | { hint: "label"; key: string }
  | { hint: "unset" }
  | { hint: "eightHours"; found: number }
  | { hint: "otherStage"; stage: Stage; count: number };

export interface Reason {
  text: string;
  at: number;
  alone: number;
  so_far: number;
  hints: Hint[];
}

export const why = (at: Place, filter: string, signal?: AbortSignal) => call<Reason[]>("why", { at, filter }, signal);

export interface Plan {
  statement: string;
  values: unknown[];
  steps: string[];
  scans: boolean;
  sorts: boolean;
  read: number;
  returned: number;
  matched: number;
  kept: boolean;
}

export const plan = (number: number) => call<Plan>("plan", { number });
