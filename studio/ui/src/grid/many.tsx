// Several options of a set, as boxes to tick.
import type { Field } from "../models";

interface Props {
  field: Field;
  // A JSON list of keys.
  draft: string;
  onDraft: (draft: string) => void;
  label?: string;
}

const keysOf = (draft: string): string[] => {
  try {
    const list: unknown = JSON.parse(draft || "[]");
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
};

export const Many = ({ field, draft, onDraft, label }: Props) => {
  const keys = keysOf(draft);
  const options = field.kind.item?.options ?? [];
  // A key that is no option any more is kept until it is taken out.
  const unknown = keys.filter((key) => !options.some((option) => option.key === key)).map((key) => ({ key, label: "⚠ " + key }));
  const turn = (key: string) => {
    const next = keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key];
    onDraft(next.length > 0 ? JSON.stringify(next) : "");
  };
  return (
    <span role="group" aria-label={label} class="many">
      {[...options, ...unknown].map((option) => (
        <label key={option.key} class="chip">
          <input type="checkbox" checked={keys.includes(option.key)} onInput={() => turn(option.key)} data-field={field.key} />
          {option.label ?? option.key}
        </label>
      ))}
    </span>
  );
};
