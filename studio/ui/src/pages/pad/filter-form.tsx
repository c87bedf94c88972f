// A filter of one model: its records in the grid, and groups of them.
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { isAbort, Refused } from "../../api";
import { Grid, type Place as Cursor } from "../../grid/grid";
import { Names } from "../../grid/names";
import { Pages } from "../../grid/pages";
import { type Field, idOf, models, ordered, type Served, titleOf } from "../../models";
import { Link } from "../../parts/link";
import { Strip } from "../../parts/strip";
import { group, type Groups, type Period } from "../../reading";
import { draft as textOf, isNumeric, isSortable, page, type Place, type Row, text } from "../../records";
import { go, type Stage, url } from "../../route";
import { number, t } from "../../words";
import type { How } from "./amounts";
import { completeFilter } from "./completion";
import type { Cells } from "./export";
import { Exports } from "./exports";
import { CodeField } from "./field";
import { remember } from "./history";
import { PlotView, VIEWS } from "./plot-view";

interface Props {
  stage: Stage;
  query: URLSearchParams;
  onQuery: (changes: Record<string, string | null>) => void;
}

export const FilterForm = ({ stage, query, onQuery }: Props) => {
  const served = (models.get() ?? []).flatMap((model): Served[] => (model[stage] ? [model[stage]] : []));
  const first = served.find((model) => !model.system) ?? served[0];
  const name = query.get("model");
  const model = served.find((model) => model.identifier === name) ?? (name ? undefined : first);
  if (!model) {
    const isElsewhere = (models.get() ?? []).some((model) => idOf(model) === name);
    return <p class="empty">{name && isElsewhere ? t("records.unpublished", { name, stage }) : name ? t("models.unknown", { name }) : t("pad.no.models")}</p>;
  }
  return <OfModel key={model.identifier} model={model} all={served} stage={stage} query={query} onQuery={onQuery} />;
};

const OfModel = ({ model, all, stage, query, onQuery }: Props & { model: Served; all: Served[] }) => {
  const filter = query.get("filter") ?? "";
  const sort = query.get("sort") ?? "";
  const cols = query.get("cols") ?? "";
  const [draft, setDraft] = useState(filter);
  const [draftCols, setDraftCols] = useState(cols);
  const [asking, setAsking] = useState(0);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => setDraft(filter), [filter]);
  useEffect(() => setDraftCols(cols), [cols]);
  const stored = ordered(model).filter((field) => field.stored);
  const keys = cols.split(",").map((key) => key.trim()).filter(Boolean);
  const chosen = keys.flatMap((key) => stored.filter((field) => field.key === key));
  const unknown = keys.filter((key) => !stored.some((field) => field.key === key));
  const fields = chosen.length > 0 ? chosen : stored.filter((field) => !field.system);
  const sortable = stored.filter(isSortable);
  const order = sort.replace(/^-/, "");
  const at: Place = useMemo(() => ({ stage, model: model.identifier }), [stage, model.identifier]);
  const run = () => {
    const changes = { form: "filter", model: model.identifier, filter: draft.trim() || null, cols: draftCols.trim() || null };
    remember({ ...(stage === "prod" ? { stage } : {}), form: "filter", model: model.identifier, ...(draft.trim() ? { filter: draft.trim() } : {}), ...(sort ? { sort } : {}) }, `${model.identifier}  ${draft.trim()}`);
    onQuery(changes);
    setAsking((asking) => asking + 1);
  };
  const at1 = error instanceof Refused && draft.trim() === filter ? error.at : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    run();
  };
  return (
    <>
      <div class="pad-form">
        <form class="pad-tools" onSubmit={submit}>
          <PlotView.Choice
            label={t("pad.model")}
            value={model.identifier}
            options={all.map((model) => [model.identifier, `${titleOf(model)} ${model.identifier}`])}
            onChange={(identifier) => go(url(["pad"], { stage: query.get("stage"), form: "filter", model: identifier }))}
          />
          <PlotView.Choice
            label={t("pad.sort")}
            value={order}
            options={[["", t("pad.sort.created")], ...sortable.map((field): [string, string] => [field.key, titleOf(field)])]}
            onChange={(key) => onQuery({ form: "filter", sort: key || null })}
          />
          {order && (
            <button type="button" aria-pressed={sort.startsWith("-")} onClick={() => onQuery({ form: "filter", sort: sort.startsWith("-") ? order : "-" + order })}>
              {sort.startsWith("-") ? "↓ " + t("pad.descending") : "↑ " + t("pad.ascending")}
            </button>
          )}
          <label class="small pick grows">
            <span class="dim">{t("pad.fields")}</span>
            <input class="mono" value={draftCols} placeholder={t("pad.fields.all")} onInput={(event) => setDraftCols(event.currentTarget.value)} spellcheck={false} autocomplete="off" list="pad-fields" />
            <datalist id="pad-fields">
              {stored.map((field) => (
                <option key={field.key} value={field.key} label={titleOf(field)} />
              ))}
            </datalist>
          </label>
        </form>
        <form class="pad-tools" onSubmit={submit}>
          <CodeField
            label={t("filter")}
            value={draft}
            placeholder={t("filter.placeholder")}
            {...(at1 === undefined ? {} : { at: at1 })}
            complete={(text, caret) => completeFilter(text, caret, model)}
            onInput={setDraft}
            onRun={run}
            onStop={() => setDraft(filter)}
          />
          <button class="main-action">
            {t("pad.run")} <kbd>Enter</kbd>
          </button>
          {unknown.length > 0 && <span class="warn small">{t("link.unknown", { names: unknown.join("，") })}</span>}
        </form>
      </div>
      <Filtered key={filter + "\n" + sort + asking} at={at} model={model} fields={fields} filter={filter} sort={sort} query={query} onQuery={onQuery} onError={setError} />
    </>
  );
};

interface FilteredProps {
  at: Place;
  model: Served;
  fields: Field[];
  filter: string;
  sort: string;
  query: URLSearchParams;
  onQuery: Props["onQuery"];
  onError: (error: unknown) => void;
}

const Filtered = ({ at, model, fields, filter, sort, query, onQuery, onError }: FilteredProps) => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const order = useMemo(() => (sort ? [{ field: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : []), [sort]);
  const pages = useMemo(() => new Pages({ at, filter, sort: order }, draw as () => void), [at, filter, order]);
  useEffect(() => () => pages.close(), [pages]);
  const names = useMemo(() => new Names(at.stage, draw as () => void), [at]);
  const [active, setActive] = useState<Cursor>({ row: 0, column: 0 });
  const [failed, setFailed] = useState<unknown>(null);
  const view = VIEWS.find((view) => view === query.get("view")) ?? "table";
  // The grid that is not there asks for nothing: the count is known from its first page.
  useEffect(() => {
    if (view !== "table") pages.need(0, 0, false);
  }, [view, pages]);
  const error = pages.error ?? failed;
  useEffect(() => onError(pages.error), [pages.error]);
  const isHuge = (pages.count ?? 0) > MAX_ROWS;
  return (
    <>
      {error !== null && <Strip error={error} />}
      <section class="pad-result" aria-label={t("pad.result")}>
        <div class="pad-tools">
          <PlotView.Tabs view={view} onView={(view) => onQuery({ form: "filter", view: view === "table" ? null : view })} lineOff={model.fields.some(isTime) ? null : t("plot.no.time")} />
          {view === "table" && pages.count !== null && <span class="dim small" role="status">{t("pad.records", { count: number(pages.count) })}</span>}
          <PlotChoices view={view} model={model} query={query} onQuery={onQuery} />
          <span class="space" />
          <Exports name={model.identifier} count={pages.count ?? 0} cells={() => readAll(at, filter, order, fields)} onError={setFailed} />
          {isHuge && <span class="dim small">{t("pad.first", { count: number(MAX_ROWS) })}</span>}
          <Link class="small" to={url(["records", at.stage, at.model], { filter, sort })}>
            {t("pad.to.grid")} ›
          </Link>
        </div>
        {view !== "table" ? (
          <Grouped at={at} filter={filter} model={model} view={view} query={query} names={names} />
        ) : pages.count === 0 ? (
          <p class="empty">{t(filter ? "records.no.match" : "records.none")}</p>
        ) : (
          error === null && (
            <Grid
              label={t("pad.result")}
              stage={at.stage}
              fields={fields}
              pages={pages}
              names={names}
              sort={order}
              canWrite={false}
              selected={NONE}
              staged={NOTHING}
              problems={NO_PROBLEMS}
              deleting={() => null}
              active={active}
              onActive={setActive}
              onSelect={() => {}}
              onSort={(field) => onQuery({ form: "filter", sort: sort === field ? "-" + field : sort === "-" + field ? null : field })}
              onEdit={() => {}}
              onOpen={(row: Row) => go(url(["records", at.stage, at.model], { row: row._id, filter, sort }))}
              onFilter={() => {}}
            />
          )
        )}
      </section>
    </>
  );
};

const NONE = new Set<string>();
const NOTHING = new Map<string, Record<string, unknown>>();
const NO_PROBLEMS = new Map<string, Map<string, string>>();

export const isTime = (field: Field) => field.stored && ["date", "datetime"].includes(field.kind.name);

export const isGroupable = (field: Field) => field.stored && !["object", "location", "json", "relations"].includes(field.kind.name) && !(field.kind.name === "list" && ["object", "list", "json"].includes(field.kind.item?.name ?? ""));

// What is grouped, and what is added up, as the address says.
const choices = (model: Served, query: URLSearchParams, view: "bars" | "line") => {
  const fields = ordered(model).filter(view === "line" ? isTime : isGroupable);
  const choice = fields.find((field) => field.kind.name === "choice");
  const by = fields.find((field) => field.key === query.get("x")) ?? choice ?? fields[0];
  const numbers = ordered(model).filter((field) => field.stored && isNumeric(field.kind));
  const of = numbers.find((field) => field.key === query.get("y")) ?? numbers[0];
  const hows: How[] = of ? ["count", "sum", "mean"] : ["count"];
  const how = hows.find((how) => how === query.get("how")) ?? "count";
  const period = (["day", "week", "month"] as const).find((one) => one === query.get("period")) ?? "day";
  return { fields, by, numbers, of, hows, how, period };
};

const PlotChoices = ({ view, model, query, onQuery }: { view: "table" | "bars" | "line"; model: Served; query: URLSearchParams; onQuery: Props["onQuery"] }) => {
  if (view === "table") return null;
  const { fields, by, numbers, of, hows, how, period } = choices(model, query, view);
  const options = (fields: Field[]) => fields.map((field): [string, string] => [field.key, titleOf(field)]);
  return (
    <>
      <PlotView.Choice label={t("plot.by")} value={by?.key ?? ""} options={options(fields)} onChange={(x) => onQuery({ form: "filter", x })} />
      <PlotView.Hows how={how} hows={hows} onHow={(how) => onQuery({ form: "filter", how })} />
      {how !== "count" && <PlotView.Choice label={t("plot.measured")} value={of?.key ?? ""} options={options(numbers)} onChange={(y) => onQuery({ form: "filter", y })} />}
      {view === "line" && <PlotView.Periods period={period} onPeriod={(period: Period) => onQuery({ form: "filter", period })} />}
    </>
  );
};

const Grouped = ({ at, filter, model, view, query, names }: { at: Place; filter: string; model: Served; view: "bars" | "line"; query: URLSearchParams; names: Names }) => {
  const { by, of, how, period } = choices(model, query, view);
  // What is shown stays until the next groups are there, with its own names.
  const [shown, setShown] = useState<{ groups: Groups; by: Field; of: Field | undefined; isLine: boolean; period: Period } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const isLine = view === "line";
  const asked = by && { field: by.key, ...(isLine ? { period } : {}), ...(of ? { of: of.key } : {}) };
  useEffect(() => {
    if (!asked) return;
    const abort = new AbortController();
    group(at, filter, asked, abort.signal).then(
      (groups) => {
        setShown({ groups, by, of, isLine, period });
        setError(null);
        if (by.kind.name === "relation") names.need([by], groups.groups.map(({ key }): Row => ({ _id: "", [by.key]: key })));
      },
      (error) => isAbort(error) || setError(error),
    );
    return () => abort.abort();
  }, [at, filter, JSON.stringify(asked)]);
  if (error !== null) return <Strip error={error} />;
  if (!by) return <p class="empty">{t("plot.no.time")}</p>;
  if (!shown) return null;
  return (
    <PlotView
      view={shown.isLine ? "line" : "bars"}
      groups={shown.groups}
      how={how}
      period={shown.period}
      names={[titleOf(shown.by), shown.of ? titleOf(shown.of) : ""]}
      name={(key) => keyName(key, shown.by, shown.isLine, names)}
      note={shown.groups.read === null ? null : t("plot.of.rows", { count: number(shown.groups.read) })}
    />
  );
};

// The value of a group as the grid shows it.
export const keyName = (key: unknown, by: Field, isPeriod: boolean, names: Names): string => {
  if (key === null) return "—";
  if (key === "") return '""';
  if (isPeriod) return String(key);
  const kind = by.kind.name === "list" ? (by.kind.item ?? by.kind) : by.kind;
  if (kind.name === "relation" && kind.target && typeof key === "string") return names.of(kind.target, key) || key;
  return text(key, kind);
};

// The number of records that are exported from here; `weda export` has no limit.
const MAX_ROWS = 10_000;

const readAll = async (at: Place, filter: string, sort: { field: string; desc: boolean }[], fields: Field[]): Promise<Cells> => {
  const rows: unknown[][] = [];
  const all = [...fields];
  for (;;) {
    const found = await page(at, filter, sort, rows.length, 200);
    // Times as texts, options by their keys, as `weda export` writes them.
    rows.push(...found.rows.map((row) => all.map((field) => exported(row[field.key], field))));
    if (found.rows.length === 0 || rows.length >= Math.min(found.count, MAX_ROWS)) break;
  }
  return { columns: all.map((field) => field.key), rows: rows.slice(0, MAX_ROWS) };
};

const exported = (value: unknown, field: Field): unknown =>
  value !== null && value !== undefined && ["date", "datetime", "time"].includes(field.kind.name) ? textOf(value, field.kind) : (value ?? null);
