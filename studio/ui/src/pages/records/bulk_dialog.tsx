// Editing in bulk: the change, its preview, its progress, and what became of each record.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Editor } from "../../grid/editor";
import { isEditable } from "../../grid/grid";
import type { Names } from "../../grid/names";
import type { Pages } from "../../grid/pages";
import { type Field, ordered, type Served, titleOf } from "../../models";
import { download } from "../../parts/download";
import { Act } from "../../parts/confirm";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { isCut, parsed, type Row, toNumber } from "../../records";
import { number, t, type Word } from "../../words";
import { carryOut, type Change, kindsFor, printOutcomes, type Result } from "./bulk";
import { Outcomes, Preview, Text } from "./bulk_parts";
import { collected } from "./collect";
import type { Selection } from "./selection";

interface Props {
  model: Served;
  pages: Pages;
  names: Names;
  selection: Selection;
  // The column that was active.
  field: Field | undefined;
  onWritten: (count: number) => void;
  // The records whose change did not succeed.
  onEnd: (left: string[] | null) => void;
}

export const BulkDialog = ({ model, pages, names, selection, field: first, onWritten, onEnd }: Props) => {
  const { at } = pages.list;
  const dialog = useRef<HTMLDialogElement>(null);
  const stop = useRef(false);
  const fields = ordered(model).filter(isEditable);
  const [field, setField] = useState<Field>(first && isEditable(first) ? first : fields[0]!);
  const [kind, setKind] = useState<Change["kind"]>("set");
  const [drafts, setDrafts] = useState({ value: "", by: "", from: "", to: "" });
  const [typed, setTyped] = useState("");
  const [rows, setRows] = useState<Row[] | null>(null);
  const [read, setRead] = useState(0);
  const [result, setResult] = useState<Result | null>(null);
  const [state, setState] = useState<"asking" | "running" | "done">("asking");
  const [failed, setFailed] = useState<unknown>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  // What had the focus is gone with its part of the dialog.
  useLayoutEffect(() => {
    if (state !== "asking") dialog.current!.querySelector<HTMLElement>(".actions button:last-child")?.focus();
  }, [state]);
  // The records are read, and so counted again, before anything is changed.
  useEffect(() => {
    const abort = new AbortController();
    (async () => {
      const all: Row[] = [];
      for await (const some of collected(pages, selection, abort.signal)) {
        // Only what is needed is kept of a hundred thousand records.
        for (const row of some) all.push(selection.all ? slim(row, model) : row);
        setRead(all.length);
      }
      setRows(all);
    })().catch((error) => abort.signal.aborted || setFailed(error));
    return () => abort.abort();
  }, []);

  const isProd = at.stage === "prod";
  const { change, problem } = changeOf(kind, field, drafts);
  const isReady = rows !== null && rows.length > 0 && change !== null && (!isProd || typed === model.identifier);
  const run = async () => {
    if (!isReady) return;
    setState("running");
    stop.current = false;
    let told = 0;
    try {
      const done = await carryOut({
        at,
        field,
        change,
        rows,
        act: new Act(isProd ? typed : undefined),
        stopped: () => stop.current,
        onProgress: (now) => {
          onWritten(now.succeeded.length - told);
          told = now.succeeded.length;
          setResult({ ...now });
        },
      });
      setResult(done);
    } catch (error) {
      setFailed(error);
    } finally {
      setState("done");
    }
  };
  const close = () => {
    if (state === "running") stop.current = true;
    else if (state !== "done" || !rows) onEnd(null);
    else if (failed !== null || !result) {
      const succeeded = new Set(result?.succeeded);
      onEnd(rows.map((row) => row._id).filter((id) => !succeeded.has(id)));
    } else onEnd([...result.failed.keys(), ...result.unknown, ...result.notSent]);
  };
  const set = (part: Partial<typeof drafts>) => setDrafts({ ...drafts, ...part });
  const done = result ? result.succeeded.length + result.failed.size + result.unknown.length + result.unchanged : 0;
  return (
    <dialog
      ref={dialog}
      class="wide bulk"
      aria-labelledby="bulk-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          state === "done" ? close() : void run();
        }}
      >
        <h2 id="bulk-title">
          {t("bulk.title")} <Visible text={titleOf(model)} />
        </h2>
        {failed !== null && <Strip error={failed} />}
        {state === "asking" && (
          <>
            <div class="bulk-form">
              <label class="stack">
                {t("field")}
                <select
                  data-field="bulk-field"
                  value={field.key}
                  onInput={(event) => {
                    const next = fields.find((one) => one.key === event.currentTarget.value)!;
                    setField(next);
                    setKind("set");
                    set({ value: "" });
                  }}
                >
                  {fields.map((one) => (
                    <option key={one.key} value={one.key}>
                      {titleOf(one)}
                    </option>
                  ))}
                </select>
              </label>
              <label class="stack">
                {t("bulk.kind")}
                <select data-field="bulk-kind" value={kind} onInput={(event) => setKind(event.currentTarget.value as Change["kind"])}>
                  {kindsFor(field).map((one) => (
                    <option key={one} value={one}>
                      {t(("bulk." + one) as Word)}
                    </option>
                  ))}
                </select>
              </label>
              {kind === "set" && (
                <div class="stack">
                  <span>{t("value")}</span>
                  <Editor key={field.key} field={field} draft={drafts.value} onDraft={(value) => set({ value })} label={t("value")} stage={at.stage} focus />
                </div>
              )}
              {kind === "add" && <Text label={t("bulk.by")} value={drafts.by} onInput={(by) => set({ by })} />}
              {kind === "replace" && (
                <>
                  <Text label={t("bulk.from")} value={drafts.from} onInput={(from) => set({ from })} />
                  <Text label={t("bulk.to")} value={drafts.to} onInput={(to) => set({ to })} />
                </>
              )}
            </div>
            {problem && <p class="bad small" role="alert">{problem}</p>}
            <p data-bulk-count>{rows === null ? t("bulk.reading", { count: number(read) }) : t("bulk.count", { count: number(rows.length) })}</p>
            {rows && rows.length > 0 && <Preview rows={rows.slice(0, 5)} field={field} change={change} model={model} names={names} stage={at.stage} />}
            {isProd && (
              <label class="stack">
                {t("type.to.confirm", { text: model.identifier })}
                <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} autocomplete="off" spellcheck={false} data-field="bulk-typed" />
              </label>
            )}
          </>
        )}
        {state !== "asking" && rows && (
          <>
            <progress max={rows.length} value={done} aria-label={t("bulk.title")} />
            <p role="status">{t("bulk.progress", { done: number(done), count: number(rows.length) })}</p>
            {result && <Outcomes result={result} model={model.identifier} />}
          </>
        )}
        <p class="actions">
          {state === "done" && result && (
            <button type="button" onClick={() => download(`${model.identifier}-outcomes.jsonl`, printOutcomes(result))}>
              {t("bulk.download")}
            </button>
          )}
          {state !== "done" && (
            <button type="button" onClick={close}>
              {t(state === "running" ? "stop" : "cancel")}
            </button>
          )}
          {state !== "running" && (
            <button class={state === "asking" && isProd ? "danger" : "main-action"} disabled={state === "asking" && !isReady}>
              {state === "done" ? t("close") : t("bulk.go", { count: rows ? number(rows.length) : "…" })}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
};

const slim = (row: Row, model: Served): Row => {
  const kept: Row = { ...row };
  for (const [key, value] of Object.entries(kept)) if (isCut(value) && key !== model.primary) kept[key] = { ...value, $cut: "" };
  return kept;
};

const changeOf = (kind: Change["kind"], field: Field, drafts: { value: string; by: string; from: string; to: string }): { change: Change | null; problem: string | null } => {
  try {
    switch (kind) {
      case "clear":
        return { change: { kind }, problem: null };
      case "add":
        if (drafts.by) toNumber(drafts.by);
        return { change: drafts.by ? { kind, by: drafts.by } : null, problem: null };
      case "replace":
        return { change: drafts.from ? { kind, from: drafts.from, to: drafts.to } : null, problem: null };
      case "set":
        return { change: drafts.value === "" ? null : { kind, value: parsed(drafts.value, field.kind) }, problem: null };
    }
  } catch (error) {
    return { change: null, problem: String(error) };
  }
};
