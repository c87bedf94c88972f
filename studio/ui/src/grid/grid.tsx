// A grid over any number of records: windowed, with one tab stop, and keys.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Field, titleOf } from "../models";
import { draft as draftOf, isCut, isSortable, parsed, type Problems, type Row, type Sort } from "../records";
import type { Stage } from "../route";
import { lang } from "../words";
import { bounded, type Column, drawnAt, placed, scrollToColumn, totalWidth } from "./columns";
import { Editor } from "./editor";
import { Head } from "./head";
import { actOf, type GridAct } from "./keys";
import type { Names } from "./names";
import { type Pages, SIZE } from "./pages";
import { GridRow, type RowActs } from "./row";
import { scrollTo, SPARE, windowAt } from "./window";

const ROW = 32;

// After a step of more screens than this, rows have their first column alone until the scrolling rests.
const FAST = 1.5;
const REST = 80;
// The time between two reads while that lasts.
const PASSING = 250;

// Row -1 is the header.
export interface Place {
  row: number;
  column: number;
}

interface Props {
  label: string;
  stage: Stage;
  fields: Field[];
  pages: Pages;
  names: Names;
  sort: Sort[];
  canWrite: boolean;
  selected: { has(id: string): boolean };
  staged: Map<string, Record<string, unknown>>;
  problems: Map<string, Problems>;
  // The seconds left until a record is deleted.
  deleting: (id: string) => number | null;
  active: Place;
  onActive: (place: Place) => void;
  onSelect: (index: number, range: boolean) => void;
  onSort: (field: string, add?: boolean) => void;
  onEdit: (row: Row, field: Field, value: unknown) => void;
  // With a field: to edit it there.
  onOpen: (row: Row, field?: Field) => void;
  onFilter: (field: Field, value: unknown, not: boolean) => void;
  // Staged new records, behind all others, and those of them that may have been created.
  added?: Row[];
  doubted?: { has(id: string): boolean };
  // A last, empty row, for what is pasted.
  hasEmptyRow?: boolean;
  isAllSelected?: boolean;
  onSelectAll?: () => void;
  pinned?: number;
  widths?: Record<string, number>;
  onWidth?: (field: string, width: number | null) => void;
  onOrder?: (field: string, by: number) => void;
  onMenu?: (field: string, anchor: Element) => void;
}

// What is edited: rows may move while somebody types.
interface Editing {
  row: Row;
  field: Field;
  start: string;
  text: string;
  error: string | null;
}

const NONE: Row[] = [];
const NO_WIDTHS: Record<string, number> = {};

export const Grid = (props: Props) => {
  const { pages, fields, active, names, added = NONE, pinned = 1, widths = NO_WIDTHS } = props;
  const box = useRef<HTMLDivElement>(null);
  const last = useRef(0);
  const readAt = useRef(0);
  const [scroll, setScroll] = useState(0);
  const [left, setLeft] = useState(0);
  const [view, setView] = useState({ width: 1200, height: 600 });
  const [isFast, setFast] = useState(false);
  const resting = useRef<ReturnType<typeof setTimeout>>();
  const [editing, setEditing] = useState<Editing | null>(null);
  const stored = pages.count ?? 0;
  const count = stored + added.length + (props.hasEmptyRow ? 1 : 0);

  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setView({ width: element.clientWidth, height: element.clientHeight - ROW });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // A new list begins at the top.
  useEffect(() => {
    box.current!.scrollTop = 0;
    setScroll(0);
    setEditing(null);
    pages.need(0, SIZE / 2, true);
  }, [pages]);

  const shown = windowAt(scroll, view.height, ROW, count);
  useEffect(() => {
    // Rows that are passed fast leave the window before their page arrives: pages are read at intervals, and at rest.
    if (isFast && performance.now() < readAt.current + PASSING) return;
    readAt.current = performance.now();
    pages.need(shown.first, shown.last, scroll >= last.current);
    last.current = scroll;
  }, [pages, pages.version, shown.first, shown.last, isFast]);

  const rowAt = (index: number) => (index < stored ? pages.row(index) : (added[index - stored] ?? null));
  const rows: { index: number; row: Row | null }[] = [];
  for (let index = shown.first; index <= shown.last; index++) rows.push({ index, row: rowAt(index) });
  useEffect(() => {
    if (!isFast) names.need(fields, rows.flatMap(({ row }) => (row ? [row] : [])), props.staged);
  });

  const onScroll = () => {
    const now = box.current!.scrollTop;
    const isJump = Math.abs(now - scroll) > FAST * view.height;
    if (isJump || isFast) {
      setFast(true);
      clearTimeout(resting.current);
      resting.current = setTimeout(() => setFast(false), REST);
    }
    setScroll(now);
    setLeft(box.current!.scrollLeft);
  };

  // Rows that leave the window are drawn anew for those that enter it: nothing is created while scrolling.
  const pool = Math.ceil(view.height / ROW) + 2 * SPARE + 3;
  const layout = fields.map(({ key }) => `${key}:${widths[key] ?? ""}`).join() + pinned;
  const columns = useMemo(() => placed(fields, widths, pinned), [layout, fields[0]]);
  const all = useMemo(() => drawnAt(columns, left, view.width), [columns, left, view.width]);
  const drawn = useMemo(() => (isFast ? { pinned: columns.slice(0, 1), gap: 0, others: [] } : all), [isFast, columns, all]);
  const total = totalWidth(columns);

  const move = (row: number, column: number) => {
    const next = { row: Math.max(-1, Math.min(count - 1, row)), column: Math.max(0, Math.min(fields.length - 1, column)) };
    props.onActive(next);
    const element = box.current!;
    const down = next.row < 0 ? null : scrollTo(next.row, element.scrollTop, view.height, ROW, count);
    if (down !== null) element.scrollTop = down;
    const right = scrollToColumn(columns, next.column, element.scrollLeft, view.width);
    if (right !== null) element.scrollLeft = right;
  };

  const field = fields[active.column];
  const row = active.row < 0 ? null : rowAt(active.row);
  const valueOf = (row: Row, field: Field) => {
    const changes = props.staged.get(row._id);
    return changes && field.key in changes ? changes[field.key] : row[field.key];
  };
  const canEdit = (field: Field | undefined) => props.canWrite && !!field && isEditable(field);

  const begin = () => {
    if (!row || !field) return;
    if (!canEdit(field)) return props.onOpen(row);
    const value = valueOf(row, field);
    const text = draftOf(value, field.kind);
    // A cut value is edited whole, and one of several lines in a box for them: both in the panel, which new records do not have.
    if (active.row < stored && (isCut(value) || /[\r\n]/.test(text))) return props.onOpen(row, field);
    setEditing({ row, field, start: text, text, error: null });
  };
  const end = (text: string | null, step: number, down = 0): boolean => {
    if (!editing) return true;
    // Where nothing was typed nothing is staged: a text says less than its value.
    if (text !== null && text !== editing.start) {
      const { field } = editing;
      try {
        props.onEdit(row?._id === editing.row._id ? row : editing.row, field, parsed(text, field.kind));
      } catch (error) {
        setEditing({ ...editing, text, error: String(error) });
        return false;
      }
    }
    setEditing(null);
    box.current!.focus();
    move(active.row + down, active.column + step);
    return true;
  };

  const act = (what: GridAct) => {
    if (what.kind === "move") {
      if (what.extend) props.onSelect(Math.min(stored - 1, what.row), true);
      return move(what.row, what.column);
    }
    if (!field) return;
    const { key } = field;
    switch (what.kind) {
      case "select":
        return active.row < stored && props.onSelect(active.row, false);
      case "edit":
        return begin();
      case "clear":
        return row && canEdit(field) && props.onEdit(row, field, null);
      case "now":
        return row && canEdit(field) && ["date", "datetime"].includes(field.kind.name) && props.onEdit(row, field, parsed("now", field.kind));
      case "menu":
        return props.onMenu?.(key, document.getElementById(`h-${active.column}`)!);
      case "sort":
      case "addSort":
        return isSortable(field) && props.onSort(key, what.kind === "addSort");
      case "width":
        return props.onWidth?.(key, bounded(columns[active.column]!.width + what.by));
      case "order":
        return props.onOrder?.(key, what.by);
    }
  };

  const onKey = (event: KeyboardEvent) => {
    if (editing) {
      if (event.key === "Escape") end(null, 0);
      else if (event.key === "Enter" && event.shiftKey && event.target instanceof HTMLTextAreaElement) return event.stopPropagation();
      else if (event.key === "Enter") end(editing.text, 0, 1);
      else if (event.key === "Tab") end(editing.text, event.shiftKey ? -1 : 1);
      else if (event.key === ";" && event.ctrlKey && field && ["date", "datetime"].includes(field.kind.name)) setEditing({ ...editing, text: "now", error: null });
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.target !== box.current) return;
    const page = Math.max(1, Math.floor(view.height / ROW) - 1);
    const what = actOf(event, { ...active, page, rows: Math.max(1, stored), columns: fields.length });
    if (!what) return;
    event.preventDefault();
    event.stopPropagation();
    act(what);
  };

  const onPress = (event: MouseEvent, index: number, row: Row | null, { field, index: column }: Column) => {
    if (event.button !== 0 || (active.row === index && active.column === column && editing)) return;
    if (row && event.altKey) {
      event.preventDefault();
      return props.onFilter(field, valueOf(row, field), event.shiftKey);
    }
    if (editing && !end(editing.text, 0)) return event.preventDefault();
    if (row && event.shiftKey) {
      event.preventDefault();
      box.current!.focus();
      props.onSelect(index, true);
    }
    props.onActive({ row: index, column });
  };

  const editor = editing && row?._id === editing.row._id && field && (
    <span class="edit">
      <Editor
        field={field}
        draft={editing.text}
        onDraft={(text) => setEditing({ ...editing, text, error: null })}
        onDone={(text) => end(text, 0, 1)}
        label={titleOf(field)}
        stage={props.stage}
        invalid={editing.error !== null}
        {...(editing.error ? { describedBy: "edit-problem" } : {})}
        focus
        inline
      />
      {editing.error && <span class="hint" role="alert" id="edit-problem">{editing.error}</span>}
    </span>
  );

  const acts = useRef<RowActs>(null);
  acts.current = {
    select: (index, row, range) => row && index < stored && props.onSelect(index, range),
    press: onPress,
    begin: (row) => row && !editing && begin(),
  };
  // The active cell may be outside of what is drawn.
  const isDrawn = active.row < 0 || (active.row >= shown.first && active.row <= shown.last);
  const isPlaced = [...(active.row < 0 ? all : drawn).pinned, ...(active.row < 0 ? all : drawn).others].some((column) => column.index === active.column);
  const known = `${lang.get()} ${names.version}`;

  return (
    <div
      class="grid"
      id="grid"
      ref={box}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={fields.length + 1}
      aria-multiselectable
      aria-readonly={!props.canWrite}
      aria-busy={pages.count === null || pages.isStale}
      aria-activedescendant={isDrawn && isPlaced ? (active.row < 0 ? `h-${active.column}` : `c-${active.row}-${active.column}`) : undefined}
      onScroll={onScroll}
      onKeyDown={onKey}
    >
      <Head
        drawn={all}
        total={total}
        sort={props.sort}
        active={active.row < 0 ? active.column : null}
        isAllSelected={props.isAllSelected}
        onSelectAll={props.onSelectAll}
        onSort={props.onSort}
        onWidth={props.onWidth}
        onMenu={props.onMenu}
      />
      <div class="body" role="rowgroup" style={{ height: shown.height, width: total }}>
        {rows.map(({ index, row }) => (
          <GridRow
            key={index % pool}
            index={index}
            row={row}
            isEmpty={props.hasEmptyRow === true && index === count - 1}
            isNew={index >= stored && row !== null}
            isDoubted={!!row && !!props.doubted?.has(row._id)}
            isSelected={!!row && index < stored && props.selected.has(row._id)}
            isDim={!!row && pages.unmatched.has(row._id)}
            drawn={drawn}
            top={shown.top + (index - shown.first) * ROW}
            stage={props.stage}
            names={names}
            active={active.row === index ? active.column : null}
            changes={row ? props.staged.get(row._id) : undefined}
            problems={row ? props.problems.get(row._id) : undefined}
            left={row ? props.deleting(row._id) : null}
            editor={active.row === index ? editor : null}
            acts={acts}
            shown={known}
          />
        ))}
      </div>
    </div>
  );
};

export const isEditable = (field: Field) => field.writable && field.stored && !["relations", "file"].includes(field.kind.name);
