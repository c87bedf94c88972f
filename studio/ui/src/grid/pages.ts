// The pages of a list, as far as the window needs them.
import { isAbort } from "../api";
import * as records from "../records";
import type { Place, Row, Sort } from "../records";

export const SIZE = 100;
const KEPT = 60;

export interface List {
  at: Place;
  filter: string;
  sort: Sort[];
}

export class Pages {
  count: number | null = null;
  error: unknown = null;
  private readonly kept = new Map<number, Row[]>();
  private readonly running = new Map<number, AbortController>();
  private closed = false;

  constructor(
    readonly list: List,
    private readonly changed: () => void,
  ) {}

  row(index: number): Row | null {
    return this.kept.get(Math.floor(index / SIZE))?.[index % SIZE] ?? null;
  }

  // All rows that are here.
  *rows(): Iterable<Row> {
    for (const rows of this.kept.values()) yield* rows;
  }

  // Asks for what a window shows, and for one page ahead; what left the window is given up.
  need(first: number, last: number, forward: boolean) {
    const [from, to] = [Math.floor(Math.max(0, first) / SIZE), Math.floor(Math.max(0, last) / SIZE)];
    const ahead = forward ? to + 1 : from - 1;
    for (const [page, abort] of this.running) {
      if (page < from - 1 || page > to + 1) abort.abort();
    }
    for (let page = from; page <= to; page++) this.ask(page);
    if (this.count !== null && ahead >= 0 && ahead * SIZE < this.count) this.ask(ahead);
  }

  again() {
    this.error = null;
    this.kept.clear();
    this.ask(0);
  }

  replace(row: Row) {
    for (const rows of this.kept.values()) {
      const index = rows.findIndex((one) => one._id === row._id);
      if (index >= 0) rows[index] = row;
    }
  }

  close() {
    this.closed = true;
    this.running.forEach((abort) => abort.abort());
  }

  private ask(page: number) {
    const known = this.kept.get(page);
    if (known) {
      // The latest is the last to be dropped.
      this.kept.delete(page);
      this.kept.set(page, known);
      return;
    }
    if (this.running.has(page) || this.closed || this.error || (this.count !== null && page > 0 && page * SIZE >= this.count)) return;
    const abort = new AbortController();
    this.running.set(page, abort);
    const { at, filter, sort } = this.list;
    records
      .page(at, filter, sort, page * SIZE, SIZE, abort.signal)
      .then(
        ({ rows, count }) => {
          this.count = count;
          this.kept.set(page, rows);
          for (const oldest of this.kept.keys()) {
            if (this.kept.size <= KEPT) break;
            this.kept.delete(oldest);
          }
        },
        (error) => {
          if (!isAbort(error)) this.error = error;
        },
      )
      .finally(() => {
        this.running.delete(page);
        if (!this.closed) this.changed();
      });
  }
}
