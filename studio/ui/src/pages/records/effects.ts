// What the deletion of records does to those that refer to them.
import { type Field, idOf, type Kind, models, type Served, titleOf } from "../../models";
import { page, type Place } from "../../records";
import { number, t, type Word } from "../../words";

type Rule = "refuse" | "cascade" | "clear";

export interface Effect {
  model: string;
  rule: Rule;
  // `many`: not counted, for the records are too many to ask about. `unknown`: they could not be counted. `list`: lists cannot be
  // counted.
  count: number | "many" | "unknown" | "list";
}

// Asked about at most this many records; for more, the rules are told without counts.
const MOST = 50;

interface Reference {
  served: Served;
  field: Field;
  rule: Rule;
  isList: boolean;
}

const relationOf = (kind: Kind): Kind | null =>
  kind.name === "relation" || kind.name === "relations" ? kind : kind.name === "list" && kind.item ? relationOf(kind.item) : null;

// A list that is only the other side of a relation does not refer by itself.
const isOtherSide = (field: Field, of: Served, target: Served | null) =>
  field.kind.name === "relations" && !!target?.fields.some((one) => one.kind.name === "relation" && one.kind.target === of.identifier);

const referencesTo = (at: Place): Reference[] => {
  const all = models.get() ?? [];
  const target = all.find((model) => idOf(model) === at.model)?.[at.stage] ?? null;
  return all.flatMap((model) => {
    const served = model[at.stage];
    if (!served || served.system) return [];
    return served.fields.flatMap((field) => {
      const relation = relationOf(field.kind);
      const rule = relation?.onDelete as Rule | "nothing" | undefined;
      if (field.system || relation?.target !== at.model || !rule || rule === "nothing" || isOtherSide(field, served, target)) return [];
      return [{ served, field, rule, isList: field.kind.name !== "relation" }];
    });
  });
};

export const effectsOf = async (at: Place, ids: string[]): Promise<Effect[]> => {
  const effects: Effect[] = [];
  for (const { served, field, rule, isList } of referencesTo(at)) {
    const count = isList ? "list" : ids.length > MOST ? "many" : await counted({ stage: at.stage, model: served.identifier }, field, ids);
    if (count !== 0) effects.push({ model: titleOf(served), rule, count });
  }
  return effects;
};

const counted = async (at: Place, field: Field, ids: string[]): Promise<number | "unknown"> => {
  const filter = ids.map((id) => `${field.key} eq '${id.replaceAll("'", "''")}'`).join(" or ");
  try {
    return (await page(at, filter, [], 0, 0)).count;
  } catch {
    return "unknown";
  }
};

// An effect in a sentence.
export const told = ({ model, rule, count }: Effect) => {
  if (count === "list") return t("effect.list", { model });
  if (typeof count === "number") return t(`effect.${rule}` as Word, { model, count: number(count) });
  return t(`effect.${rule}.any` as Word, { model }) + (count === "unknown" ? " " + t("effect.unknown", { model }) : "");
};
