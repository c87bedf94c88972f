// A statement: it runs on Ctrl Enter, and Escape stops it.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isAbort, Refused } from "../../api";
import { find, type Kind, models, type Served, titleOf } from "../../models";
import { Visible } from "../../parts/text";
import { Strip } from "../../parts/strip";
import { type Period, sql, type Table } from "../../reading";
import { text } from "../../records";
import type { Stage } from "../../route";
import { number, t } from "../../words";
import { type How, groupRows, numeric, periodOf } from "./amounts";
import { completeSql, tableName } from "./completion";
import { CodeField } from "./field";
import { remember } from "./history";
import { PlotView, type View, VIEWS } from "./plot-view";
import { Rows } from "./rows";
import { Exports } from "./exports";

interface Props {
  stage: Stage;
  text: string;
  query: URLSearchParams;
  onRun: (text: string, changes?: Record<string, string | null>) => void;
  onQuery: (changes: Record<string, string | null>) => void;
}

export const SqlForm = ({ stage, text, query, onRun, onQuery }: Props) => {
  const all = models.get() ?? [];
  const served = all.flatMap((model): Served[] => (model[stage] ? [model[stage]] : []));
  const example = served.find((model) => !model.system) ?? served[0];
  const [draft, setDraft] = useState(text);
  const [table, setTable] = useState<Table | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [ran, setRan] = useState("");
  const [state, setState] = useState<"idle" | "running" | "stopped">("idle");
  const running = useRef<AbortController | null>(null);

  const stop = () => {
    if (!running.current) return;
    // The server stops the statement when the connection of its call ends.
    running.current.abort();
    running.current = null;
    setState("stopped");
  };
  const run = async (statement: string) => {
    stop();
    if (statement.trim() === "") return;
    const abort = new AbortController();
    running.current = abort;
    setState("running");
    setError(null);
    setRan(statement);
    remember({ form: "sql", ...(stage === "prod" ? { stage } : {}) }, statement);
    try {
      setTable(await sql(stage, statement, abort.signal));
    } catch (error) {
      if (isAbort(error)) return;
      setTable(null);
      setError(error);
    }
    if (running.current !== abort) return;
    running.current = null;
    setState("idle");
  };
  // A link with a statement shows its rows; Back goes to the statement before.
  useEffect(() => {
    if (text === ran) return;
    setDraft(text);
    void run(text);
  }, [text]);
  useEffect(() => stop, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.target as HTMLElement).closest("input, select, dialog")) return;
      if (event.key === "Escape") stop();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const ask = () => {
    void run(draft);
    onRun(draft);
  };
  const at = error instanceof Refused && ran === draft ? error.at : undefined;
  return (
    <>
      <div class="pad-form">
        <CodeField
          lines
          label={t("pad.statement")}
          value={draft}
          placeholder={example && `SELECT count(*) FROM ${example.identifier}`}
          {...(at === undefined ? {} : { at })}
          complete={(text, caret) => completeSql(text, caret, served)}
          onInput={setDraft}
          onRun={ask}
          onStop={stop}
        />
        <p class="actions start">
          <button class="main-action" onClick={ask} disabled={draft.trim() === ""}>
            {t("pad.run")} <kbd>Ctrl Enter</kbd>
          </button>
          <button onClick={stop} disabled={state !== "running"}>
            {t("pad.stop")} <kbd>Esc</kbd>
          </button>
          <span class="dim small" role="status">
            {state === "running" ? t("pad.running") : state === "stopped" ? t("pad.stopped") : table ? summary(table) : t("pad.sql.about")}
          </span>
        </p>
      </div>
      {error !== null && <Strip error={error} />}
      {!table && error === null && state === "idle" && example && (
        <Start
          models={served}
          example={example}
          onTake={(text) => {
            setDraft(text);
            onRun(text);
          }}
        />
      )}
      {table && <SqlResult stage={stage} table={table} query={query} onQuery={onQuery} />}
    </>
  );
};

// What there is to ask: statements that run as they are, and the tables with their columns.
const Start = ({ models, example, onTake }: { models: Served[]; example: Served; onTake: (text: string) => void }) => {
  const table = tableName(example.identifier);
  const choice = example.fields.find((field) => field.stored && field.kind.name === "choice") ?? example.fields.find((field) => field.stored && field.kind.name === "text" && !field.system);
  const statements = [
    `SELECT * FROM ${table} LIMIT 100`,
    ...(choice ? [`SELECT ${tableName(choice.key)}, COUNT(*) AS n FROM ${table} GROUP BY ${tableName(choice.key)} ORDER BY n DESC`] : []),
    `SELECT FROM_UNIXTIME(createdAt / 1000, '%Y-%m-%d') AS day, COUNT(*) AS n\nFROM ${table}\nGROUP BY day\nORDER BY day`,
  ];
  return (
    <div class="start">
      <h2>{t("pad.try")}</h2>
      <ul class="plain">
        {statements.map((statement) => (
          <li key={statement}>
            <button class="quiet" onClick={() => onTake(statement)}>
              <code>
                <Visible text={statement.replaceAll("\n", " ")} />
              </code>
            </button>
          </li>
        ))}
      </ul>
      <h2>{t("pad.tables")}</h2>
      <dl>
        {models.map((model) => (
          <div class="pair" key={model.identifier}>
            <dt>
              <code>
                <Visible text={model.identifier} />
              </code>{" "}
              <span class="dim">
                <Visible text={titleOf(model)} />
              </span>
            </dt>
            <dd class="mono dim">
              <Visible text={model.fields.filter((field) => field.stored && !field.system).map((field) => field.key).join(", ")} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

const summary = (table: Table) =>
  t(table.isCut ? "pad.rows.cut" : "pad.rows", { count: number(table.rows.length), time: (table.micros / 1000).toFixed(table.micros < 10_000 ? 1 : 0) });

const PERIODS: Period[] = ["day", "week", "month"];

// How the columns that are fields are shown. Texts, and relations, which are ids, need nothing.
const kindsOf = (table: Table, stage: Stage) =>
  table.fields.map((field) => {
    const kind = field && find(field[0], stage)?.fields.find((one) => one.key === field[1])?.kind;
    return kind && ["boolean", "date", "datetime", "time", "choice"].includes(kind.name) ? kind : null;
  });

const SqlResult = ({ stage, table, query, onQuery }: { stage: Stage; table: Table; query: URLSearchParams; onQuery: Props["onQuery"] }) => {
  const { columns, rows } = table;
  const kinds = useMemo(() => kindsOf(table, stage), [table]);
  const asked = VIEWS.find((view) => view === query.get("view")) ?? "table";
  const isNumber = columns.map((_, index) => !kinds[index] && rows.some((row) => numeric(row[index]) !== null));
  const place = (name: string | null) => (name === null ? -1 : columns.indexOf(name));
  const firstText = isNumber.indexOf(false);
  const times = columns.map((_, index) => index).filter((index) => isTime(rows, index, kinds[index] ?? null));
  const wanted = place(query.get("x"));
  // Without a time there is no line, whatever the result before had.
  const view = asked === "line" && times.length === 0 ? "table" : asked;
  const x = view === "line" ? (times.includes(wanted) ? wanted : (times[0] ?? 0)) : wanted >= 0 ? wanted : Math.max(0, firstText);
  const numbers = columns.map((_, index) => index).filter((index) => isNumber[index] && index !== x);
  const y = numbers.find((index) => index === place(query.get("y"))) ?? numbers[0] ?? null;
  const isUnique = new Set(rows.map((row) => JSON.stringify(row[x]))).size === rows.length;
  const hows: How[] = y === null ? ["count"] : isUnique && view !== "line" ? ["value", "count", "sum", "mean"] : ["sum", "mean", "count"];
  const how = hows.find((how) => how === query.get("how")) ?? hows[0]!;
  const detected: Period = rows.every((row) => row[x] === null || /^\d{4}-\d\d$/.test(String(row[x]))) ? "month" : "day";
  const period = PERIODS.find((period) => period === query.get("period")) ?? detected;
  const setView = (view: View) => onQuery({ view: view === "table" ? null : view });
  return (
    <section class="pad-result" aria-label={t("pad.result")}>
      <div class="pad-tools">
        <PlotView.Tabs view={view} onView={setView} lineOff={times.length > 0 ? null : t("plot.no.time")} />
        {view !== "table" && (
          <>
            <PlotView.Choice label={t("plot.by")} value={String(x)} options={(view === "line" ? times : columns.map((_, index) => index)).map((index) => [String(index), columns[index]!])} onChange={(index) => onQuery({ x: columns[Number(index)]! })} />
            {numbers.length > 0 && (
              <PlotView.Choice label={t("plot.measured")} value={String(y)} options={numbers.map((index) => [String(index), columns[index]!])} onChange={(index) => onQuery({ y: columns[Number(index)]! })} />
            )}
            <PlotView.Hows how={how} hows={hows} onHow={(how) => onQuery({ how })} />
            {view === "line" && <PlotView.Periods period={period} onPeriod={(period) => onQuery({ period })} />}
          </>
        )}
        <span class="space" />
        <Exports name="query" cells={() => Promise.resolve(table)} count={rows.length} />
      </div>
      {view === "table" ? (
        rows.length === 0 ? (
          <p class="empty">{t("pad.none")}</p>
        ) : (
          <Rows columns={columns} rows={rows} label={t("pad.result")} kinds={kinds} />
        )
      ) : (
        <PlotView
          view={view}
          groups={groupRows(view === "line" ? monthly(rows, x) : rows, x, y, view === "line" ? period : null)}
          how={how}
          period={period}
          names={[columns[x]!, y === null ? "" : columns[y]!]}
          name={(key) => (key === null ? "—" : key === "" ? '""' : view === "bars" && kinds[x] ? text(kinds[x].name === "boolean" ? key === 1 : key, kinds[x]) : String(numeric(key) ?? key))}
          note={table.isCut ? t("plot.of.rows", { count: number(rows.length) }) : null}
        />
      )}
    </section>
  );
};

// A column of dates, of texts that begin with one, or of milliseconds: smaller numbers are amounts.
const isTime = (rows: unknown[][], column: number, kind: Kind | null) =>
  kind !== null
    ? ["date", "datetime"].includes(kind.name)
    : rows.some((row) => {
        const millis = numeric(row[column]);
        return millis !== null ? Math.abs(millis) >= 1e11 && periodOf(millis, "day") !== null : /^\d{4}-\d\d(-\d\d|$)/.test(String(row[column]));
      });

// `2026-11` is its first day, for a line.
const monthly = (rows: unknown[][], by: number) =>
  rows.map((row) => (typeof row[by] === "string" && /^\d{4}-\d\d$/.test(row[by]) ? row.map((value, index) => (index === by ? `${String(value)}-01` : value)) : row));
