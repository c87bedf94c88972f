// A record beside the grid: all fields, the raw JSON, the records that refer to it; and the form of a new one.
import { useEffect, useState } from "preact/hooks";
import { isAbort, type Refused } from "../../api";
import { Editor } from "../../grid/editor";
import { Cell } from "../../grid/cell";
import type { Names } from "../../grid/names";
import { type Field, models, ordered, type Served, titleOf } from "../../models";
import { Link } from "../../parts/link";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import * as records from "../../records";
import { draft, parsed, type Place, type Problems, problems, type Row } from "../../records";
import { url } from "../../route";
import { number, t } from "../../words";
import { kindWord } from "../models";

interface PeekProps {
  at: Place;
  model: Served;
  id: string;
  names: Names;
  canWrite: boolean;
  // Changes when the record may have changed.
  version: number;
  staged: Record<string, unknown> | undefined;
  problems: Problems | undefined;
  onEdit: (row: Row, field: Field, value: unknown) => void;
  onClose: () => void;
}

export const Peek = (props: PeekProps) => {
  const { at, model, id, names } = props;
  const [row, setRow] = useState<Row | null | undefined>(undefined);
  const [error, setError] = useState<unknown>(null);
  const [raw, setRaw] = useState(false);
  const [edited, setEdited] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    setError(null);
    records.record(at, id, abort.signal).then(setRow, (error) => isAbort(error) || setError(error));
    return () => abort.abort();
  }, [at.stage, at.model, id, props.version]);
  useEffect(() => {
    if (row) names.need(model.fields, [row]);
  }, [row]);
  const fields = ordered(model);
  const name = row && model.primary ? records.text(row[model.primary], { name: "text" }) : "";
  return (
    <aside class="panel" aria-label={t("record")}>
      <header>
        <h2>
          <Visible text={name || id} />
        </h2>
        <button class="quiet" onClick={props.onClose} aria-label={t("close")} title={t("close") + " (Esc)"}>
          ×
        </button>
      </header>
      {error !== null && <Strip error={error} />}
      {row === null && <p class="empty">{t("record.missing", { id })}</p>}
      {row && (
        <>
          <div class="tabs">
            <button aria-pressed={!raw} onClick={() => setRaw(false)}>
              {t("fields")}
            </button>
            <button aria-pressed={raw} onClick={() => setRaw(true)}>
              JSON
            </button>
          </div>
          {raw ? (
            <pre class="raw" tabIndex={0}>
              <Visible text={JSON.stringify(row, null, 2)} lines />
            </pre>
          ) : (
            <dl>
              {fields.map((field) => {
                const value = props.staged && field.key in props.staged ? props.staged[field.key] : row[field.key];
                const problem = props.problems?.get(field.key);
                const canEdit = props.canWrite && field.writable && field.stored && !["relations", "file"].includes(field.kind.name);
                return (
                  <div key={field.key} class={"pair" + (props.staged && field.key in props.staged ? " staged" : "")}>
                    <dt title={field.key}>
                      <Visible text={titleOf(field)} />
                    </dt>
                    <dd>
                      {edited === field.key ? (
                        <Draft field={field} value={value} onDone={(next) => (props.onEdit(row, field, next), setEdited(null))} onCancel={() => setEdited(null)} />
                      ) : (
                        <>
                          <Whole value={value} field={field} names={names} at={at} />
                          {canEdit && (
                            <button class="quiet small" onClick={() => setEdited(field.key)} aria-label={t("edit.of", { field: titleOf(field) })}>
                              {t("edit")}
                            </button>
                          )}
                        </>
                      )}
                      {problem && <div class="bad small">{problem}</div>}
                    </dd>
                  </div>
                );
              })}
            </dl>
          )}
          <Referred at={at} id={id} />
        </>
      )}
    </aside>
  );
};

// A long value opens in place.
const Whole = ({ value, field, names, at }: { value: unknown; field: Field; names: Names; at: Place }) => {
  const [open, setOpen] = useState(false);
  const isNested = typeof value === "object" && value !== null && !["relation"].includes(field.kind.name) && !("$n" in value);
  const text = isNested ? JSON.stringify(value, null, 2) : typeof value === "string" ? value : "";
  if (isNested) {
    return (
      <pre class="raw" tabIndex={0}>
        <Visible text={open ? text : text.slice(0, 2000)} lines />
        {text.length > 2000 && !open && <button onClick={() => setOpen(true)}>{t("show.all", { size: number(text.length) })}</button>}
      </pre>
    );
  }
  if (text.length > 300 || text.includes("\n")) {
    return (
      <div class="long">
        <Visible text={open ? text : text.slice(0, 2000)} lines />
        {text.length > 2000 && !open && <button onClick={() => setOpen(true)}>{t("show.all", { size: number(text.length) })}</button>}
      </div>
    );
  }
  return <Cell value={value} field={field} names={names} stage={at.stage} />;
};

const Draft = ({ field, value, onDone, onCancel }: { field: Field; value: unknown; onDone: (value: unknown) => void; onCancel: () => void }) => {
  const [text, setText] = useState(draft(value, field.kind));
  const [error, setError] = useState<string | null>(null);
  const done = () => {
    try {
      onDone(parsed(text, field.kind));
    } catch (error) {
      setError(String(error));
    }
  };
  return (
    <form
      onSubmit={(event) => (event.preventDefault(), done())}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
        else if (event.key === "Enter" && event.ctrlKey) done();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <Editor field={field} draft={text} onDraft={setText} label={titleOf(field)} focus />
      {error && <div class="bad small">{error}</div>}
      <button>{t("keep")}</button>
    </form>
  );
};

// The models that refer to a record, counted when asked.
const Referred = ({ at, id }: { at: Place; id: string }) => {
  const [counts, setCounts] = useState<Record<string, string>>({});
  const referring = models.get()!.flatMap((model) => {
    const served = model[at.stage];
    if (!served) return [];
    return served.fields
      .filter((field) => field.kind.name === "relation" && field.kind.target === at.model)
      .map((field) => ({ served, field, filter: `${field.key} eq '${id.replaceAll("'", "''")}'` }));
  });
  if (referring.length === 0) return null;
  const count = () =>
    referring.forEach(({ served, field, filter }) => {
      const key = served.identifier + "/" + field.key;
      const set = (text: string) => setCounts((counts) => ({ ...counts, [key]: text }));
      records.page({ stage: at.stage, model: served.identifier }, filter, [], 0, 0).then(
        ({ count }) => set(number(count)),
        () => set("?"),
      );
    });
  return (
    <>
      <h2>{t("referred")}</h2>
      <ul class="plain">
        {referring.map(({ served, field, filter }) => (
          <li key={served.identifier + field.key}>
            <Link to={url(["records", at.stage, served.identifier], { filter })}>
              <Visible text={titleOf(served)} />
            </Link>{" "}
            <span class="dim">
              <Visible text={titleOf(field)} />
            </span>{" "}
            {counts[served.identifier + "/" + field.key]}
          </li>
        ))}
      </ul>
      <button onClick={count}>{t("count")}</button>
    </>
  );
};

interface NewProps {
  at: Place;
  model: Served;
  first: Record<string, unknown> | null;
  onCreated: (id: string) => void;
  onClose: () => void;
}

export const New = ({ at, model, first, onCreated, onClose }: NewProps) => {
  const fields = ordered(model).filter((field) => field.writable && field.stored && !["relations", "autoNumber"].includes(field.kind.name));
  const start = () => Object.fromEntries(fields.map((field) => [field.key, draft(first?.[field.key] ?? (field.default || null), field.kind)]));
  const [drafts, setDrafts] = useState<Record<string, string>>(start);
  const [found, setFound] = useState<Problems>(new Map());
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const [created, setCreated] = useState(0);
  const send = async () => {
    if (sending) return;
    const values: Record<string, unknown> = {};
    const wrong: Problems = new Map();
    for (const field of fields) {
      const text = drafts[field.key]!;
      // What is left empty is left out: `""` is not what nobody typed.
      if (text === "") continue;
      try {
        values[field.key] = parsed(text, field.kind);
      } catch (error) {
        wrong.set(field.key, String(error));
      }
    }
    setFound(wrong);
    if (wrong.size > 0) return;
    setSending(true);
    setError(null);
    try {
      const { id } = await records.create(at, values);
      setDrafts(start());
      setCreated((count) => count + 1);
      onCreated(id);
      document.querySelector<HTMLElement>(".panel [data-field]")?.focus();
    } catch (error) {
      const wrong = problems(error as Refused);
      setFound(wrong);
      if (wrong.has("")) setError(error);
      const key = fields.find((field) => wrong.has(field.key))?.key;
      if (key) document.querySelector<HTMLElement>(`.panel [data-field="${CSS.escape(key)}"]`)?.focus();
    } finally {
      setSending(false);
    }
  };
  return (
    <aside class="panel" aria-label={t("new.of", { model: titleOf(model) })}>
      <header>
        <h2>{t("new.of", { model: titleOf(model) })}</h2>
        <button class="quiet" onClick={onClose} aria-label={t("close")}>
          ×
        </button>
      </header>
      <form
        class="new"
        onSubmit={(event) => (event.preventDefault(), void send())}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          else if (event.key === "Enter" && event.ctrlKey) void send();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {error !== null && <Strip error={error} />}
        {fields.map((field, index) => {
          const problem = found.get(field.key);
          return (
            <div key={field.key + created} class={"field" + (problem ? " wrong" : "")}>
              <label for={"f-" + field.key}>
                <Visible text={titleOf(field)} />
                {field.required && <span class="bad"> *</span>} <span class="dim small">{kindWord(field.kind)}</span>
              </label>
              <Editor
                id={"f-" + field.key}
                field={field}
                draft={drafts[field.key]!}
                onDraft={(text) => setDrafts((drafts) => ({ ...drafts, [field.key]: text }))}
                invalid={!!problem}
                {...(problem ? { describedBy: "p-" + field.key } : {})}
                focus={index === 0}
              />
              {problem && (
                <div id={"p-" + field.key} class="bad small">
                  {problem}
                </div>
              )}
            </div>
          );
        })}
        <p class="actions">
          <button class="main-action" disabled={sending}>
            {t("create")} <kbd>Ctrl Enter</kbd>
          </button>
          {created > 0 && <span class="done">{t("created", { count: created })}</span>}
        </p>
      </form>
    </aside>
  );
};
