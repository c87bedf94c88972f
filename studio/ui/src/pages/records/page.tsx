// The records of one model: the grid, its filter, staged edits, and a panel for one record.
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { joined, parts } from "../../filter";
import { Grid, type Place as Cursor } from "../../grid/grid";
import { Names } from "../../grid/names";
import { Pages } from "../../grid/pages";
import { about, type Field, load, type Served, titleOf } from "../../models";
import type { Act } from "../../parts/confirm";
import { Ask } from "../../parts/dialog";
import { say } from "../../parts/say";
import { Strip } from "../../parts/strip";
import { literal, type Place, record, refusedFilter, type Row, type Sort } from "../../records";
import { go, type Route, type Stage, withQuery } from "../../route";
import { number, t } from "../../words";
import { isGroupable } from "../pad/filter-form";
import { printSort, addressed } from "./address";
import { BulkDialog } from "./bulk_dialog";
import { recount } from "./collect";
import { ColumnMenu } from "./column_menu";
import { useColumns } from "./columns";
import { ConflictDialog } from "./conflict";
import { useCopies } from "./copies";
import { deletes } from "./deletes";
import { Doubts } from "./doubts";
import { Empty } from "./empty";
import { eraseThem } from "./erase";
import { Filters } from "./filters";
import { usePageKeys } from "./keys";
import { useLive } from "./live";
import { New } from "./new";
import { planPaste } from "./paste";
import { usePeek } from "./peeks";
import { useQuestion } from "./question";
import { useSelection } from "./selection";
import { isNew, useStaged } from "./staged";
import { Tools } from "./tools";
import { Transfers } from "./transfers";
import { Values } from "./values";

// All that match are those of the filter, which has a choice of its own.
const NOTHING: ReadonlySet<string> = new Set();

interface Props {
  model: Served;
  stage: Stage;
  route: Route;
  canWrite: boolean;
}

export const Records = ({ model, stage, route, canWrite }: Props) => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const at: Place = useMemo(() => ({ stage, model: model.identifier }), [stage, model.identifier]);
  const setQuery = (changes: Record<string, string | null>) => go(withQuery(route, changes));

  const { filter, sort, columns: known, unknown } = addressed(route, model);

  const last = useRef<Pages>();
  const pages = useMemo(() => (last.current = new Pages({ at, filter, sort }, draw as () => void, last.current)), [at, filter, printSort(sort)]);
  useEffect(() => () => pages.close(), [pages]);
  const pagesNow = useRef(pages);
  pagesNow.current = pages;
  const names = useMemo(() => new Names(stage, draw as () => void), [stage]);

  const [active, setActive] = useState<Cursor>({ row: 0, column: 0 });
  // The header keeps its place: a second key turns the order around.
  useEffect(() => setActive(({ row, column }) => ({ row: Math.min(row, 0), column })), [pages]);
  // Keys move in the grid at once, unless something else has the focus.
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById("grid")?.focus({ preventScroll: true });
  }, [model.identifier]);
  const [creating, setCreating] = useState<Record<string, unknown> | true | null>(null);
  const [bulk, setBulk] = useState(false);
  const [menu, setMenu] = useState<{ field: string; anchor: Element } | null>(null);
  const [valuesOf, setValuesOf] = useState<string | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const [version, setVersion] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const tell = (text: string) => {
    setSaid(text);
    say(text);
  };

  const live = useLive(pages);
  const selection = useSelection(pages);
  // All that match, and some of what is not shown any more, would be other records than those that were chosen.
  const selected = useRef(filter);
  useEffect(() => {
    if (selected.current !== filter) selection.clear();
    selected.current = filter;
  }, [filter]);
  const { question, ask, inProd } = useQuestion(stage);
  const wrote = (count: number) => {
    live.wrote(count);
    setVersion((version) => version + 1);
  };
  const staged = useStaged({ key: `${stage}/${model.identifier}`, pages: () => pagesNow.current, onWritten: wrote, say: tell });
  deletes.use();

  // The active cell stays at its record when the list is read anew.
  const kept = useRef<string | null>(null);
  const refresh = () => {
    kept.current = pages.row(active.row)?._id ?? null;
    pages.again();
    setVersion((version) => version + 1);
    void load();
  };
  useLayoutEffect(() => {
    if (kept.current === null || pages.isStale || pages.count === null) return;
    const row = pages.indexOf(kept.current);
    kept.current = null;
    if (row !== null) setActive(({ column }) => ({ row, column }));
  });

  useEffect(
    () =>
      deletes.listen((where, ids, count) => {
        if (where.stage !== at.stage || where.model !== at.model) return;
        if (ids.length > 0) tell(t("deleted", { count }));
        selection.without(ids);
        ids.forEach(staged.drop);
        pagesNow.current.again();
      }),
    [at],
  );

  useEffect(() => {
    document.title = `${titleOf(model)} · ${stage}${location.port && " · :" + location.port}`;
    return () => void (document.title = "weda studio");
  }, [model, stage]);

  useEffect(() => {
    setRefused(null);
    if (!filter || !about.get()?.emulator) return;
    let ended = false;
    refusedFilter(at, filter).then((reason) => ended || setRefused(reason), () => undefined);
    return () => void (ended = true);
  }, [at, filter]);

  useEffect(() => {
    if (live.others > 0) say(t(live.others === 1 ? "others.one" : "others", { count: number(live.others) }));
  }, [live.others > 0]);

  // What a filter or the order needs is always shown.
  const words = new Set(filter.replace(/'(?:[^']|'')*'/g, " ").match(/[^\s(),]+/g) ?? []);
  const forced = new Set(model.fields.map((field) => field.key).filter((key) => words.has(key) || sort.some((one) => one.field === key)));
  const columns = useColumns({ model, stage, forced, asked: known, onOwn: () => setQuery({ cols: null }) });
  const { fields } = columns;
  const column = Math.min(active.column, fields.length - 1);
  const stored = pages.count ?? 0;
  const rowAt = (index: number): Row | null => (index < stored ? pages.row(index) : (staged.added[index - stored] ?? null));
  const row = active.row < 0 ? null : rowAt(active.row);
  const storedRow = row && !isNew(row._id) ? row : null;
  const [editIn, setEditIn] = useState<{ id: string; field: string } | null>(null);
  const peek = usePeek({ route, at, model, row: storedRow, names, canWrite, version, staged, editIn, onEditing: () => setEditIn(null), isOff: creating !== null });

  const copies = useCopies({ model, pages, selection, fields, row, field: fields[column], edits: staged.edits, tell });

  const paste = (text: string) => {
    if (!canWrite) return;
    const plan = planPaste(text, { fields, column, row: Math.max(0, active.row), rowAt, stored, count: stored + staged.added.length });
    const take = () => {
      ask(null);
      staged.editAll(plan.changes, plan.created, plan.wrong);
      const problems = plan.wrong.length + plan.changes.filter((one) => one.problem).length;
      tell(t(problems > 0 ? "pasted.some" : "pasted", { cells: number(plan.changes.length), rows: number(plan.created.length), problems: number(problems) }));
    };
    const isLarger = plan.rows > Math.max(1, selection.count) || (selection.count === 0 && plan.changes.length > 1 && plan.rows > 0);
    if (!isLarger && plan.over === 0) return take();
    const over = plan.over > 0 ? " " + t("paste.over", { count: plan.over }) : "";
    ask({ title: t("paste.larger"), text: t("paste.larger.text", { cells: number(plan.changes.length), rows: number(plan.rows), created: number(plan.created.length) }) + over, yes: take });
  };

  const sent = (send: (act: Act) => Promise<void>) =>
    inProd(async (act) => {
      live.writing();
      await send(act);
      live.writing();
      void load();
    }, t("prod.edit"));
  const save = () => staged.size > 0 && !staged.saving && sent(staged.send);

  const erase = () => canWrite && void eraseThem({ at, model, pages, row: row && selection.count === 0 ? row : null, selection, staged, ask, inProd });

  const copyOf = () => {
    const id = selection.count === 1 && !selection.all ? [...selection.ids][0]! : storedRow?._id;
    if (canWrite && id) void record(at, id).then((row) => row && setCreating(row));
  };

  const editMany = async () => {
    if (!canWrite || selection.count === 0) return;
    // Counted again before anything is done with all that match.
    if (selection.all) pages.count = await recount(pages).catch(() => pages.count);
    setBulk(true);
  };

  const turnSort = (field: string, add = false) => {
    const now = sort.find((one) => one.field === field);
    const others = add ? sort.filter((one) => one.field !== field) : [];
    const next: Sort[] = !now ? [...others, { field, desc: false }] : now.desc ? others : [...others, { field, desc: true }];
    setQuery({ sort: printSort(next) || null });
  };

  const filterBy = (field: Field, value: unknown, not: boolean) => {
    const text = literal(value, field.kind);
    if (text === null || ["list", "object", "location", "json"].includes(field.kind.name)) return;
    setQuery({ filter: joined([...parts(filter), `${field.key} ${not ? "ne" : "eq"} ${text}`]) });
  };

  const copyLink = () => {
    // The columns go along, since they are kept in this browser alone. The token is not in the address.
    const query = withQuery(route, { cols: columns.isUsual ? null : fields.map((field) => field.key).join(",") });
    void navigator.clipboard.writeText(location.origin + query).then(() => tell(t("link.copied")), () => tell(t("copy.failed")));
  };

  usePageKeys({
    acts: {
      "/": () => document.getElementById("filter")?.focus(),
      n: () => canWrite && setCreating(true),
      o: () => (setValuesOf(null), peek.turn()),
      z: deletes.undo,
      e: () => void editMany(),
      y: copyLink,
      v: () => setValuesOf(valuesOf === null ? (fields[column]?.key ?? null) : null),
      Backspace: erase,
      Escape: () => (creating ? setCreating(null) : valuesOf !== null ? setValuesOf(null) : peek.id ? peek.close() : selection.clear()),
      "ctrl+s": save,
      "ctrl+a": () => pages.count && selection.everything(),
      "ctrl+d": copyOf,
    },
    copy: copies.onCopy,
    paste,
  });

  const where = active.row < 0 ? t("row.head") : active.row < stored ? t("row.of", { row: number(active.row + 1), count: number(stored) }) : stored > 0 ? t("row.new") : "";
  const problem = pages.error;
  const menuField = menu && fields.find((field) => field.key === menu.field);
  const focusGrid = () => document.getElementById("grid")?.focus();
  return (
    <div class={"records" + (peek.id || creating || valuesOf !== null ? " with-panel" : "")}>
      <Tools
        model={model}
        pages={pages}
        canWrite={canWrite}
        others={live.others}
        staged={staged}
        selection={selection}
        columns={columns}
        onNew={() => setCreating(true)}
        onCopyOf={copyOf}
        onSave={save}
        onBulk={() => void editMany()}
        onDelete={erase}
        onCopy={(format) => void copies.copyAs(format)}
        onLink={copyLink}
        onRefresh={refresh}
      >
        <Transfers at={at} model={model} filter={filter} shown={fields.map((field) => field.key)} selected={selection.all ? NOTHING : selection.ids} canWrite={canWrite} onImported={refresh} />
      </Tools>
      {!canWrite && <p class="dim small pad">{t(model.system ? "readOnly.system" : "readOnly.source")}</p>}
      <Filters model={model} stage={stage} filter={filter} error={problem} refused={refused} adding={adding} setAdding={setAdding} onFilter={(filter) => setQuery({ filter: filter || null, row: null })} />
      {unknown.length > 0 && <p class="strip">{t("link.unknown", { names: unknown.join("，") })}</p>}
      {problem !== null && <Strip error={problem} again={filter !== "" ? () => setQuery({ filter: null }) : refresh} />}
      {staged.failed !== null && <Strip error={staged.failed} />}
      <Doubts staged={staged} onRefresh={refresh} onAgain={() => sent(staged.sendDoubted)} />
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
            selected={selection}
            staged={staged.edits}
            problems={staged.found}
            deleting={(id) => deletes.left(at, id)}
            active={{ row: active.row, column }}
            onActive={setActive}
            onSelect={(index, range) => selection.select(index, range, active.row)}
            onSort={turnSort}
            onEdit={staged.edit}
            onOpen={(row, field) => isNew(row._id) || (setValuesOf(null), setEditIn(field ? { id: row._id, field: field.key } : null), setQuery({ row: row._id, open: null }))}
            onFilter={filterBy}
            added={staged.added}
            doubted={staged.doubted}
            hasEmptyRow={canWrite && pages.count !== null}
            isAllSelected={selection.all && selection.ids.size === 0}
            onSelectAll={() => (selection.all ? selection.clear() : selection.everything())}
            pinned={columns.pinned}
            widths={columns.widths}
            onWidth={columns.width}
            onOrder={columns.move}
            onMenu={(field, anchor) => setMenu({ field, anchor })}
          />
          {menu && menuField && (
            <ColumnMenu
              field={menuField}
              anchor={menu.anchor}
              columns={columns}
              sort={sort}
              onSort={(sort) => setQuery({ sort: printSort(sort) || null })}
              onFilterBy={() => setAdding(menuField.key)}
              {...(isGroupable(menuField) ? { onValues: () => setValuesOf(menuField.key) } : {})}
              onCopy={() => void copies.copyColumn(menuField)}
              onClose={() => {
                setMenu(null);
                focusGrid();
              }}
            />
          )}
          {pages.count === 0 && !pages.isStale && <Empty at={at} filter={filter} canWrite={canWrite} onFilter={(filter) => setQuery({ filter: filter || null })} onNew={() => setCreating(true)} />}
          <p class="status dim small">
            {where}
            {where && said && " · "}
            {said}
          </p>
        </div>
        {creating ? (
          <New key={creating === true ? "" : "copy"} at={at} model={model} first={creating === true ? null : creating} before={(create) => inProd(create, t("prod.edit"))} onCreated={() => (wrote(1), refresh())} onClose={() => (setCreating(null), focusGrid())} />
        ) : valuesOf !== null ? (
          <Values at={at} model={model} filter={filter} field={valuesOf} onFilter={(filter) => setQuery({ filter })} onClose={() => (setValuesOf(null), focusGrid())} />
        ) : (
          peek.panel
        )}
      </div>
      {bulk && (
        <BulkDialog
          model={model}
          pages={pages}
          names={names}
          selection={selection}
          field={fields[column]}
          onWritten={wrote}
          onEnd={(left) => {
            setBulk(false);
            if (left) {
              selection.only(left);
              refresh();
            }
            focusGrid();
          }}
        />
      )}
      {staged.conflicts[0] && (
        <ConflictDialog key={staged.conflicts[0].id} model={model} stage={stage} names={names} conflict={staged.conflicts[0]} onSettle={(ours) => staged.settle(staged.conflicts[0]!, ours)} onLater={staged.later} />
      )}
      {question && (
        <Ask title={question.title} {...(question.typed ? { typed: question.typed } : {})} danger={!!question.danger} onYes={question.yes} onNo={() => ask(null)}>
          {question.text && <p>{question.text}</p>}
        </Ask>
      )}
    </div>
  );
};
