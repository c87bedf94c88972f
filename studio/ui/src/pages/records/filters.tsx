// The filter: a text in OData's syntax, its chips, and a builder of conditions.
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../../api";
import { fieldOf, joined, parts } from "../../filter";
import { Editor } from "../../grid/editor";
import { type Field, ordered, type Served, titleOf } from "../../models";
import { Visible } from "../../parts/text";
import { literal, parsed, text } from "../../records";
import { t, type Word } from "../../words";

interface Props {
  model: Served;
  filter: string;
  error: unknown;
  onFilter: (filter: string) => void;
}

export const Filters = ({ model, filter, error, onFilter }: Props) => {
  const [draft, setDraft] = useState(filter);
  const [adding, setAdding] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setDraft(filter), [filter]);
  const found = parts(filter);
  const at = error instanceof Refused ? error.at : undefined;
  return (
    <div class="filters">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onFilter(draft.trim());
        }}
      >
        <label class="hidden" for="filter">
          {t("filter")}
        </label>
        <input
          id="filter"
          ref={input}
          class="mono"
          value={draft}
          list="filter-fields"
          placeholder={t("filter.placeholder")}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={at !== undefined}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            if (draft !== filter) setDraft(filter);
            else input.current!.blur();
          }}
        />
        <datalist id="filter-fields">
          {ordered(model).map((field) => (
            <option key={field.key} value={field.key} label={titleOf(field)} />
          ))}
        </datalist>
      </form>
      {at !== undefined && (
        <div class="mono place" role="alert">
          <Visible text={filter.slice(0, at - 1)} />
          <mark>
            <Visible text={filter.slice(at - 1).split(" ")[0] || "␣"} />
          </mark>
          <Visible text={filter.slice(at - 1).split(" ").slice(1).map((word) => " " + word).join("")} />
        </div>
      )}
      <div class="chips">
        {found.map((part, index) => (
          <span class="chip" key={index + part}>
            <Chip part={part} model={model} />
            <button class="quiet x" aria-label={t("filter.remove", { part })} onClick={() => onFilter(joined(found.filter((_, one) => one !== index)))}>
              ×
            </button>
          </span>
        ))}
        <button class="small" onClick={() => setAdding(!adding)} aria-expanded={adding}>
          + {t("filter")}
        </button>
      </div>
      {adding && (
        <Builder
          model={model}
          onAdd={(part) => {
            onFilter(joined([...found, part]));
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
};

// The field by its title, the rest as it stands.
const Chip = ({ part, model }: { part: string; model: Served }) => {
  const key = fieldOf(part);
  const field = model.fields.find((field) => field.key === key);
  if (!field) return <Visible text={part} />;
  const simple = /^\S+ (eq|ne|gt|ge|lt|le) (.*)$/s.exec(part);
  const search = /^contains\(\s*[^\s,]+\s*,\s*'(.*)'\s*\)$/s.exec(part);
  const operator = simple ? t(("op." + simple[1]) as Word) : search ? t("op.contains") : null;
  if (operator === null) return <Visible text={part} />;
  return (
    <>
      <Visible text={titleOf(field)} /> <span class="dim">{operator}</span>{" "}
      <Visible text={simple ? shown(simple[2]!, field) : search![1]!.replaceAll("''", "'")} />
    </>
  );
};

const shown = (literal: string, field: Field) => {
  if (literal === "null") return t("empty");
  if (literal.startsWith("'")) return text(literal.slice(1, -1).replaceAll("''", "'"), field.kind);
  return text(literal === "true" ? true : literal === "false" ? false : Number(literal), field.kind);
};

const operators = (field: Field): string[] => {
  switch (field.kind.name) {
    case "number":
    case "integer":
    case "date":
    case "datetime":
    case "time":
      return ["eq", "ne", "gt", "ge", "lt", "le", "null", "not.null"];
    case "boolean":
    case "relation":
    case "choice":
      return ["eq", "ne", "null", "not.null"];
    default:
      return ["contains", "eq", "ne", "startswith", "null", "not.null"];
  }
};

const canFilter = (field: Field) => field.stored && !["list", "object", "location", "json", "relations"].includes(field.kind.name);

const Builder = ({ model, onAdd, onClose }: { model: Served; onAdd: (part: string) => void; onClose: () => void }) => {
  const fields = ordered(model).filter(canFilter);
  const [key, setKey] = useState(fields[0]?.key ?? "");
  const field = fields.find((field) => field.key === key)!;
  const [operator, setOperator] = useState(operators(field)[0]!);
  const [draft, setDraft] = useState("");
  const [error, setError] = useState<string | null>(null);
  const add = () => {
    if (operator === "null" || operator === "not.null") return onAdd(`${key} ${operator === "null" ? "eq" : "ne"} null`);
    try {
      // An id is compared as a text, whatever the relation's style.
      const value = field.kind.name === "relation" ? draft : parsed(draft, field.kind);
      const text = literal(value ?? "", field.kind)!;
      onAdd(operator === "contains" || operator === "startswith" ? `${operator}(${key},${text})` : `${key} ${operator} ${text}`);
    } catch (error) {
      setError(String(error));
    }
  };
  return (
    <form
      class="builder"
      onSubmit={(event) => (event.preventDefault(), add())}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <select
        aria-label={t("field")}
        value={key}
        onInput={(event) => {
          setKey(event.currentTarget.value);
          setOperator(operators(fields.find((field) => field.key === event.currentTarget.value)!)[0]!);
          setDraft("");
        }}
      >
        {fields.map((field) => (
          <option key={field.key} value={field.key}>
            {titleOf(field)}
          </option>
        ))}
      </select>
      <select aria-label={t("operator")} value={operator} onInput={(event) => setOperator(event.currentTarget.value)}>
        {operators(field).map((operator) => (
          <option key={operator} value={operator}>
            {t(("op." + operator) as Word)}
          </option>
        ))}
      </select>
      {!operator.endsWith("null") && <Editor key={key} field={field} draft={draft} onDraft={setDraft} label={t("value")} inline />}
      <button class="main-action">{t("add")}</button>
      {error && <span class="bad small">{error}</span>}
    </form>
  );
};
