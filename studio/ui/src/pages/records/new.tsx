// The form of a new record.
import { useState } from "preact/hooks";
import { Refused } from "../../api";
import { Editor } from "../../grid/editor";
import { ordered, type Served, titleOf } from "../../models";
import { Ask } from "../../parts/dialog";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import * as records from "../../records";
import { draft, parsed, type Place, type Problems, problems } from "../../records";
import { t } from "../../words";
import { kindWord } from "../models";

interface NewProps {
  at: Place;
  model: Served;
  first: Record<string, unknown> | null;
  // Asks, where something is to be asked first.
  before: (create: () => void) => void;
  onCreated: (id: string) => void;
  onClose: () => void;
}

export const New = ({ at, model, first, before, onCreated, onClose }: NewProps) => {
  const fields = ordered(model).filter((field) => field.writable && field.stored && !["relations", "autoNumber"].includes(field.kind.name));
  const start = () => Object.fromEntries(fields.map((field) => [field.key, draft(first?.[field.key] ?? (field.default || null), field.kind)]));
  const [drafts, setDrafts] = useState<Record<string, string>>(start);
  const [found, setFound] = useState<Problems>(new Map());
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const [created, setCreated] = useState(0);
  // The last create got no answer: what is sent then may be there twice.
  const [inDoubt, setInDoubt] = useState(false);
  const [asking, setAsking] = useState(false);
  const send = async () => {
    if (sending) return;
    const values: Record<string, unknown> = {};
    const wrong: Problems = new Map();
    for (const field of fields) {
      const text = drafts[field.key]!;
      // What is left empty is left out: `""` is not what nobody typed.
      if (text === "") continue;
      try {
        // What was copied and not typed over goes as it is: its text says less.
        const copied = text === draft(first?.[field.key], field.kind) ? first?.[field.key] : null;
        values[field.key] = ["string", "number"].includes(typeof copied) && field.kind.name !== "relation" ? copied : parsed(text, field.kind);
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
      setInDoubt(false);
      setDrafts(start());
      setCreated((count) => count + 1);
      onCreated(id);
      document.querySelector<HTMLElement>(".panel [data-field]")?.focus();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.doubt) setInDoubt(true);
      const wrong = problems(error);
      setFound(wrong);
      if (wrong.has("")) setError(error);
      const key = fields.find((field) => wrong.has(field.key))?.key;
      if (key) document.querySelector<HTMLElement>(`.panel [data-field="${CSS.escape(key)}"]`)?.focus();
    } finally {
      setSending(false);
    }
  };
  const submit = () => (inDoubt ? setAsking(true) : before(() => void send()));
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
        onSubmit={(event) => (event.preventDefault(), submit())}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          else if (event.key === "Enter" && event.ctrlKey) submit();
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
                stage={at.stage}
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
            {t(inDoubt ? "doubt.create" : "create")} <kbd>Ctrl Enter</kbd>
          </button>
          {created > 0 && <span class="done">{t("created", { count: created })}</span>}
        </p>
      </form>
      {asking && (
        <Ask title={t("doubt.create.title")} danger onYes={() => (setAsking(false), before(() => void send()))} onNo={() => setAsking(false)}>
          <p>{t("doubt.create.text")}</p>
        </Ask>
      )}
    </aside>
  );
};
