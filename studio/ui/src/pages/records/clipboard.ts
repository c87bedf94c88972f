// Records as text for other programs, and texts of spreadsheets as values.
import { printJson } from "../../json";
import type { Field } from "../../models";
import { draft, parsed, type Row, text, isCut } from "../../records";
import { parseTsv, printTsv, type TsvCell } from "../../tsv";
import { t } from "../../words";

export type Format = "tsv" | "titles" | "json" | "rust";

// What a cell of a spreadsheet shows, and takes back.
const cellText = (value: unknown, { kind }: Field): string | null => {
  if (value === null || value === undefined) return null;
  if (["list", "object", "location", "json"].includes(kind.name)) return draft(value, kind);
  return text(value, kind);
};

const values = (row: Row, fields: Field[]) => Object.fromEntries(fields.filter((field) => row[field.key] !== undefined).map((field) => [field.key, row[field.key]]));

// Rust's `json!` takes JSON, but no whole number beyond 64 bits and none with a sign apart.
const rust = (rows: Row[], fields: Field[]) => {
  const one = (row: Row) => "json!(" + printJson(values(row, fields), 4) + ")";
  return rows.length === 1 ? one(rows[0]!) : "[\n" + rows.map((row) => one(row).replaceAll(/^/gm, "    ") + ",\n").join("") + "]";
};

export const printRows = (rows: Row[], fields: Field[], format: Format, titleOf: (field: Field) => string): string => {
  switch (format) {
    case "tsv":
      return printTsv(rows.map((row) => fields.map((field) => cellText(row[field.key], field))));
    case "titles":
      return printTsv([fields.map(titleOf), ...rows.map((row) => fields.map((field) => cellText(row[field.key], field)))]);
    case "json":
      return printJson(rows.length === 1 ? values(rows[0]!, fields) : rows.map((row) => values(row, fields)), 2);
    case "rust":
      return rust(rows, fields);
  }
};

// The cells that a spreadsheet would take for formulas.
export const formulas = (rows: Row[], fields: Field[]) =>
  rows.reduce((sum, row) => sum + fields.filter((field) => typeof row[field.key] === "string" && /^[=+\-@\t\r]/.test(row[field.key] as string)).length, 0);

export const hasCut = (rows: Row[], fields: Field[]) => rows.some((row) => fields.some((field) => isCut(row[field.key])));

// The value of a pasted cell. Throws the word for what is wrong.
export const pasted = (cell: TsvCell, field: Field): unknown => {
  if (cell.text === "") return cell.quoted ? "" : null;
  const { kind } = field;
  const typed = cell.text.trim();
  if (kind.name === "boolean") {
    const word = typed.toLowerCase();
    if (["true", "1", "yes", "是"].includes(word)) return true;
    if (["false", "0", "no", "否"].includes(word)) return false;
    throw t("bad.boolean");
  }
  if (kind.name === "choice") return kind.options?.find((option) => option.key === typed || option.label === typed)?.key ?? typed;
  // A spreadsheet groups digits.
  if (["number", "integer"].includes(kind.name)) return parsed(/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(typed) ? typed.replaceAll(",", "") : typed, kind);
  if (["date", "datetime", "time"].includes(kind.name)) return parsed(typed.replace(/^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?/, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`), kind);
  return parsed(["text", "json"].includes(kind.name) ? cell.text : typed, kind);
};

export { parseTsv };
