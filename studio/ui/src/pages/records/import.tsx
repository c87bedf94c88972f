// The import of a file: its first rows, a dry run, and the command's import with its progress.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { call, download, isAbort, lines, Refused, upload } from "../../api";
import { type Served, titleOf } from "../../models";
import { Act } from "../../parts/confirm";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { type Place, text } from "../../records";
import { visibly } from "../../visible";
import { number, t, type Word } from "../../words";

const FORMATS: Record<string, string> = {
  jsonl: "ndjson",
  ndjson: "ndjson",
  json: "json",
  csv: "csv",
  txt: "csv",
  tsv: "tsv",
  tab: "tsv",
  xlsx: "xlsx",
  xlsm: "xlsx",
};

interface Preview {
  columns: string[];
  unknown: string[];
  rows: (Record<string, unknown> | string)[];
  notes: string[];
  key: string | null;
  resumes: boolean;
}

interface Outcome {
  row: number;
  outcome: string;
  reason: string;
}

type Counts = Record<string, number>;

interface Props {
  at: Place;
  model: Served;
  file: File;
  onImported: () => void;
  onClose: () => void;
}

// How a run ended: with counts, or with the command's error.
interface End {
  isDry: boolean;
  summary: Counts | null;
  error: string | null;
}

const IDS = "_id";
const OUTCOMES = ["created", "created_before", "already_there", "assumed", "ready", "rejected", "in_doubt", "not_sent"];

export const Import = ({ at, model, file, onImported, onClose }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const format = FORMATS[/\.([^.]+)$/.exec(file.name.toLowerCase())?.[1] ?? ""];
  const [kept, setKept] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [key, setKey] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [running, setRunning] = useState<"dry" | "import" | null>(null);
  const [counts, setCounts] = useState<Counts>({});
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [end, setEnd] = useState<End | null>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);

  const ask = { at, format, ...(key === IDS ? { keepIds: true } : key ? { key } : {}) };
  useEffect(() => {
    if (!format) return setError(new Error(t("import.unknown")));
    const abort = new AbortController();
    let kept: string | null = null;
    void (async () => {
      try {
        ({ file: kept } = await upload(file, abort.signal));
        const preview = await call<Preview>("preview", { at, file: kept, format }, abort.signal);
        setKept(kept);
        setPreview(preview);
        setKey(preview.key ?? "");
      } catch (error) {
        if (!isAbort(error)) setError(error);
      }
    })();
    return () => {
      abort.abort();
      // What stays is cleared away by the studio in the end.
      if (kept) call("discard", { file: kept }).catch(() => {});
    };
  }, []);

  const run = async (isDry: boolean) => {
    if (running || !kept) return;
    setRunning(isDry ? "dry" : "import");
    setError(null);
    setCounts({});
    setOutcomes([]);
    setEnd(null);
    const now: End = { isDry, summary: null, error: null };
    const onLine = (line: Record<string, unknown>) => {
      if (line["progress"]) setCounts(line["progress"] as Counts);
      else if (line["summary"]) now.summary = line["summary"] as Counts;
      else if (line["error"]) now.error = (line["error"] as { message: string }).message;
      else if (line["outcome"]) setOutcomes((outcomes) => [...outcomes, line as unknown as Outcome]);
    };
    try {
      await new Act().carriedOut(model.identifier, (confirm) =>
        lines("import", { ...ask, file: kept, dryRun: isDry, ...(confirm === undefined ? {} : { confirm }) }, onLine),
      );
      setEnd(now);
      if (!isDry) onImported();
    } catch (error) {
      setError(error);
    } finally {
      setRunning(null);
    }
  };

  const takeRejects = async () => {
    try {
      const { ticket } = await call<{ ticket: string }>("rejects", { ...ask, file: kept });
      download(ticket, "");
    } catch (error) {
      setError(error);
    }
  };

  const close = () => {
    if (!running) onClose();
  };
  const fieldOf = (name: string) => model.fields.find((field) => field.key === name);
  const summary = end?.summary;
  const isBroken = !!end && !end.isDry && !!end.error;
  return (
    <dialog
      ref={dialog}
      class="transfer wide"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      aria-labelledby="import-title"
    >
      <h2 id="import-title">{t("import.of", { model: titleOf(model) })}</h2>
      <p class="dim">
        <Visible text={file.name} /> · {number(file.size)} B
      </p>
      {error !== null && (error instanceof Refused ? <Strip error={error} /> : <p class="strip">{(error as Error).message}</p>)}
      {!preview && error === null && <p class="dim">{t("import.reading")}</p>}
      {preview && (
        <>
          {preview.resumes && <p class="warn">{t("import.resumes")}</p>}
          {preview.notes.map((note) => (
            <p key={note} class="dim small">
              <Visible text={note} />
            </p>
          ))}
          <div class="scroll preview" tabIndex={0} role="group" aria-label={t("import.preview")}>
            <table>
              <caption class="hidden">{t("import.preview")}</caption>
              <thead>
                <tr>
                  {preview.columns.map((column) => {
                    const field = fieldOf(column);
                    const isUnknown = preview.unknown.includes(column);
                    return (
                      <th key={column}>
                        <Visible text={field ? titleOf(field) : column} /> {field && titleOf(field) !== column && <code>{column}</code>}{" "}
                        {isUnknown && <span class="badge warn">{t("import.no.field")}</span>}
                        {key === column && <span class="badge">{t("import.key")}</span>}
                      </th>
                    );
                  })}
                </tr>
              </thead>
              <tbody>
                {preview.rows.map((row, index) => (
                  <tr key={index}>
                    {typeof row === "string" ? (
                      <td class="bad" colSpan={Math.max(1, preview.columns.length)}>
                        <Visible text={row} />
                      </td>
                    ) : (
                      preview.columns.map((column) => (
                        <td key={column}>
                          <Visible text={text(row[column], fieldOf(column)?.kind ?? { name: "text" }).slice(0, 80)} />
                        </td>
                      ))
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <label class="line">
            {t("import.key")}
            <select value={key} disabled={running !== null} onInput={(event) => setKey(event.currentTarget.value)}>
              <option value="">{t("import.key.none")}</option>
              {preview.columns
                .filter((column) => column === IDS || fieldOf(column)?.writable)
                .map((column) => (
                  <option key={column} value={column}>
                    {column === IDS ? t("import.key.ids") : visibly(titleOf(fieldOf(column)!))}
                  </option>
                ))}
            </select>
          </label>
          <p class="dim small">{t(key === IDS ? "import.key.ids.help" : key ? "import.key.help" : "import.key.none.help")}</p>
        </>
      )}
      <div role="status">
        {(running || end) && (
          <p>
            {running && <strong>{t(running === "dry" ? "import.checking" : "import.running")} </strong>}
            {end && <strong class={end.error || (summary?.["rejected"] ?? 0) > 0 ? "warn" : "done"}>{t(end.error ? "import.broken" : end.isDry ? "import.checked" : "import.done")} </strong>}
            {summary
              ? OUTCOMES.filter((name) => (summary[name] ?? 0) > 0).map((name) => <Count key={name} name={name} count={summary[name]!} />)
              : Object.entries(counts).map(([name, count]) => <Count key={name} name={name.replaceAll("-", "_")} count={count} />)}
          </p>
        )}
      </div>
      {end?.error && (
        <p class="own">
          <Visible text={end.error} lines />
        </p>
      )}
      {outcomes.length > 0 && (
        <ul class="outcomes">
          {outcomes.map((one) => (
            <li key={one.row + one.outcome}>
              <span class="dim">{t("import.row", { row: number(one.row) })}</span> <Visible text={one.reason} />
            </li>
          ))}
        </ul>
      )}
      <p class="actions">
        {running === "import" ? (
          <button class="danger" onClick={() => void call("stop", { file: kept })}>
            {t("import.stop")}
          </button>
        ) : (
          <button onClick={close} disabled={running !== null}>
            {t("close")}
          </button>
        )}
        {end && !end.isDry && (summary?.["rejected"] ?? 0) > 0 && <button onClick={() => void takeRejects()}>{t("import.rejects")}</button>}
        <button disabled={!preview || running !== null} onClick={() => void run(true)}>
          {t("import.dry")}
        </button>
        <button class="main-action" disabled={!preview || running !== null || (!!end && !end.isDry && !isBroken)} onClick={() => void run(false)}>
          {t(isBroken || preview?.resumes ? "import.go.on" : "import")}
        </button>
      </p>
    </dialog>
  );
};

const Count = ({ name, count }: { name: string; count: number }) => (
  <span class="chip">
    {t(`outcome.${name}` as Word)} {number(count)}
  </span>
);
