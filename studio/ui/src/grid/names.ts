// The names of related records: one call for each target and page.
import { call } from "../api";
import type { Field } from "../models";
import { idOf, type Row } from "../records";
import type { Stage } from "../route";

export class Names {
  // Changes when more names are known.
  version = 0;
  private readonly known = new Map<string, string | null | undefined>();

  constructor(
    private readonly stage: Stage,
    private readonly changed: () => void,
  ) {}

  // The name of a record; null if it does not exist, undefined while it is not known.
  of(target: string, id: string) {
    return this.known.get(target + "/" + id);
  }

  need(fields: Field[], rows: Iterable<Row>, staged?: Map<string, Record<string, unknown>>) {
    const wanted = new Map<string, Set<string>>();
    const relations = fields.filter((field) => field.kind.name === "relation" && field.kind.target);
    if (relations.length === 0) return;
    for (const row of rows) {
      for (const field of relations) {
        const target = field.kind.target!;
        for (const value of [row[field.key], staged?.get(row._id)?.[field.key]]) {
          const id = value === undefined ? null : idOf(value);
          if (id === null || this.known.has(target + "/" + id)) continue;
          this.known.set(target + "/" + id, undefined);
          if (!wanted.has(target)) wanted.set(target, new Set());
          wanted.get(target)!.add(id);
        }
      }
    }
    for (const [target, ids] of wanted) {
      const all = [...ids];
      for (let from = 0; from < all.length; from += 200) void this.ask(target, all.slice(from, from + 200));
    }
  }

  private async ask(model: string, ids: string[]) {
    try {
      const names = await call<Record<string, string | null>>("names", { at: { stage: this.stage, model }, ids });
      for (const [id, name] of Object.entries(names)) this.known.set(model + "/" + id, name);
      this.version++;
      this.changed();
    } catch {
      // A target outside of the models: its ids are shown.
    }
  }
}
