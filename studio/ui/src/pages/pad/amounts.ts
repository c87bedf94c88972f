// The numbers of a plot: of groups that the source made, or of the rows of a statement.
import type { Amount, Group, Groups, Period } from "../../reading";
import { inChina } from "../../china";

// `value` shows the only value of each group as it is.
export type How = "value" | "count" | "sum" | "mean";

export const MAX_BARS = 50;

export interface Point {
  key: unknown;
  value: number | null;
  count: number;
}

export const numeric = (value: unknown): number | null => {
  if (typeof value === "number") return value;
  if (typeof value === "object" && value !== null && "$n" in value) return Number((value as { $n: string }).$n);
  return null;
};

export const measure = (amount: Amount, how: How): number | null => {
  if (how === "count") return amount.count;
  if (how === "mean") return amount.values === 0 ? null : amount.sum / amount.values;
  return amount.values === 0 ? null : amount.sum;
};

const monday = (date: string) => {
  const day = new Date(date + "T00:00:00Z");
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
};

// A date of four digits for the year; others cannot be counted on from.
const yearOf = (date: string) => (/^\d{4}-/.test(date) ? date : undefined);

// The period of a time in China, or of a text that begins with a date.
export const periodOf = (value: unknown, period: Period): string | null => {
  const millis = numeric(value);
  const date = millis !== null && Math.abs(millis) <= 8.64e15 ? yearOf(inChina(millis).date) : typeof value === "string" ? /^\d{4}-\d\d-\d\d/.exec(value)?.[0] : undefined;
  if (date === undefined || Number.isNaN(Date.parse(date))) return null;
  return period === "day" ? date : period === "week" ? monday(date) : date.slice(0, 7);
};

// The groups of rows by a column, added up in another.
export const groupRows = (rows: unknown[][], by: number, of: number | null, period: Period | null): Groups => {
  const found = new Map<string, Group>();
  const total: Amount = { count: 0, values: 0, sum: 0 };
  for (const row of rows) {
    const key = period ? periodOf(row[by], period) : row[by];
    const name = JSON.stringify(key ?? null);
    const group = found.get(name) ?? { key: key ?? null, count: 0, values: 0, sum: 0 };
    found.set(name, group);
    const value = of === null ? null : numeric(row[of]);
    for (const amount of [group, total]) {
      amount.count++;
      if (value === null) continue;
      amount.values++;
      amount.sum += value;
    }
  }
  const groups = [...found.values()];
  if (period) groups.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  return { groups, totalGroups: groups.length, total, read: null };
};

export interface Bars {
  bars: Point[];
  // The groups that are not shown one by one.
  others: Point | null;
  otherGroups: number;
}

// The largest groups, and the rest as one.
export const barsOf = (groups: Groups, how: How): Bars => {
  const points = groups.groups.map((group) => ({ group, key: group.key, value: measure(group, how), count: group.count }));
  points.sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
  const shown = points.slice(0, MAX_BARS);
  const otherGroups = groups.totalGroups - shown.length;
  if (otherGroups === 0) return { bars: shown, others: null, otherGroups };
  const rest = { ...groups.total };
  for (const { group } of shown) {
    rest.count -= group.count;
    rest.values -= group.values;
    rest.sum -= group.sum;
  }
  // Values that are as they are, such as means, cannot be put together.
  const others = how === "value" ? null : { key: null, value: measure(rest, how), count: rest.count };
  return { bars: shown, others, otherGroups };
};

const next = (period: string, of: Period): string => {
  if (of === "month") {
    const [year, month] = period.split("-").map(Number) as [number, number];
    return month === 12 ? `${String(year + 1).padStart(4, "0")}-01` : `${period.slice(0, 4)}-${String(month + 1).padStart(2, "0")}`;
  }
  return new Date(Date.parse(period + "T00:00:00Z") + (of === "week" ? 7 : 1) * 86_400_000).toISOString().slice(0, 10);
};

// A line that is longer than this is not drawn.
const MAX_POINTS = 4000;

export interface Line {
  // One for each period from the first to the last; without a value it is a gap.
  points: Point[];
  withoutTime: Amount;
  isCut: boolean;
}

export const lineOf = (groups: Groups, how: How, period: Period): Line => {
  const known = new Map<string, Group>();
  let withoutTime: Amount = { count: 0, values: 0, sum: 0 };
  for (const group of groups.groups) {
    if (typeof group.key === "string") known.set(group.key, group);
    else withoutTime = group;
  }
  const keys = [...known.keys()].sort();
  const points: Point[] = [];
  const last = keys[keys.length - 1];
  let key = keys[0];
  while (key !== undefined && last !== undefined && key <= last && points.length < MAX_POINTS) {
    const group = known.get(key);
    points.push({ key, value: group ? measure(group, how) : null, count: group?.count ?? 0 });
    key = next(key, period);
  }
  return { points, withoutTime, isCut: points.length === MAX_POINTS };
};
