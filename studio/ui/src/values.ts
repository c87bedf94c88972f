// Values: how they are shown, typed, compared and sent.
import { inChina, moment, timeOfDay } from "./china";
import { isMarked, parseJson, printJson } from "./json";
import type { Field, Kind } from "./models";
import { t } from "./words";

// A value that was cut for a cell.
export interface Cut {
  $cut: string;
  bytes: number;
  json?: boolean;
}

export const isCut = (value: unknown): value is Cut => typeof value === "object" && value !== null && typeof (value as Cut).$cut === "string";

// A number that a double cannot hold.
const exact = (value: unknown): string | null => (isMarked(value, "$n") ? value.$n! : null);

const isMoment = (value: unknown): value is number => typeof value === "number" && Math.abs(value) <= 8.64e15;

const withoutZeros = (time: string) => time.replace(/\.000$/, "").replace(/^(\d\d:\d\d):00$/, "$1");

// A value in one line, as the grid, forms and copies show it.
export const text = (value: unknown, kind: Kind): string => {
  if (value === null || value === undefined) return "";
  if (isCut(value)) return value.$cut;
  const digits = exact(value);
  if (digits !== null) return digits;
  switch (kind.name) {
    case "boolean":
      return typeof value === "boolean" ? t(value ? "yes" : "no") : plain(value);
    case "date": {
      if (!isMoment(value)) return plain(value);
      const { date, time } = inChina(value);
      // Not the midnight that the service means by a day.
      return time === "00:00:00.000" ? date : `${date} ${withoutZeros(time)}`;
    }
    case "datetime": {
      const moment = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
      if (!isMoment(moment)) return plain(value);
      const { date, time } = inChina(moment);
      return `${date} ${time.replace(/\.000$/, "")}`;
    }
    case "time":
      return typeof value === "number" ? clock(value) : plain(value);
    case "choice":
      return kind.options?.find((option) => option.key === value)?.label || plain(value);
    case "list":
      return Array.isArray(value) && kind.item && !["object", "list"].includes(kind.item.name)
        ? value.map((item) => text(item, kind.item!)).join("，")
        : plain(value);
    case "object":
      return members(value, kind);
    case "relation":
      return typeof value === "string" ? value : ((value as { _id?: string })._id ?? plain(value));
    default:
      return plain(value);
  }
};

const plain = (value: unknown) => (typeof value === "string" ? value : printJson(value));

const members = (value: unknown, kind: Kind): string => {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isMarked(value, "$json")) return plain(value);
  const title = (key: string) => kind.fields?.find((field) => field.key === key)?.title || key;
  return "{" + Object.entries(value).map(([key, value]) => `${title(key)}: ${plain(value)}`).join("，") + "}";
};

const clock = (millis: number) => {
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  const rest = millis % 60_000;
  const seconds = rest === 0 ? "" : ":" + two(rest / 1000) + (rest % 1000 ? "." + String(rest % 1000).padStart(3, "0") : "");
  return `${two(millis / 3_600_000)}:${two((millis / 60_000) % 60)}${seconds}`;
};

export const idOf = (value: unknown): string | null => {
  if (typeof value === "string") return value || null;
  const id = (value as { _id?: unknown } | null)?._id;
  return typeof id === "string" ? id : null;
};

// What an editor shows of a value: options by key, the rest as typed.
export const draft = (value: unknown, kind: Kind): string => {
  if (value === null || value === undefined) return "";
  if (kind.name === "choice") return plain(value);
  if (kind.name === "boolean") return String(value);
  if (["list", "object", "location", "json"].includes(kind.name) && exact(value) === null) return printJson(value);
  return text(value, kind);
};

// The value of a typed text; an empty one is null. Throws the word for what is wrong.
export const parsed = (input: string, kind: Kind): unknown => {
  if (input === "") return null;
  switch (kind.name) {
    case "number":
    case "integer":
      return numeral(input.trim());
    case "boolean":
      return input === "true";
    case "date":
    case "datetime":
      return moment(input.trim(), kind.name === "date");
    case "time":
      return timeOfDay(input.trim());
    case "list":
    case "object":
    case "location":
    case "json":
      try {
        return parseJson(input);
      } catch {
        throw t("bad.json");
      }
    case "relation":
      return kind.object ? { _id: input } : input;
    default:
      return input;
  }
};

const numeral = (input: string) => {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(input)) throw t("bad.number");
  if (!Number.isFinite(Number(input))) throw t("bad.number.large");
  // Digits that a double would change go as they are.
  return /^-?\d+$/.test(input) && !Number.isSafeInteger(Number(input)) ? { $n: input } : Number(input);
};

export const isSortable = (field: Field) =>
  !["list", "object", "location", "json", "relations", "relation"].includes(field.kind.name) || (field.kind.name === "relation" && !field.kind.object);

// A number as an editor's text gives it.
export const toNumber = (text: string): unknown => numeral(text);

export const isNumeric = (kind: Kind) => ["number", "integer"].includes(kind.name);

// The literal of a value in a filter, or null where filters have none.
export const literal = (value: unknown, kind: Kind): string | null => {
  if (value === null || value === undefined) return "null";
  const digits = exact(value);
  if (digits !== null) return digits;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const string = kind.name === "relation" ? idOf(value) : typeof value === "string" ? value : null;
  return string === null || isCut(value) ? null : "'" + string.replaceAll("'", "''") + "'";
};


// True for equal values; null is no value.
export const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

// A value for a note beside another one.
export const printShort = (value: unknown) => {
  const text = isCut(value) ? value.$cut : printJson(value ?? null);
  return text.length > 200 ? text.slice(0, 200) + "…" : text;
};
