// The filter: a text in OData's syntax, its chips, and a builder of conditions.
import { useState } from "preact/hooks";
import { Refused } from "../../api";
import { canFilter, operatorsOf } from "../../complete";
import { fieldOf, joined, parts } from "../../filter";
import { Editor } from "../../grid/editor";
import { type Field, ordered, type Served, titleOf } from "../../models";
import { Visible } from "../../parts/text";
import { literal, parsed, text } from "../../records";
import type { Stage } from "../../route";
import { visibly } from "../../visible";
import { t, type Word } from "../../words";
import { FilterLine } from "./filter_line";

interface Props {
  model: Served;
  stage: Stage;
  filter: string;
  error: unknown;
  // Why the profile refuses the filter of a program.
  refused: string | null;
  // The field of the builder, `""` for any; null while it is closed.
  adding: string | null;
  setAdding: (field: string | null) => void;
  onFilter: (filter: string) => void;
}

export const Filters = ({ model, stage, filter, error, refused, adding, setAdding, onFilter }: Props) => {
  const found = parts(filter);
  const at = error instanceof Refused ? error.at : undefined;
  return (
    <div class="filters">
      <FilterLine model={model} stage={stage} filter={filter} invalid={at !== undefined} onFilter={onFilter} />
      {at !== undefined && (
        <div class="mono place" role="alert" id="filter-problem">
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
        <button class="small" onClick={() => setAdding(adding === null ? "" : null)} aria-expanded={adding !== null}>
          + {t("filter")}
        </button>
        {refused && (
          <span class="badge warn" title={refused} data-refused tabIndex={0}>
            ⚠ {t("filter.refused")} <span class="hidden">{refused}</span>
          </span>
        )}
      </div>
      {adding !== null && (
        <Builder
          key={adding}
          model={model}
          stage={stage}
          first={adding}
          onAdd={(part) => {
            onFilter(joined([...found, part]));
            setAdding(null);
          }}
          onClose={() => setAdding(null)}
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

const Builder = ({ model, stage, first, onAdd, onClose }: { model: Served; stage: Stage; first: string; onAdd: (part: string) => void; onClose: () => void }) => {
  const fields = ordered(model).filter(canFilter);
  const [key, setKey] = useState(fields.find((field) => field.key === first)?.key ?? fields[0]?.key ?? "");
  const field = fields.find((field) => field.key === key)!;
  const [operator, setOperator] = useState(operatorsOf(field)[0]!);
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
          setOperator(operatorsOf(fields.find((field) => field.key === event.currentTarget.value)!)[0]!);
          setDraft("");
        }}
      >
        {fields.map((field) => (
          <option key={field.key} value={field.key}>
            {visibly(titleOf(field))}
          </option>
        ))}
      </select>
      <select aria-label={t("operator")} value={operator} onInput={(event) => setOperator(event.currentTarget.value)}>
        {operatorsOf(field).map((operator) => (
          <option key={operator} value={operator}>
            {t(("op." + operator) as Word)}
          </option>
        ))}
      </select>
      {!operator.endsWith("null") && <Editor key={key} field={field} draft={draft} onDraft={setDraft} label={t("value")} stage={stage} inline />}
      <button class="main-action">{t("add")}</button>
      {error && <span class="bad small">{error}</span>}
    </form>
  );
};
