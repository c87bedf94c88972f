// Deleting what is selected, or else the active record: asked where other records follow, and held then.
import type { Pages } from "../../grid/pages";
import type { Served } from "../../models";
import type { Place, Row } from "../../records";
import { number, t } from "../../words";
import { collected } from "./collect";
import { deletes } from "./deletes";
import { effectsOf, told } from "./effects";
import type { useQuestion } from "./question";
import type { Selection } from "./selection";
import { isNew, type Staged } from "./staged";

interface Erase {
  at: Place;
  model: Served;
  pages: Pages;
  // The active record, if none is selected.
  row: Row | null;
  selection: Selection;
  staged: Staged;
  ask: ReturnType<typeof useQuestion>["ask"];
  inProd: ReturnType<typeof useQuestion>["inProd"];
}

export const eraseThem = async ({ at, model, pages, row, selection, staged, ask, inProd }: Erase) => {
  // One that was never sent.
  if (row && isNew(row._id)) return staged.drop(row._id);
  const ids = row ? [row._id] : selection.all ? [] : [...selection.ids];
  try {
    if (!row && selection.all) for await (const rows of collected(pages, selection)) ids.push(...rows.map((one) => one._id));
  } catch (error) {
    // Some of all that match would not be what was chosen.
    return staged.setFailed(error);
  }
  if (ids.length === 0) return;
  const hold = () => {
    ask(null);
    inProd((act) => deletes.hold(at, ids, act), t("prod.delete", { count: ids.length }), model.identifier);
  };
  const effects = await effectsOf(at, ids);
  if (effects.length === 0 && !selection.all) return hold();
  ask({ title: t("delete.ask", { count: number(ids.length) }), text: effects.map(told).join(" "), danger: true, yes: hold });
};
