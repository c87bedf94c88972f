// Copying records: at once where they are here, else after they are read.
import type { Pages } from "../../grid/pages";
import { type Field, type Served, titleOf } from "../../models";
import { record, type Row } from "../../records";
import { number, t } from "../../words";
import { type Format, formulas, hasCut, printRows } from "./clipboard";
import { collected } from "./collect";
import type { Selection } from "./selection";
import type { Changes } from "./staged";

// More would fill the clipboard rather than serve: an export has no limit.
const MOST = 10_000;

interface Ask {
  model: Served;
  pages: Pages;
  selection: Selection;
  fields: Field[];
  row: Row | null;
  field: Field | undefined;
  edits: Map<string, Changes>;
  tell: (text: string) => void;
}

export const useCopies = ({ pages, selection, fields, row, field, edits, tell }: Ask) => {
  // As shown: with what is staged.
  const staged = (row: Row): Row => ({ ...row, ...edits.get(row._id) });
  const here = (): Row[] | null => {
    if (selection.all) return null;
    const rows = [...pages.rows()].filter((row) => selection.ids.has(row._id));
    return rows.length === selection.ids.size ? rows.map(staged) : null;
  };
  // In the order of the list, and whole.
  const whole = async (rows: Row[]) => {
    const all: Row[] = [];
    for (const row of rows) all.push(hasCut([row], fields) ? { ...((await record(pages.list.at, row._id)) ?? row), ...edits.get(row._id) } : row);
    return all;
  };
  const read = async (): Promise<Row[]> => {
    const known = selection.count > 0 ? here() : row ? [staged(row)] : [];
    if (known) return whole(known);
    const rows: Row[] = [];
    for await (const some of collected(pages, selection)) {
      rows.push(...some.map(staged));
      if (rows.length >= MOST) break;
    }
    return whole(rows.slice(0, MOST));
  };
  const told = (rows: Row[], shown: Field[]) => {
    const found = formulas(rows, shown);
    const warning = found > 0 ? " " + t("copied.formulas", { count: number(found) }) : "";
    const cut = selection.count > rows.length && rows.length === MOST ? " " + t("copied.most", { count: number(MOST) }) : "";
    tell(t("copied.rows", { count: number(rows.length) }) + cut + warning);
  };
  const put = (text: string, rows: Row[], shown: Field[]) =>
    navigator.clipboard.writeText(text).then(
      () => told(rows, shown),
      () => tell(t("copy.failed")),
    );
  return {
    onCopy: (event: ClipboardEvent) => {
      if (selection.count === 0) {
        // The active cell alone.
        if (!row || !field) return;
        event.preventDefault();
        const shown = [field];
        if (hasCut([staged(row)], shown)) return void whole([row]).then((rows) => put(printRows(rows, shown, "tsv", titleOf), rows, shown));
        event.clipboardData!.setData("text/plain", printRows([staged(row)], shown, "tsv", titleOf));
        return tell(t("copied.cell"));
      }
      event.preventDefault();
      const rows = here();
      if (!rows || hasCut(rows, fields)) return void read().then((rows) => put(printRows(rows, fields, "tsv", titleOf), rows, fields));
      event.clipboardData!.setData("text/plain", printRows(rows, fields, "tsv", titleOf));
      told(rows, fields);
    },
    copyAs: async (format: Format) => {
      const rows = await read();
      await put(printRows(rows, fields, format, titleOf), rows, fields);
    },
    copyColumn: async (field: Field) => {
      const rows = selection.count > 0 ? await read() : [...pages.rows()].map(staged);
      await put(printRows(rows, [field], "tsv", titleOf), rows, [field]);
    },
  };
};
