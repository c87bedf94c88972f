// The parts of the dialog of bulk edits: a line of text, the preview, and the outcomes.
import { useEffect } from "preact/hooks";
import { Cell } from "../../grid/cell";
import type { Names } from "../../grid/names";
import type { Field, Served } from "../../models";
import { Visible } from "../../parts/text";
import { type Row, text } from "../../records";
import { number, t } from "../../words";
import { type Change, changed, type Result } from "./bulk";

export const Text = ({ label, value, onInput }: { label: string; value: string; onInput: (text: string) => void }) => (
  <label class="stack">
    {label}
    <input value={value} onInput={(event) => onInput(event.currentTarget.value)} autocomplete="off" spellcheck={false} aria-label={label} />
  </label>
);

// The first records as they are and as they will be.
export const Preview = ({ rows, field, change, model, names, stage }: { rows: Row[]; field: Field; change: Change | null; model: Served; names: Names; stage: "pre" | "prod" }) => {
  useEffect(() => names.need([field], rows), [field]);
  return (
    <table class="preview">
      <thead>
        <tr>
          <th>{t("record")}</th>
          <th>{t("bulk.now")}</th>
          <th>{t("bulk.then")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const next = change ? changed(row[field.key], change) : undefined;
          return (
            <tr key={row._id}>
              <td>
                <Visible text={((model.primary && text(row[model.primary], { name: "text" })) || row._id).slice(0, 60)} />
              </td>
              <td class="dim">
                <Cell value={row[field.key]} field={field} names={names} stage={stage} />
              </td>
              <td class={next === undefined ? "dim" : "staged"}>{next === undefined ? t("bulk.same") : <Cell value={next} field={field} names={names} stage={stage} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

export const Outcomes = ({ result, model }: { result: Result; model: string }) => (
  <>
    <ul class="plain outcomes" data-model={model}>
      <li class="done">{t("outcome.succeeded", { count: number(result.succeeded.length) })}</li>
      {result.unchanged > 0 && <li class="dim">{t("outcome.unchanged", { count: number(result.unchanged) })}</li>}
      {result.failed.size > 0 && <li class="bad">{t("outcome.failed", { count: number(result.failed.size) })}</li>}
      {result.unknown.length > 0 && <li class="warn">{t("outcome.unknown", { count: number(result.unknown.length) })}</li>}
      {result.notSent.length > 0 && <li class="dim">{t("outcome.notSent", { count: number(result.notSent.length) })}</li>}
    </ul>
    {result.failed.size > 0 && (
      <ul class="plain small scrolls-y">
        {[...result.failed].slice(0, 20).map(([id, message]) => (
          <li key={id}>
            <code><Visible text={id} /></code> <Visible text={message} />
          </li>
        ))}
      </ul>
    )}
  </>
);
