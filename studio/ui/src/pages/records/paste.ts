// What a pasted text changes: cells from the active one on, and new records from the empty row on.
import { isEditable } from "../../grid/grid";
import type { Field } from "../../models";
import type { Row } from "../../records";
import { t } from "../../words";
import { parseTsv, pasted } from "./clipboard";
import { newRow } from "./staged";

export interface Paste {
  changes: { row: Row; field: Field; value: unknown; problem?: string }[];
  created: Row[];
  // Problems of created records, by id and field.
  wrong: [string, string, string][];
  // The records of the list that change.
  rows: number;
  // Columns beyond the last one.
  over: number;
}

interface Where {
  fields: Field[];
  column: number;
  row: number;
  // The row at an index, staged new ones included; null behind the last one.
  rowAt: (index: number) => Row | null;
  // The number of rows of the list and of staged ones.
  stored: number;
  count: number;
}

const tidied = (value: unknown) => (value === null ? undefined : value);

export const planPaste = (text: string, { fields, column, row, rowAt, stored, count }: Where): Paste => {
  const plan: Paste = { changes: [], created: [], wrong: [], rows: 0, over: 0 };
  parseTsv(text).forEach((cells, down) => {
    const index = row + down;
    const existing = index < count ? rowAt(index) : null;
    if (index < count && !existing) return;
    if (index < stored) plan.rows++;
    const values: Record<string, unknown> = {};
    const problems: [string, string][] = [];
    cells.forEach((cell, right) => {
      const field = fields[column + right];
      if (!field) {
        plan.over = Math.max(plan.over, column + right - fields.length + 1);
        return;
      }
      let value: unknown;
      let problem: string | undefined;
      try {
        if (!isEditable(field)) {
          // What is copied from here may have fields of the system: they are left out of new records.
          if (!existing) return;
          throw t("paste.readOnly");
        }
        value = pasted(cell, field);
      } catch (error) {
        problem = String(error);
      }
      if (existing) plan.changes.push({ row: existing, field, value, ...(problem ? { problem } : {}) });
      else if (problem) problems.push([field.key, problem]);
      else values[field.key] = tidied(value);
    });
    if (existing) return;
    const created = newRow(values);
    plan.created.push(created);
    plan.wrong.push(...problems.map(([key, problem]): [string, string, string] => [created._id, key, problem]));
  });
  return plan;
};
