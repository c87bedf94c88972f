// The editor of a value, in a cell and in forms.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Field } from "../models";
import { isNumeric } from "../records";
import type { Stage } from "../route";
import { visibly } from "../visible";
import { t } from "../words";
import { Many } from "./many";
import { RelatedEditor } from "./related";

interface Props {
  field: Field;
  draft: string;
  onDraft: (draft: string) => void;
  id?: string;
  label?: string;
  describedBy?: string;
  invalid?: boolean;
  focus?: boolean;
  // Texts over several lines have a box of their own, except in a cell.
  inline?: boolean;
  // Where relations are searched; without it their ids are typed.
  stage?: Stage;
  // A choice ends the editing of a cell.
  onDone?: (draft: string) => void;
}

export const Editor = ({ field, draft, onDraft, id, label, describedBy, invalid, focus, inline, stage, onDone }: Props) => {
  const own = useRef<HTMLElement>(null);
  // An input of one line would take the ends of lines out of a text.
  const [hasLines] = useState(/[\r\n]/.test(draft));
  // Before the next key arrives.
  useLayoutEffect(() => {
    if (!focus || !own.current) return;
    own.current.focus();
    if (own.current instanceof HTMLInputElement) own.current.select();
  }, []);
  const common = {
    id,
    "aria-label": label,
    "aria-describedby": describedBy,
    "aria-invalid": invalid,
    "data-field": field.key,
    onInput: (event: Event) => onDraft((event.target as HTMLInputElement).value),
  };
  const { kind } = field;
  if (kind.name === "relation" && kind.target && stage) {
    const { onInput: _, ...named } = common;
    return <RelatedEditor field={field} stage={stage} draft={draft} onDraft={onDraft} onDone={onDone} focus={!!focus} common={named} />;
  }
  if (kind.name === "list" && kind.item?.name === "choice" && kind.item.options?.length && !inline) {
    return <Many field={field} draft={draft} onDraft={onDraft} {...(label ? { label } : {})} />;
  }
  const choices =
    kind.name === "boolean"
      ? [
          ["true", t("yes")],
          ["false", t("no")],
        ]
      : kind.name === "choice" && kind.options && kind.options.length > 0
        ? kind.options.map((option) => [option.key, option.label ?? option.key])
        : null;
  if (choices) {
    const isUnknown = draft !== "" && !choices.some(([key]) => key === draft);
    return (
      <select {...common} ref={own as preact.RefObject<HTMLSelectElement>} value={draft}>
        <option value="">—</option>
        {isUnknown && <option value={draft}>⚠ {draft}</option>}
        {choices.map(([key, label]) => (
          <option key={key} value={key}>
            {visibly(label ?? "")}
          </option>
        ))}
      </select>
    );
  }
  const isLong = inline ? hasLines : hasLines || draft.length > 80 || draft.includes("\n") || ["list", "object", "location", "json"].includes(kind.name);
  if (isLong) {
    return (
      <>
        <textarea {...common} ref={own as preact.RefObject<HTMLTextAreaElement>} rows={Math.min(12, 2 + draft.split("\n").length)} value={draft} spellcheck={false} />
        {!inline && <Left field={field} draft={draft} />}
      </>
    );
  }
  return (
    <input
      {...common}
      ref={own as preact.RefObject<HTMLInputElement>}
      value={draft}
      autocomplete="off"
      spellcheck={false}
      inputMode={isNumeric(kind) ? "decimal" : undefined}
      placeholder={placeholder(kind.name)}
    />
  );
};

// The bytes that the definition leaves: it counts bytes and not characters.
const Left = ({ field, draft }: { field: Field; draft: string }) => {
  if (field.maxLength === null || !["text", "json"].includes(field.kind.name)) return null;
  const left = field.maxLength - new TextEncoder().encode(draft).length;
  return <div class={"small " + (left < 0 ? "bad" : "dim")}>{t(left < 0 ? "bytes.over" : "bytes.left", { count: Math.abs(left) })}</div>;
};

const placeholder = (kind: string) =>
  kind === "date" ? "2025-09-01 / now / -3d" : kind === "datetime" ? "2025-09-01 08:00 / now / -3d" : kind === "time" ? "08:00" : "";
