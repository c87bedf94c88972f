// The query pad: a statement or a filter, its rows, and a plot of them. The address is its state.
import { useEffect, useRef, useState } from "preact/hooks";
import { about, models } from "../models";
import { Link } from "../parts/link";
import { go, type Route, type Stage, url } from "../route";
import { t } from "../words";
import { FilterForm } from "./pad/filter-form";
import { History } from "./pad/history-list";
import { SqlForm } from "./pad/sql-form";

// A longer statement is not put into the address.
const MAX_ADDRESS = 4096;

// The statement that the address has no room for.
let long = "";

export const PadPage = ({ route }: { route: Route }) => {
  models.use();
  const source = about.use();
  const stage: Stage = route.query.get("stage") === "prod" ? "prod" : "pre";
  const isSql = !!source?.sql && route.query.get("form") !== "filter" && !(route.query.has("model") && !route.query.has("sql"));
  const [showsHistory, setShowsHistory] = useState(false);
  const query = Object.fromEntries(route.query);
  const text = route.query.get("sql") ?? long;
  const run = useRef(0);
  useEffect(() => {
    document.title = `${t("page.pad")} · ${stage} · weda studio`;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLElement>(".code-field textarea, .code-field input")?.focus();
      }
      if (event.key === "p") set({ stage: stage === "pre" ? "prod" : null });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  const set = (changes: Record<string, string | null>) => go(url(["pad"], { ...query, ...changes }));
  const setSql = (sql: string, changes: Record<string, string | null> = {}) => {
    const fits = new TextEncoder().encode(sql).length <= MAX_ADDRESS;
    long = fits ? "" : sql;
    set({ ...changes, sql: fits ? sql : null, form: fits ? null : "sql" });
  };
  const form = (name: "sql" | "filter") => url(["pad"], name === "sql" ? { stage: query["stage"], form: "sql" } : { stage: query["stage"], form: "filter" });
  return (
    <div class="pad-page">
      <div class="pad-tools">
        <h1>{t("page.pad")}</h1>
        {source?.sql && (
          <span class="stages" role="group" aria-label={t("pad.form")}>
            <Link to={form("sql")} aria-current={isSql ? "true" : undefined}>
              SQL
            </Link>
            <Link to={form("filter")} aria-current={isSql ? undefined : "true"}>
              {t("filter")}
            </Link>
          </span>
        )}
        <span class="stages" role="group" aria-label={t("stage")}>
          {(["pre", "prod"] as const).map((one) => (
            <Link key={one} to={url(["pad"], { ...query, stage: one === "pre" ? null : one })} aria-current={stage === one ? "true" : undefined}>
              {t(one === "pre" ? "stage.pre" : "stage.prod")} <code>{one}</code>
            </Link>
          ))}
        </span>
        <span class="space" />
        <button aria-expanded={showsHistory} onClick={() => setShowsHistory(!showsHistory)}>
          {t("pad.history")} ▾
        </button>
      </div>
      {showsHistory && (
        <History
          onTake={(asked) => {
            setShowsHistory(false);
            run.current++;
            if (asked.query["form"] === "sql" || asked.query["sql"]) setSql(asked.text, asked.query);
            else go(url(["pad"], asked.query));
          }}
        />
      )}
      {isSql ? (
        <SqlForm key={stage + run.current} stage={stage} text={text} query={route.query} onRun={setSql} onQuery={set} />
      ) : (
        <FilterForm key={stage + run.current} stage={stage} query={route.query} onQuery={set} />
      )}
    </div>
  );
};
