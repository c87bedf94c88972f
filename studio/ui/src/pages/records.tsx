// Records: a grid of one model, its filter, staged edits and held deletes, and a panel for one record.
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { Refused } from "../api";
import { joined, parts } from "../filter";
import { Count } from "../grid/cell";
import { Grid, type Place as Cursor } from "../grid/grid";
import { Names } from "../grid/names";
import { Pages } from "../grid/pages";
import { about, type Field, find, idOf, load, type Model, models, ordered, type Served, titleOf } from "../models";
import { Ask } from "../parts/dialog";
import { Link } from "../parts/link";
import { Publish } from "../parts/publish";
import { Strip } from "../parts/strip";
import { Visible } from "../parts/text";
import { literal, type Place, type Problems, problems, record, type Row, type Sort, update } from "../records";
import { go, type Route, type Stage, url, withQuery } from "../route";
import { number, t } from "../words";
import { Deletes } from "./records/deletes";
import { Filters } from "./records/filters";
import { New, Peek } from "./records/panel";

export const stageOf = (route: Route): Stage => (route.parts[1] === "prod" ? "prod" : "pre");

export const RecordsPage = ({ route }: { route: Route }) => {
  const all = models.use()!;
  const stage = stageOf(route);
  const name = route.parts[2];
  useEffect(() => {
    const first = all.find((model) => !(model.pre ?? model.prod)!.system) ?? all[0];
    if (!name && first) go(url(["records", stage, idOf(first)]), true);
  }, [name]);
  if (!name) return null;
  const model = find(name, stage);
  if (!model) return <Absent name={name} stage={stage} all={all} />;
  return <Records key={stage + "/" + name} model={model} stage={stage} route={route} />;
};

const Absent = ({ name, stage, all }: { name: string; stage: Stage; all: Model[] }) => (
  <p class="empty pad">
    {all.some((model) => idOf(model) === name) ? t("records.unpublished", { name, stage }) : t("models.unknown", { name })}{" "}
    {stage === "prod" && all.some((model) => idOf(model) === name) && <Publish model={name} />}
  </p>
);

const parseSort = (text: string | null): Sort[] =>
  (text ?? "")
    .split(",")
    .filter(Boolean)
    .map((part) => (part.startsWith("-") ? { field: part.slice(1), desc: true } : { field: part, desc: false }));

const printSort = (sort: Sort[]) => sort.map(({ field, desc }) => (desc ? "-" : "") + field).join(",");

// The records that were allowed to change in `prod`, once a visit.
let prodAllowed = false;

interface Question {
  title: string;
  typed?: string;
  danger?: boolean;
  yes: () => void;
}

const Records = ({ model, stage, route }: { model: Served; stage: Stage; route: Route }) => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const at: Place = useMemo(() => ({ stage, model: model.identifier }), [stage, model.identifier]);
  const filter = route.query.get("filter") ?? "";
  const asked = parseSort(route.query.get("sort"));
  const sort = asked.filter(({ field }) => model.fields.some((one) => one.key === field));
  const unknown = asked.filter((one) => !sort.includes(one)).map((one) => one.field);
  const peek = route.query.get("row");
  const canWrite = !!about.get()?.write && !model.system;

  const pages = useMemo(() => new Pages({ at, filter, sort }, draw as () => void), [at, filter, printSort(sort)]);
  useEffect(() => () => pages.close(), [pages]);
  const names = useMemo(() => new Names(stage, draw as () => void), [stage]);

  const [active, setActive] = useState<Cursor>({ row: 0, column: 0 });
  useEffect(() => setActive({ row: 0, column: 0 }), [pages]);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const anchor = useRef(0);
  const [staged, setStaged] = useState<Map<string, Record<string, unknown>>>(new Map());
  const rows = useRef(new Map<string, Row>());
  const [found, setFound] = useState<Map<string, Problems>>(new Map());
  const [failed, setFailed] = useState<unknown>(null);
  const [creating, setCreating] = useState<Record<string, unknown> | true | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [said, say] = useState("");
  const [version, setVersion] = useState(0);
  const [showsSystem, setShowsSystem] = useState(() => localStorage.getItem("weda-studio-system") === "1");

  const deletes = useMemo(
    () =>
      new Deletes(draw as () => void, (_, ids, error) => {
        if (error) setFailed(error);
        else say(t("deleted", { count: ids.length }));
        setSelected((selected) => new Set([...selected].filter((id) => !ids.includes(id))));
        pagesNow.current.again();
        void load();
      }),
    [at],
  );
  const pagesNow = useRef(pages);
  pagesNow.current = pages;
  useEffect(() => () => deletes.stop(), [deletes]);

  useLayoutEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (staged.size > 0 || deletes.size > 0) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  });

  useEffect(() => {
    document.title = `${titleOf(model)} · ${stage} · weda studio`;
  }, [model, stage]);

  const filterFields = new Set(parts(filter).join(" ").match(/[^\s(),']+/g) ?? []);
  // A filtered field is always shown.
  const fields = ordered(model).filter((field) => field.stored && (!field.system || showsSystem || filterFields.has(field.key) || sort.some((one) => one.field === field.key)));

  const refresh = () => {
    pages.again();
    setVersion((version) => version + 1);
    void load();
  };

  const setQuery = (changes: Record<string, string | null>) => go(withQuery(route, changes));

  const inProd = (change: () => void, title: string, typed?: string) => {
    if (stage === "pre" || (prodAllowed && !typed)) return change();
    setQuestion({
      title,
      danger: true,
      ...(typed ? { typed } : {}),
      yes: () => {
        prodAllowed = true;
        setQuestion(null);
        change();
      },
    });
  };

  const stageEdit = (row: Row, field: Field, value: unknown) => {
    const next = new Map(staged);
    const changes = { ...next.get(row._id) };
    if (JSON.stringify(row[field.key] ?? null) === JSON.stringify(value ?? null)) delete changes[field.key];
    else changes[field.key] = value;
    if (Object.keys(changes).length > 0) next.set(row._id, changes);
    else next.delete(row._id);
    rows.current.set(row._id, row);
    setStaged(next);
    const left = new Map(found);
    const problems = new Map(left.get(row._id));
    problems.delete(field.key);
    problems.size > 0 ? left.set(row._id, problems) : left.delete(row._id);
    setFound(left);
  };

  const save = () => {
    if (staged.size === 0) return;
    inProd(async () => {
      const done = new Map<string, Record<string, unknown>>();
      const wrong = new Map<string, Problems>();
      let saved = 0;
      setFailed(null);
      for (const [id, changes] of staged) {
        try {
          await update(at, id, changes, rows.current.get(id)?.["updatedAt"]);
          done.set(id, changes);
          saved++;
          const now = await record(at, id);
          if (now) pages.replace(now);
        } catch (error) {
          const of = problems(error as Refused);
          wrong.set(id, of);
          if (of.has("") || (error as Refused).kind === "conflict") setFailed(error);
        }
      }
      // What was edited meanwhile stays staged.
      setStaged((staged) => new Map([...staged].filter(([id, changes]) => done.get(id) !== changes)));
      setFound(wrong);
      setVersion((version) => version + 1);
      say(wrong.size > 0 ? t("saved.some", { saved, wrong: wrong.size }) : t("saved", { count: saved }));
    }, t("prod.edit"));
  };

  const discard = () => {
    setStaged(new Map());
    setFound(new Map());
    setFailed(null);
  };

  const rowAt = pages.row(active.row);
  const erase = () => {
    const ids = selected.size > 0 ? [...selected] : rowAt ? [rowAt._id] : [];
    if (!canWrite || ids.length === 0) return;
    inProd(() => deletes.hold(at, ids), t("prod.delete", { count: ids.length }), model.identifier);
  };

  const select = (index: number, range: boolean) => {
    const next = new Set(selected);
    if (range) {
      const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
      for (let at = from; at <= to; at++) {
        const row = pages.row(at);
        if (row) next.add(row._id);
      }
    } else {
      anchor.current = index;
      const row = pages.row(index);
      if (!row) return;
      if (!next.delete(row._id)) next.add(row._id);
    }
    setSelected(next);
  };

  const turnSort = (field: string) => {
    const now = sort.find((one) => one.field === field);
    const next: Sort[] = !now ? [{ field, desc: false }] : now.desc ? [] : [{ field, desc: true }];
    setQuery({ sort: printSort(next) || null });
  };

  const filterBy = (field: Field, value: unknown, not: boolean) => {
    const text = literal(value, field.kind);
    if (text === null || ["list", "object", "location", "json"].includes(field.kind.name)) return;
    setQuery({ filter: joined([...parts(filter), `${field.key} ${not ? "ne" : "eq"} ${text}`]) });
  };

  // At once and not after the next paint: a key must not meet the state before the last one.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (target.closest("dialog")) return;
      const ctrl = event.ctrlKey || event.metaKey;
      if (ctrl && event.key === "s") {
        event.preventDefault();
        return save();
      }
      if (target.closest("input, textarea, select") || ctrl || event.altKey) return;
      const keys: Record<string, () => void> = {
        "/": () => document.getElementById("filter")?.focus(),
        n: () => canWrite && setCreating(true),
        o: () => rowAt && setQuery({ row: rowAt._id }),
        z: () => deletes.undo(),
        p: () => go(url(["records", stage === "pre" ? "prod" : "pre", model.identifier], Object.fromEntries(route.query))),
        Backspace: erase,
        Escape: () => (creating ? setCreating(null) : peek ? setQuery({ row: null }) : setSelected(new Set())),
      };
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const hasFilterError = pages.error !== null && filter !== "";
  return (
    <div class={"records" + (peek || creating ? " with-panel" : "")}>
      <div class="tools">
        <h1>
          <Visible text={titleOf(model)} /> <code>{model.identifier}</code>
        </h1>
        <span class="dim" data-test-count>
          <Count of={pages.count} /> {t("records")}
        </span>
        <Link class="small" to={url(["models", model.identifier])}>
          {t("fields")}
        </Link>
        <span class="space" />
        {canWrite && (
          <button class="main-action" onClick={() => setCreating(true)}>
            {t("new")} <kbd>N</kbd>
          </button>
        )}
        {staged.size > 0 && (
          <>
            <button class="main-action" onClick={save}>
              {t("save")} {staged.size} <kbd>Ctrl S</kbd>
            </button>
            <button onClick={discard}>{t("discard")}</button>
          </>
        )}
        {selected.size > 0 && (
          <>
            <span class="dim">{t("selected", { count: number(selected.size) })}</span>
            {selected.size === 1 && canWrite && (
              <button
                onClick={() => {
                  const id = [...selected][0]!;
                  void record(at, id).then((row) => row && setCreating(row));
                }}
              >
                {t("copy.record")}
              </button>
            )}
            {canWrite && (
              <button class="danger" onClick={erase}>
                {t("delete")}
              </button>
            )}
            <button onClick={() => setSelected(new Set())}>{t("clear")}</button>
          </>
        )}
        {deletes.size > 0 && (
          <button onClick={() => deletes.undo()}>
            {t("undo", { count: deletes.size })} <kbd>Z</kbd>
          </button>
        )}
        <label class="small">
          <input
            type="checkbox"
            checked={showsSystem}
            onInput={(event) => {
              setShowsSystem(event.currentTarget.checked);
              localStorage.setItem("weda-studio-system", event.currentTarget.checked ? "1" : "0");
            }}
          />{" "}
          {t("fields.system")}
        </label>
        <button onClick={refresh}>{t("refresh")}</button>
      </div>
      {!canWrite && <p class="dim small pad">{t(model.system ? "readOnly.system" : "readOnly.source")}</p>}
      <Filters model={model} filter={filter} error={pages.error} onFilter={(filter) => setQuery({ filter: filter || null, row: null })} />
      {unknown.length > 0 && <p class="strip">{t("link.unknown", { names: unknown.join("，") })}</p>}
      {pages.error !== null && <Strip error={pages.error} again={hasFilterError ? () => setQuery({ filter: null }) : refresh} />}
      {failed !== null && <Strip error={failed} />}
      <div class="split">
        <div class="left">
          <Grid
            label={t("records.of", { model: titleOf(model) })}
            stage={stage}
            fields={fields}
            pages={pages}
            names={names}
            sort={sort}
            canWrite={canWrite}
            selected={selected}
            staged={staged}
            problems={found}
            deleting={(id) => deletes.left(at, id)}
            active={active}
            onActive={setActive}
            onSelect={select}
            onSort={turnSort}
            onEdit={stageEdit}
            onOpen={(row) => setQuery({ row: row._id })}
            onFilter={filterBy}
          />
          {pages.count === 0 && (
            <p class="empty pad">
              {filter ? t("records.no.match") : t("records.none")} {filter && <button onClick={() => setQuery({ filter: null })}>{t("filter.clear")}</button>}
            </p>
          )}
          <p class="status dim small" role="status">
            {pages.count ? t("row.of", { row: number(active.row + 1), count: number(pages.count) }) : ""} {said}
          </p>
        </div>
        {creating ? (
          <New
            key={creating === true ? "" : "copy"}
            at={at}
            model={model}
            first={creating === true ? null : creating}
            onCreated={() => refresh()}
            onClose={() => setCreating(null)}
          />
        ) : (
          peek && (
            <Peek
              key={peek}
              at={at}
              model={model}
              id={peek}
              names={names}
              canWrite={canWrite}
              version={version}
              staged={staged.get(peek)}
              problems={found.get(peek)}
              onEdit={stageEdit}
              onClose={() => setQuery({ row: null })}
            />
          )
        )}
      </div>
      {question && <Ask title={question.title} {...(question.typed ? { typed: question.typed } : {})} danger={!!question.danger} onYes={question.yes} onNo={() => setQuestion(null)} />}
    </div>
  );
};
