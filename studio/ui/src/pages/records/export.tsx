// The export of records, with the formats and rules of the command.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { call, download, isAbort } from "../../api";
import { type Served, titleOf } from "../../models";
import { Strip } from "../../parts/strip";
import type { Place } from "../../records";
import { number, t } from "../../words";

const FORMATS = ["csv", "xlsx", "ndjson", "json", "tsv"] as const;
type Format = (typeof FORMATS)[number];

interface Done {
  ticket: string;
  name: string;
  exported: { records: number; unreadable: number };
}

interface Props {
  at: Place;
  model: Served;
  filter: string;
  shown: string[];
  selected: ReadonlySet<string>;
  onClose: () => void;
}

const MOST = 100;

export const Export = ({ at, model, filter, shown, selected, onClose }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [which, setWhich] = useState(selected.size > 0 && selected.size <= MOST ? "selected" : filter ? "filtered" : "all");
  const [format, setFormat] = useState<Format>("csv");
  const [columns, setColumns] = useState("all");
  const [titles, setTitles] = useState(false);
  const [spreadsheets, setSpreadsheets] = useState(false);
  const [running, setRunning] = useState<AbortController | null>(null);
  const [done, setDone] = useState<Done["exported"] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  const isTable = ["csv", "tsv"].includes(format);
  const run = async () => {
    const abort = new AbortController();
    setRunning(abort);
    setError(null);
    setDone(null);
    try {
      const made = await call<Done>(
        "export",
        {
          at,
          format,
          filter: which === "all" ? "" : filter,
          ids: which === "selected" ? [...selected] : [],
          select: columns === "shown" ? shown : [],
          titles,
          spreadsheets: spreadsheets && isTable,
        },
        abort.signal,
      );
      download(made.ticket, made.name);
      setDone(made.exported);
    } catch (error) {
      if (!isAbort(error)) setError(error);
    } finally {
      setRunning(null);
    }
  };
  return (
    <dialog ref={dialog} class="transfer" onCancel={onClose} aria-labelledby="export-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!running) void run();
        }}
      >
        <h2 id="export-title">{t("export.of", { model: titleOf(model) })}</h2>
        <fieldset>
          <legend>{t("export.records")}</legend>
          {selected.size > 0 && (
            <label>
              <input type="radio" name="which" disabled={selected.size > MOST} checked={which === "selected"} onInput={() => setWhich("selected")} />{" "}
              {t("export.selected", { count: number(selected.size) })} {selected.size > MOST && <span class="dim small">{t("export.most", { count: MOST })}</span>}
            </label>
          )}
          {filter && (
            <label>
              <input type="radio" name="which" checked={which === "filtered"} onInput={() => setWhich("filtered")} /> {t("export.filtered")}
            </label>
          )}
          <label>
            <input type="radio" name="which" checked={which === "all"} onInput={() => setWhich("all")} /> {t("export.all")}
          </label>
        </fieldset>
        <label class="line">
          {t("export.format")}
          <select value={format} onInput={(event) => setFormat(event.currentTarget.value as Format)}>
            {FORMATS.map((one) => (
              <option key={one} value={one}>
                {t(`format.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="line">
          {t("export.columns")}
          <select value={columns} onInput={(event) => setColumns(event.currentTarget.value)}>
            <option value="all">{t("export.columns.all")}</option>
            <option value="shown">{t("export.columns.shown", { count: shown.length })}</option>
          </select>
        </label>
        <label class="line">
          {t("export.headers")}
          <select value={titles ? "titles" : "names"} onInput={(event) => setTitles(event.currentTarget.value === "titles")}>
            <option value="names">{t("identifier")}</option>
            <option value="titles">{t("title")}</option>
          </select>
        </label>
        {isTable && (
          <label>
            <input type="checkbox" checked={spreadsheets} onInput={(event) => setSpreadsheets(event.currentTarget.checked)} /> {t("export.spreadsheets")}
          </label>
        )}
        {error !== null && <Strip error={error} />}
        <p role="status" class={done?.unreadable ? "warn" : "done"}>
          {running && t("export.running")}
          {done && t("export.done", { count: number(done.records) })} {done && done.unreadable > 0 && t("export.unreadable", { count: number(done.unreadable) })}
        </p>
        <p class="actions">
          <button type="button" onClick={() => (running ? running.abort() : onClose())}>
            {t(running ? "cancel" : "close")}
          </button>
          <button class="main-action" disabled={running !== null}>
            {t("export")}
          </button>
        </p>
      </form>
    </dialog>
  );
};
