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
  // Changes when all pages are read anew.
  version = 0;
  // The number of changes of the model up to which the rows are known; null while none is known.
  known: number | null = null;
  // Records that were changed here so that the filter no longer finds them: they stay until the list is read anew.
  readonly unmatched = new Set<string>();
  private kept = new Map<number, Row[]>();
  // The pages of before, until the new ones are there.
  private old = new Map<number, Row[]>();
  private readonly running = new Map<number, AbortController>();
  private closed = false;

  // The rows of `before` are shown until the first new ones are there.
  constructor(
    readonly list: List,
    private readonly changed: () => void,
    before?: Pages,
  ) {
    if (before && before.error === null && before.list.at === list.at) {
      this.old = before.kept;
      this.count = before.count;
    }
  }

  get isStale() {
    return this.old.size > 0;
  }

  row(index: number): Row | null {
    const page = Math.floor(index / SIZE);
    return (this.kept.get(page) ?? this.old.get(page))?.[index % SIZE] ?? null;
  }

  // All rows that are here.
  *rows(): Iterable<Row> {
    for (const rows of this.kept.values()) yield* rows;
  }

  // The place of a record among the pages that are here, or null.
  indexOf(id: string): number | null {
    for (const [page, rows] of this.kept) {
      const index = rows.findIndex((row) => row._id === id);
      if (index >= 0) return page * SIZE + index;
    }
    return null;
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
    this.old = this.kept;
    this.kept = new Map();
    this.unmatched.clear();
    this.version++;
    this.known = null;
    for (const abort of this.running.values()) abort.abort();
    this.running.clear();
    this.changed();
  }

  replace(row: Row) {
    for (const rows of [...this.kept.values(), ...this.old.values()]) {
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
        ({ rows, count, changes }) => {
          if (abort.signal.aborted) return;
          this.known ??= changes;
          this.count = count;
          this.kept.set(page, rows);
          // A page of before that the window does not need may be of another list.
          this.old.clear();
          for (const oldest of this.kept.keys()) {
            if (this.kept.size <= KEPT) break;
            this.kept.delete(oldest);
          }
        },
        (error) => {
          if (isAbort(error)) return;
          this.error = error;
          this.count = null;
          this.old.clear();
        },
      )
      .finally(() => {
        if (this.running.get(page) === abort) this.running.delete(page);
        if (!this.closed) this.changed();
      });
  }
}
