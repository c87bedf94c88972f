// The editor of a value, in a cell and in forms.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Field } from "../models";
import { isNumeric } from "../records";
import { t } from "../words";

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
}

export const Editor = ({ field, draft, onDraft, id, label, describedBy, invalid, focus, inline }: Props) => {
  const own = useRef<HTMLElement>(null);
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
            {label}
          </option>
        ))}
      </select>
    );
  }
  const isLong = !inline && (draft.length > 80 || draft.includes("\n") || ["list", "object", "location", "json"].includes(kind.name));
  if (isLong) {
    return <textarea {...common} ref={own as preact.RefObject<HTMLTextAreaElement>} rows={Math.min(12, 2 + draft.split("\n").length)} value={draft} spellcheck={false} />;
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

const placeholder = (kind: string) =>
  kind === "date" ? "2025-09-01 / now / -3d" : kind === "datetime" ? "2025-09-01 08:00 / now / -3d" : kind === "time" ? "08:00" : "";
