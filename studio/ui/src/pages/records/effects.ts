// What the deletion of records does to those that refer to them.
import { models, titleOf } from "../../models";
import { page, type Place } from "../../records";

export interface Effect {
  model: string;
  rule: "refuse" | "cascade" | "clear";
  count: number;
}

// Asked about at most this many records; for more, the rules are told without counts.
const MOST = 50;

export const effectsOf = async (at: Place, ids: string[]): Promise<Effect[]> => {
  const referring = models.get()!.flatMap((model) => {
    const served = model[at.stage];
    if (!served || served.system) return [];
    return served.fields
      .filter((field) => field.kind.name === "relation" && field.kind.target === at.model && !field.system)
      .map((field) => ({ served, field, rule: field.kind.onDelete as Effect["rule"] | "nothing" }));
  });
  const effects: Effect[] = [];
  for (const { served, field, rule } of referring) {
    if (rule === "nothing") continue;
    const filter = ids.slice(0, MOST).map((id) => `${field.key} eq '${id.replaceAll("'", "''")}'`).join(" or ");
    const { count } = await page({ stage: at.stage, model: served.identifier }, filter, [], 0, 0);
    if (count > 0) effects.push({ model: titleOf(served), rule, count });
  }
  return effects;
};
