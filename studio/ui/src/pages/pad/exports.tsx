// Copies of a table: for the clipboard, as CSV and as JSON. Cells that a spreadsheet would run are told before.
import { useState } from "preact/hooks";
import { Visible } from "../../parts/text";
import { isCut } from "../../records";
import { number, t } from "../../words";
import { type Cells, csv, type Danger, dangerOf, json, save, tsv } from "./export";

interface Props {
  name: string;
  count: number;
  cells: () => Promise<Cells>;
  onError?: (error: unknown) => void;
}

type Kind = "copy" | "csv" | "json";

export const Exports = ({ name, count, cells, onError }: Props) => {
  const [asked, setAsked] = useState<{ kind: Kind; cells: Cells; danger: Danger } | null>(null);
  const [guarded, setGuarded] = useState(true);
  const [said, say] = useState("");
  const write = async (kind: Kind, cells: Cells, isGuarded: boolean) => {
    setAsked(null);
    if (kind === "copy") {
      await navigator.clipboard.writeText(tsv(cells, isGuarded));
      say(t("copied"));
    } else if (kind === "csv") save(name + ".csv", "text/csv;charset=utf-8", csv(cells, isGuarded));
    else save(name + ".json", "application/json", json(cells));
    const cut = cells.rows.reduce((count, row) => count + row.filter(isCut).length, 0);
    if (cut > 0) say(t("export.cut", { count: number(cut) }));
  };
  const start = async (kind: Kind) => {
    say("");
    try {
      const found = await cells();
      const danger = dangerOf(found);
      // JSON is read by programs.
      if (kind !== "json" && danger.count > 0) setAsked({ kind, cells: found, danger });
      else await write(kind, found, false);
    } catch (error) {
      onError?.(error);
    }
  };
  return (
    <>
      <span class="dim small" role="status">
        {said}
      </span>
      {(["copy", "csv", "json"] as const).map((kind) => (
        <button key={kind} disabled={count === 0} onClick={() => void start(kind)}>
          {kind === "copy" ? t("copy") : kind.toUpperCase()}
        </button>
      ))}
      {asked && (
        <div class="strip warning" role="alert">
          <div>
            <strong>{t("export.danger", { count: number(asked.danger.count) })}</strong>
            <div class="own">
              <Visible text={asked.danger.places.map(({ column, row }) => t("export.place", { column, row })).join("；")} />
            </div>
            <label class="small">
              <input type="checkbox" checked={guarded} onInput={(event) => setGuarded(event.currentTarget.checked)} /> {t("export.guard")}
            </label>
          </div>
          <span class="actions">
            <button onClick={() => setAsked(null)}>{t("cancel")}</button>
            <button class="main-action" onClick={() => void write(asked.kind, asked.cells, guarded)}>
              {asked.kind === "copy" ? t("copy") : t("export.save")}
            </button>
          </span>
        </div>
      )}
    </>
  );
};
