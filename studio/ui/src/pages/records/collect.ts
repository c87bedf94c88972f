// The records of a selection, read for what is done with all of them.
import type { Pages } from "../../grid/pages";
import { page, record, type Row } from "../../records";
import type { Selected } from "./selection";

const STEP = 200;

// The number of all that match now.
export const recount = async (pages: Pages) => (await page(pages.list.at, pages.list.filter, [], 0, 0)).count;

// All records of a selection in steps. Those of a filter come in the order of their ids, so that what is changed meanwhile moves
// no others.
export async function* collected(pages: Pages, selected: Selected, signal?: AbortSignal): AsyncGenerator<Row[]> {
  const { at, filter } = pages.list;
  if (selected.all) {
    let last: string | null = null;
    for (;;) {
      const behind: string | null = last === null ? null : `_id gt '${last.replaceAll("'", "''")}'`;
      const both: string = [filter && `(${filter})`, behind].filter(Boolean).join(" and ");
      const { rows }: { rows: Row[] } = await page(at, both, [{ field: "_id", desc: false }], 0, STEP, signal);
      if (rows.length === 0) return;
      last = rows.at(-1)!._id;
      yield rows.filter((row) => !selected.ids.has(row._id));
      if (rows.length < STEP) return;
    }
  }
  const here = new Map([...pages.rows()].map((row) => [row._id, row]));
  const rows: Row[] = [];
  for (const id of selected.ids) {
    const row = here.get(id) ?? (await record(at, id, signal));
    if (row) rows.push(row);
  }
  yield rows;
}
