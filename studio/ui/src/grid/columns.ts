// The columns of a grid: widths, the pinned ones, and those that a scroll position shows.
import type { Field } from "../models";

export const CHECK = 36;
export const MIN_WIDTH = 48;
export const MAX_WIDTH = 900;

// Up to this number all columns are drawn.
const ALL = 20;
const SPARE = 2;

export interface Column {
  field: Field;
  index: number;
  width: number;
  // From the left of the row, in pixels.
  left: number;
  pinned: boolean;
}

const WIDTHS: Record<string, number> = { boolean: 90, number: 120, integer: 120, date: 160, datetime: 200, time: 100, choice: 130, object: 240, list: 220 };

export const usualWidth = (field: Field) => (field.key === "_id" ? 280 : (WIDTHS[field.kind.name] ?? 180));

export const bounded = (width: number) => Math.round(Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)));

// The places of columns; the first `pinned` ones stay at the left.
export const placed = (fields: Field[], widths: Record<string, number>, pinned: number): Column[] => {
  let left = CHECK;
  return fields.map((field, index) => {
    const width = widths[field.key] ?? usualWidth(field);
    const column = { field, index, width, left, pinned: index < pinned };
    left += width;
    return column;
  });
};

export const totalWidth = (columns: Column[]) => columns.reduce((sum, column) => sum + column.width, CHECK);

export interface Drawn {
  pinned: Column[];
  // The width of what is not drawn between the pinned columns and the others.
  gap: number;
  others: Column[];
}

export const drawnAt = (columns: Column[], scroll: number, view: number): Drawn => {
  const pinned = columns.filter((column) => column.pinned);
  const rest = columns.filter((column) => !column.pinned);
  if (columns.length <= ALL || rest.length === 0) return { pinned, gap: 0, others: rest };
  const covered = totalWidth(pinned);
  let first = rest.findIndex((column) => column.left + column.width > scroll + covered);
  if (first < 0) first = rest.length - 1;
  let end = rest.findIndex((column) => column.left >= scroll + view);
  if (end < 0) end = rest.length;
  first = Math.max(0, first - SPARE);
  const others = rest.slice(first, end + SPARE);
  return { pinned, gap: others[0]!.left - rest[0]!.left, others };
};

// The horizontal scroll position that shows a column, or null if it is visible.
export const scrollToColumn = (columns: Column[], index: number, scroll: number, view: number): number | null => {
  const column = columns[index];
  if (index === 0) return scroll > 0 ? 0 : null;
  if (!column || column.pinned) return null;
  const covered = totalWidth(columns.filter((column) => column.pinned));
  if (column.left < scroll + covered) return column.left - covered;
  if (column.left + column.width > scroll + view) return column.left + column.width - view;
  return null;
};
