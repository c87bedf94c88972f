// The selected records: some by their ids, or all that match but some.
import { useRef, useState } from "preact/hooks";
import type { Pages } from "../../grid/pages";
import { page, type Row } from "../../records";

export interface Selected {
  // All that match, except `ids`; else exactly `ids`.
  all: boolean;
  ids: Set<string>;
}

const NOTHING: Selected = { all: false, ids: new Set() };
const MOST = 200;

export const useSelection = (pages: Pages) => {
  const [selected, set] = useState<Selected>(NOTHING);
  const anchor = useRef(0);
  const now = useRef(selected);
  now.current = selected;
  const { all, ids } = selected;
  const count = all ? Math.max(0, (pages.count ?? 0) - ids.size) : ids.size;

  const turn = (id: string) => {
    const next = new Set(now.current.ids);
    if (!next.delete(id)) next.add(id);
    set({ ...now.current, ids: next });
  };
  const add = (rows: Iterable<Row>) => {
    const next = new Set(now.current.ids);
    for (const row of rows) now.current.all ? next.delete(row._id) : next.add(row._id);
    now.current = { ...now.current, ids: next };
    set(now.current);
  };
  // From the row that was selected last; rows that are not here are read.
  const extend = async (index: number) => {
    const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
    const here: Row[] = [];
    for (let at = from; at <= to; at++) {
      const row = pages.row(at);
      if (row) here.push(row);
    }
    if (here.length === to - from + 1) return add(here);
    const { at, filter, sort } = pages.list;
    for (let offset = from; offset <= to; offset += MOST) {
      const { rows } = await page(at, filter, sort, offset, Math.min(MOST, to - offset + 1));
      add(rows);
    }
  };

  return {
    ...selected,
    count,
    has: (id: string) => all !== ids.has(id),
    select: (index: number, range: boolean, from: number) => {
      if (range) {
        if (ids.size === 0 && !all) anchor.current = from;
        return void extend(index);
      }
      anchor.current = index;
      const row = pages.row(index);
      if (row) turn(row._id);
    },
    everything: () => set({ all: true, ids: new Set() }),
    clear: () => set(NOTHING),
    // Takes records out that are gone.
    without: (gone: string[]) => set((now) => (now.all ? now : { all: false, ids: new Set([...now.ids].filter((id) => !gone.includes(id))) })),
    only: (some: string[]) => set({ all: false, ids: new Set(some) }),
  };
};

export type Selection = ReturnType<typeof useSelection>;
