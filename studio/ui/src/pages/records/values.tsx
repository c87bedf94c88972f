// The values of a column with their counts: a click filters by one.
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { isAbort } from "../../api";
import { joined, parts } from "../../filter";
import { Names } from "../../grid/names";
import { type Field, ordered, type Served, titleOf } from "../../models";
import { Link } from "../../parts/link";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { group, type Groups } from "../../reading";
import { literal, type Place, type Row } from "../../records";
import { url } from "../../route";
import { visibly } from "../../visible";
import { number, t } from "../../words";
import { isGroupable, isTime, keyName } from "../pad/filter-form";

// More are in the pad.
const SHOWN = 50;

interface Props {
  at: Place;
  model: Served;
  filter: string;
  // The column that is shown first.
  field?: string;
  onFilter: (filter: string) => void;
  onClose: () => void;
}

export const Values = ({ at, model, filter, field: first, onFilter, onClose }: Props) => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const fields = ordered(model).filter(isGroupable);
  const [key, setKey] = useState(first);
  const field = fields.find((field) => field.key === key) ?? fields[0];
  const [found, setFound] = useState<{ groups: Groups; field: Field } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const names = useMemo(() => new Names(at.stage, draw as () => void), [at.stage]);
  useEffect(() => setKey(first), [first]);
  useEffect(() => {
    if (!field) return;
    const abort = new AbortController();
    group(at, filter, { field: field.key }, abort.signal).then(
      (groups) => {
        setFound({ groups, field });
        setError(null);
        if (field.kind.name === "relation") names.need([field], groups.groups.slice(0, SHOWN).map(({ key }): Row => ({ _id: "", [field.key]: key })));
      },
      (error) => isAbort(error) || setError(error),
    );
    return () => abort.abort();
  }, [at.stage, at.model, filter, field?.key]);
  if (!field) return null;
  // Those of the field before are not shown under the name of this one.
  const groups = found?.field.key === field.key ? found.groups : null;
  const shown = groups?.groups.slice(0, SHOWN) ?? [];
  const most = shown[0]?.count ?? 1;
  const plot = url(["pad"], { stage: at.stage === "prod" ? "prod" : null, form: "filter", model: at.model, filter, view: isTime(field) ? "line" : "bars", x: field.key });
  return (
    <aside class="panel values" aria-label={t("values.of", { field: titleOf(field) })} onKeyDown={(event) => event.key === "Escape" && (event.stopPropagation(), onClose())}>
      <header>
        <h2>{t("values")}</h2>
        <button class="quiet" onClick={onClose} aria-label={t("close")}>
          ×
        </button>
      </header>
      <p class="actions start">
        <select aria-label={t("field")} value={field.key} onInput={(event) => setKey(event.currentTarget.value)}>
          {fields.map((field) => (
            <option key={field.key} value={field.key}>
              {visibly(titleOf(field))}
            </option>
          ))}
        </select>
        <Link to={plot}>{t("values.plot")} ›</Link>
      </p>
      {error !== null && <Strip error={error} />}
      {groups && (
        <p class="dim small">
          {t("values.count", { count: number(groups.totalGroups) })}
          {groups.totalGroups > shown.length && " · " + t("values.first", { count: shown.length })}
          {groups.read !== null && " · " + t("plot.of.rows", { count: number(groups.read) })}
        </p>
      )}
      <ul class="plain">
        {shown.map((one) => {
          const condition = conditionOf(field, one.key);
          const label = <Visible text={keyName(one.key, field, false, names).slice(0, 120)} />;
          return (
            <li key={JSON.stringify(one.key)}>
              <span class="share" aria-hidden="true" style={{ width: `${(one.count / most) * 100}%` }} />
              {condition === null ? (
                <span class="name">{label}</span>
              ) : (
                <button class="quiet name" title={condition} onClick={() => onFilter(joined([...parts(filter).filter((part) => part !== condition), condition]))}>
                  {label}
                </button>
              )}
              <span class="dim">{number(one.count)}</span>
            </li>
          );
        })}
      </ul>
    </aside>
  );
};

// Filters have no condition for an element of a list.
const conditionOf = (field: Field, key: unknown): string | null => {
  if (field.kind.name === "list") return null;
  const text = literal(key, field.kind);
  return text === null ? null : `${field.key} eq ${text}`;
};
