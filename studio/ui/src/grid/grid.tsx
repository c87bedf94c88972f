// A grid over any number of records: windowed, with one tab stop, and keys.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Field, titleOf } from "../models";
import { Visible } from "../parts/text";
import { draft as draftOf, isNumeric, isSortable, parsed, type Problems, type Row, type Sort } from "../records";
import type { Stage } from "../route";
import { number, t } from "../words";
import { Cell } from "./cell";
import { Editor } from "./editor";
import type { Names } from "./names";
import { type Pages, SIZE } from "./pages";
import { scrollTo, SPARE, windowAt } from "./window";

const ROW = 32;
const CHECK = 36;

// After a step of more screens than this, rows have their first column alone until the scrolling rests.
const FAST = 1.5;
const REST = 80;

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
  selected: Set<string>;
  staged: Map<string, Record<string, unknown>>;
  problems: Map<string, Problems>;
  // The seconds left until a record is deleted.
  deleting: (id: string) => number | null;
  active: Place;
  onActive: (place: Place) => void;
  onSelect: (index: number, range: boolean) => void;
  onSort: (field: string) => void;
  onEdit: (row: Row, field: Field, value: unknown) => void;
  onOpen: (row: Row) => void;
  onFilter: (field: Field, value: unknown, not: boolean) => void;
}

const width = (field: Field) =>
  field.key === "_id" ? 280 : { boolean: 90, number: 120, integer: 120, date: 160, datetime: 200, time: 100, choice: 130, object: 240, list: 220 }[field.kind.name] ?? 180;

export const Grid = (props: Props) => {
  const { pages, fields, active, names } = props;
  const box = useRef<HTMLDivElement>(null);
  const last = useRef(0);
  const [scroll, setScroll] = useState(0);
  const [view, setView] = useState(600);
  const [isFast, setFast] = useState(false);
  const resting = useRef<ReturnType<typeof setTimeout>>();
  const [editing, setEditing] = useState<{ text: string; error: string | null } | null>(null);
  const count = pages.count ?? 0;

  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setView(element.clientHeight - ROW);
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

  const shown = windowAt(scroll, view, ROW, count);
  useEffect(() => {
    pages.need(shown.first, shown.last, scroll >= last.current);
    last.current = scroll;
  }, [pages, shown.first, shown.last]);

  const rows: { index: number; row: Row | null }[] = [];
  for (let index = shown.first; index <= shown.last; index++) rows.push({ index, row: pages.row(index) });
  useEffect(() => {
    if (!isFast) names.need(fields, rows.flatMap(({ row }) => (row ? [row] : [])));
  });

  const onScroll = () => {
    const now = box.current!.scrollTop;
    const isJump = Math.abs(now - scroll) > FAST * view;
    if (isJump || isFast) {
      setFast(true);
      clearTimeout(resting.current);
      resting.current = setTimeout(() => setFast(false), REST);
    }
    setScroll(now);
  };

  // Rows that leave the window are drawn anew for those that enter it: nothing is created while scrolling.
  const pool = Math.ceil(view / ROW) + 2 * SPARE + 3;
  const drawn = isFast ? fields.slice(0, 1) : fields;
  const show = (row: number) => {
    const to = scrollTo(row, box.current!.scrollTop, view, ROW, count);
    if (to !== null) box.current!.scrollTop = to;
  };
  const move = (row: number, column: number) => {
    const next = {
      row: Math.max(0, Math.min(count - 1, row)),
      column: Math.max(0, Math.min(fields.length - 1, column)),
    };
    props.onActive(next);
    show(next.row);
    document.getElementById(`h-${next.column}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const field = fields[active.column];
  const row = pages.row(active.row);
  const valueOf = (row: Row, field: Field) => {
    const changes = props.staged.get(row._id);
    return changes && field.key in changes ? changes[field.key] : row[field.key];
  };
  const canEdit = (field: Field | undefined) =>
    props.canWrite && !!field && field.writable && field.stored && !["relations", "file"].includes(field.kind.name) ;

  const begin = (text?: string) => {
    if (!row || !field) return;
    const value = valueOf(row, field);
    // A cut value is edited whole, in the panel.
    if (!canEdit(field) || (typeof value === "object" && value !== null && "$cut" in value)) return props.onOpen(row);
    setEditing({ text: text ?? draftOf(value, field.kind), error: null });
  };
  const end = (keep: boolean, step: number, down = 0): boolean => {
    if (!editing || !row || !field) return true;
    if (keep) {
      try {
        props.onEdit(row, field, parsed(editing.text, field.kind));
      } catch (error) {
        setEditing({ ...editing, error: String(error) });
        return false;
      }
    }
    setEditing(null);
    box.current!.focus();
    move(active.row + down, active.column + step);
    return true;
  };

  const onKey = (event: KeyboardEvent) => {
    if (editing) {
      if (event.key === "Escape") end(false, 0);
      else if (event.key === "Enter") end(true, 0, 1);
      else if (event.key === "Tab") end(true, event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const page = Math.max(1, Math.floor(view / ROW) - 1);
    const { row: at, column } = active;
    const ctrl = event.ctrlKey || event.metaKey;
    const steps: Record<string, () => void> = {
      ArrowDown: () => (event.shiftKey ? props.onSelect(at + 1, true) : undefined, move(at + 1, column)),
      ArrowUp: () => (event.shiftKey ? props.onSelect(at - 1, true) : undefined, move(at - 1, column)),
      ArrowLeft: () => move(at, column - 1),
      ArrowRight: () => move(at, column + 1),
      PageDown: () => move(at + page, column),
      PageUp: () => move(at - page, column),
      Home: () => (ctrl ? move(0, 0) : move(at, 0)),
      End: () => (ctrl ? move(count - 1, column) : move(at, fields.length - 1)),
      " ": () => props.onSelect(at, false),
      Enter: () => begin(),
      F2: () => begin(),
      Delete: () => row && field && canEdit(field) && props.onEdit(row, field, null),
    };
    const step = steps[event.key];
    if (!step || (ctrl && !["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };

  const total = CHECK + fields.reduce((sum, field) => sum + width(field), 0);
  return (
    <div
      class="grid"
      ref={box}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={fields.length + 1}
      aria-multiselectable
      aria-busy={pages.count === null}
      aria-activedescendant={row ? `c-${active.row}-${active.column}` : undefined}
      onScroll={onScroll}
      onKeyDown={onKey}
    >
      <div class="head" role="row" aria-rowindex={1} style={{ width: total }}>
        <div class="cell check" role="columnheader" aria-colindex={1} style={{ width: CHECK }}>
          <span class="hidden">{t("select")}</span>
        </div>
        {fields.map((field, column) => {
          const sorted = props.sort.find((sort) => sort.field === field.key);
          return (
            <div
              key={field.key}
              id={`h-${column}`}
              class={"cell" + (column === 0 ? " first" : "") + (isNumeric(field.kind) ? " right" : "")}
              role="columnheader"
              aria-colindex={column + 2}
              aria-sort={sorted ? (sorted.desc ? "descending" : "ascending") : undefined}
              style={{ width: width(field) }}
              title={field.key}
              data-field={field.key}
              onClick={() => isSortable(field) && props.onSort(field.key)}
            >
              <Visible text={titleOf(field)} />
              {field.required && <span class="dim" title={t("required")}>*</span>}
              {["date", "datetime"].includes(field.kind.name) && <span class="dim zone"> {t("zone")}</span>}
              {sorted && <span class="accent">{sorted.desc ? " ↓" : " ↑"}</span>}
            </div>
          );
        })}
      </div>
      <div class="body" role="rowgroup" style={{ height: shown.height, width: total }}>
        {rows.map(({ index, row }) => {
          const changes = row ? props.staged.get(row._id) : undefined;
          const left = row ? props.deleting(row._id) : null;
          const isSelected = !!row && props.selected.has(row._id);
          return (
            <div
              key={index % pool}
              class={"row" + (isSelected ? " selected" : "") + (left !== null ? " leaving" : "")}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isSelected}
              style={{ transform: `translateY(${shown.top + (index - shown.first) * ROW}px)` }}
            >
              <div class="cell check" role="gridcell" aria-colindex={1} style={{ width: CHECK }} onClick={(event) => row && props.onSelect(index, event.shiftKey)}>
                <span class={"box" + (isSelected ? " on" : "")} aria-hidden="true">{isSelected ? "✓" : ""}</span>
              </div>
              {drawn.map((field, column) => {
                const isActive = active.row === index && active.column === column;
                const isEdited = isActive && editing && row;
                const problem = row && props.problems.get(row._id)?.get(field.key);
                const isStaged = !!changes && field.key in changes;
                const name = "cell" + (column === 0 ? " first" : "") + (isActive ? " active" : "") + (isStaged ? " staged" : "") + (problem ? " wrong" : "") + (isNumeric(field.kind) ? " right" : "");
                return (
                  <div
                    key={field.key}
                    id={`c-${index}-${column}`}
                    class={name}
                    role="gridcell"
                    aria-colindex={column + 2}
                    aria-invalid={problem ? true : undefined}
                    title={problem ?? (isStaged && row ? t("staged.was", { value: JSON.stringify(row[field.key] ?? null).slice(0, 200) }) : undefined)}
                    style={{ width: width(field) }}
                    onMouseDown={(event) => {
                      if (!row || isEdited) return;
                      if (event.altKey) {
                        event.preventDefault();
                        return props.onFilter(field, valueOf(row, field), event.shiftKey);
                      }
                      if (editing && !end(true, 0)) return event.preventDefault();
                      props.onActive({ row: index, column });
                    }}
                    onDblClick={() => row && !isEdited && begin()}
                  >
                    {!row ? (
                      <span class="bone" />
                    ) : isEdited ? (
                      <span class="edit">
                        <Editor field={field} draft={editing.text} onDraft={(text) => setEditing({ text, error: null })} label={titleOf(field)} focus inline />
                        {editing.error && <span class="hint" role="alert">{editing.error}</span>}
                      </span>
                    ) : (
                      <Cell value={valueOf(row, field)} field={field} names={names} stage={props.stage} />
                    )}
                  </div>
                );
              })}
              {left !== null && <span class="countdown">{t("delete.in", { seconds: number(left) })}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
};
