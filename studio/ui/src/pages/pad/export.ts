// Tables as CSV, as text for spreadsheets, and as JSON.
import { isCut } from "../../records";

export interface Cells {
  columns: string[];
  rows: unknown[][];
}

// A cell as text, in the form that `weda export` writes.
export const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (isCut(value)) return value.$cut + "…";
  if (typeof value === "object" && "$n" in value) return String((value as { $n: unknown }).$n);
  return typeof value === "string" ? value : JSON.stringify(value);
};

// A spreadsheet takes such a text for a formula, and may run it. Letters of full width count, too.
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

const isFormula = (value: unknown) => typeof value === "string" && FORMULA.test(value);

export interface Danger {
  count: number;
  // The first ones, as `course, row 3`.
  places: { column: string; row: number }[];
}

export const dangerOf = ({ columns, rows }: Cells): Danger => {
  const danger: Danger = { count: 0, places: [] };
  rows.forEach((row, index) =>
    row.forEach((value, column) => {
      if (!isFormula(value)) return;
      danger.count++;
      if (danger.places.length < 3) danger.places.push({ column: columns[column]!, row: index + 1 });
    }),
  );
  return danger;
};

const quoted = (text: string) => (/[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);

// RFC 4180, with the line ends of `weda export`. Guarded cells begin with an apostrophe, which its import takes off again.
export const csv = ({ columns, rows }: Cells, isGuarded: boolean): string => {
  const cell = (value: unknown) => quoted((isGuarded && isFormula(value) ? "'" : "") + cellText(value));
  // A line of one empty cell would be an empty line.
  const line = (cells: unknown[]) => (cells.length === 1 && cellText(cells[0]) === "" ? '""' : cells.map(cell).join(","));
  // A spreadsheet needs the mark to read it as UTF-8.
  return (isGuarded ? "\ufeff" : "") + [columns, ...rows].map(line).join("\n") + "\n";
};

// For the clipboard: cells with tabs between them.
export const tsv = ({ columns, rows }: Cells, isGuarded: boolean): string => {
  const cell = (value: unknown) => {
    const text = (isGuarded && isFormula(value) ? "'" : "") + cellText(value);
    return /["\t\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return [columns, ...rows].map((cells) => cells.map(cell).join("\t")).join("\n");
};

// A list of objects, or of lists where columns have the same name. Digits of large numbers stay as they are.
export const json = ({ columns, rows }: Cells): string => {
  const print = (value: unknown): string => {
    if (typeof value === "object" && value !== null && !Array.isArray(value) && !isCut(value) && "$n" in value) return String((value as { $n: unknown }).$n);
    return JSON.stringify(isCut(value) ? value.$cut + "…" : (value ?? null));
  };
  const isUnique = new Set(columns).size === columns.length;
  const line = (row: unknown[]) =>
    isUnique
      ? "{" + columns.map((column, index) => JSON.stringify(column) + ": " + print(row[index])).join(", ") + "}"
      : "[" + row.map(print).join(", ") + "]";
  const lists = isUnique ? rows : [columns, ...rows];
  return "[\n" + lists.map((row) => "  " + line(row)).join(",\n") + "\n]\n";
};

export const save = (name: string, type: string, text: string) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
