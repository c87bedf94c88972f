// Records: what the source calls values, and what the page stages.
import { call, type Refused } from "./api";
import type { Field, Kind } from "./models";
import type { Stage } from "./route";
import { t } from "./words";

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
}

export const page = (at: Place, filter: string, sort: Sort[], offset: number, limit: number, signal?: AbortSignal) =>
  call<Page>("page", { at, filter, sort, offset, limit }, signal);

export const record = (at: Place, id: string, signal?: AbortSignal) => call<Row | null>("record", { at, id }, signal);

export const create = (at: Place, values: object) => call<{ id: string }>("write", { at, write: { create: { values } } });

export const update = (at: Place, id: string, changes: object, seen: unknown) =>
  call("write", { at, write: { update: { id, changes, ...(seen == null ? {} : { seen }) } } });

export const remove = (at: Place, ids: string[]) => call("write", { at, write: { delete: { ids } } });

// A value that was cut for a cell.
export interface Cut {
  $cut: string;
  bytes: number;
  json?: boolean;
}

export const isCut = (value: unknown): value is Cut => typeof value === "object" && value !== null && "$cut" in value;

// A number that a double cannot hold.
const exact = (value: unknown): string | null =>
  typeof value === "object" && value !== null && "$n" in value ? String((value as { $n: unknown }).$n) : null;

const SHANGHAI = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

// The parts of a moment in China, by the history of its time zone.
const inChina = (moment: number) => {
  const parts = Object.fromEntries(SHANGHAI.formatToParts(moment).map((part) => [part.type, part.value]));
  const date = `${parts.year!.padStart(4, "0")}-${parts.month}-${parts.day}`;
  return { date, time: `${parts.hour}:${parts.minute}:${parts.second}.${parts.fractionalSecond}` };
};

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

const plain = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

const members = (value: unknown, kind: Kind): string => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return plain(value);
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
  if (["list", "object", "location", "json"].includes(kind.name) && exact(value) === null) return JSON.stringify(value);
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
        return JSON.parse(input);
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
  // Digits that a double would change go as they are.
  return /^-?\d+$/.test(input) && !Number.isSafeInteger(Number(input)) ? { $n: input } : Number(input);
};

const timeOfDay = (input: string) => {
  const found = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(input);
  if (!found) {
    if (/^\d+$/.test(input)) return Number(input);
    throw t("bad.time");
  }
  const [, hours, minutes, seconds = "0", fraction = "0"] = found;
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(fraction.padEnd(3, "0"));
};

// A moment in China: `2025-09-01`, with a time, `now`, `-3d`, or milliseconds.
const moment = (input: string, day: boolean): number => {
  const midnight = (date: string) => fromChina(date, 0);
  const now = Date.now();
  if (input === "now") return day ? midnight(inChina(now).date) : now;
  const days = /^([+-]\d+)d$/.exec(input);
  if (days) {
    const then = now + Number(days[1]) * 86_400_000;
    return day ? midnight(inChina(then).date) : then;
  }
  if (/^-?\d{9,}$/.test(input)) return Number(input);
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\S+))?$/.exec(input);
  if (!found || Number.isNaN(Date.parse(found[1]!))) throw t("bad.date");
  return fromChina(found[1]!, found[2] ? timeOfDay(found[2]) : 0);
};

// The offset of China was not always eight hours: what the zone says decides.
const fromChina = (date: string, time: number) => {
  const wanted = Date.parse(date + "T00:00:00Z") + time;
  const shown = (moment: number) => {
    const { date, time } = inChina(moment);
    return Date.parse(`${date}T${time}Z`);
  };
  const guess = wanted - 8 * 3_600_000;
  return guess - (shown(guess) - wanted);
};

export const isSortable = (field: Field) =>
  !["list", "object", "location", "json", "relations", "relation"].includes(field.kind.name) || (field.kind.name === "relation" && !field.kind.object);

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
