// One change of a field in many records.
import { Refused } from "../../api";
import { sum } from "../../decimal";
import type { Field } from "../../models";
import type { Act } from "../../parts/confirm";
import { isCut, type Outcome, type Place, record, type Row, toNumber, updateMany } from "../../records";
import { printJson } from "../../json";
import { t } from "../../words";

export type Change = { kind: "set"; value: unknown } | { kind: "clear" } | { kind: "add"; by: string } | { kind: "replace"; from: string; to: string };

export const kindsFor = (field: Field): Change["kind"][] => {
  if (["number", "integer"].includes(field.kind.name)) return ["set", "clear", "add"];
  if (field.kind.name === "text") return ["set", "clear", "replace"];
  return ["set", "clear"];
};

// The new value, or undefined where the change changes nothing.
export const changed = (value: unknown, change: Change): unknown => {
  let next: unknown;
  switch (change.kind) {
    case "set":
      next = change.value;
      break;
    case "clear":
      next = null;
      break;
    case "add": {
      const total = value === null || value === undefined ? null : sum(printJson(value), change.by);
      next = total === null ? value : toNumber(total);
      break;
    }
    case "replace":
      next = typeof value === "string" && change.from ? value.replaceAll(change.from, () => change.to) : value;
  }
  return printJson(next ?? null) === printJson(value ?? null) ? undefined : next;
};

export interface Result {
  succeeded: string[];
  failed: Map<string, string>;
  unknown: string[];
  notSent: string[];
  unchanged: number;
}

const STEP = 100;

interface Run {
  at: Place;
  field: Field;
  change: Change;
  rows: Row[];
  act: Act;
  stopped: () => boolean;
  onProgress: (result: Result) => void;
}

const messageOf = (error: unknown) => {
  if (error instanceof Refused && error.message === "unavailable") return t("error.unavailable");
  return error instanceof Error ? error.message : String(error);
};

// A hundred records a call. What depends on a value is refused where the record was changed since it was read.
export const carryOut = async ({ at, field, change, rows, act, stopped, onProgress }: Run): Promise<Result> => {
  const result: Result = { succeeded: [], failed: new Map(), unknown: [], notSent: [], unchanged: 0 };
  const depends = change.kind === "add" || change.kind === "replace";
  for (let from = 0; from < rows.length; from += STEP) {
    const some = rows.slice(from, from + STEP);
    if (stopped()) {
      result.notSent.push(...rows.slice(from).map((row) => row._id));
      break;
    }
    const updates: { id: string; changes: object; seen?: unknown }[] = [];
    for (const row of some) {
      if (stopped()) {
        result.notSent.push(row._id);
        continue;
      }
      try {
        // A long text comes cut: it is changed as a whole.
        const whole = depends && isCut(row[field.key]) ? await record(at, row._id) : row;
        const next = whole ? changed(whole[field.key], change) : undefined;
        if (next === undefined) result.unchanged++;
        else updates.push({ id: row._id, changes: { [field.key]: next }, ...(depends && whole?.["updatedAt"] != null ? { seen: whole["updatedAt"] } : {}) });
      } catch (error) {
        result.failed.set(row._id, messageOf(error));
      }
    }
    if (updates.length > 0 && !(await send(at, updates, act, result))) {
      result.notSent.push(...rows.slice(from + STEP).map((row) => row._id));
      onProgress(result);
      break;
    }
    onProgress(result);
  }
  return result;
};

// Sends a call, and returns false where nothing more may be sent: the source is away or too slow, or nobody knows what it did.
const send = async (at: Place, updates: { id: string; changes: object; seen?: unknown }[], act: Act, result: Result): Promise<boolean> => {
  let outcomes: Outcome[];
  try {
    outcomes = await updateMany(at, updates, act);
  } catch (error) {
    const isKnown = error instanceof Refused && !error.doubt;
    for (const { id } of updates) isKnown ? result.failed.set(id, messageOf(error)) : result.unknown.push(id);
    return false;
  }
  let goesOn = true;
  for (const { id, outcome, error } of outcomes) {
    if (outcome === "succeeded") result.succeeded.push(id);
    else if (outcome === "failed") result.failed.set(id, error?.message ?? "");
    else if (outcome === "unknown") result.unknown.push(id);
    else result.notSent.push(id);
    if (outcome === "notSent" || ["unavailable", "timeout"].includes(error?.kind ?? "")) goesOn = false;
  }
  return goesOn;
};

// The outcomes as JSON lines.
export const printOutcomes = (result: Result) =>
  [
    ...result.succeeded.map((id) => ({ id, outcome: "succeeded" })),
    ...[...result.failed].map(([id, message]) => ({ id, outcome: "failed", message })),
    ...result.unknown.map((id) => ({ id, outcome: "unknown" })),
    ...result.notSent.map((id) => ({ id, outcome: "notSent" })),
  ]
    .map((line) => JSON.stringify(line) + "\n")
    .join("");
