// A row of a grid: values, staged changes, problems, and the editor of the active cell.
import { Component, type ComponentChildren, type RefObject } from "preact";
import type { Field } from "../models";
import { isNumeric, printShort, type Problems, type Row } from "../records";
import type { Stage } from "../route";
import { number, t } from "../words";
import { Cell } from "./cell";
import { CHECK, type Column, type Drawn as DrawnColumns } from "./columns";
import type { Names } from "./names";

// What the pointer does in a row. Always the latest, since a row is not drawn anew for another function.
export interface RowActs {
  select: (index: number, row: Row | null, range: boolean) => void;
  press: (event: MouseEvent, index: number, row: Row | null, column: Column) => void;
  begin: (row: Row | null) => void;
}

interface Props {
  index: number;
  row: Row | null;
  // The empty row behind all others, which takes what is pasted.
  isEmpty: boolean;
  isNew: boolean;
  // It may have been created.
  isDoubted: boolean;
  isSelected: boolean;
  isDim: boolean;
  drawn: DrawnColumns;
  top: number;
  stage: Stage;
  names: Names;
  // The active column, if this is the active row.
  active: number | null;
  changes: Record<string, unknown> | undefined;
  problems: Problems | undefined;
  left: number | null;
  editor: ComponentChildren;
  acts: RefObject<RowActs>;
  // The names that are known, and the language: both change what is shown.
  shown: string;
}

// Drawn anew only if something of it changed: while scrolling most rows stay.
export class GridRow extends Component<Props> {
  override shouldComponentUpdate(next: Props) {
    const keys = Object.keys(next) as (keyof Props)[];
    return keys.some((key) => next[key] !== this.props[key]);
  }

  override render(props: Props) {
    const { index, row, drawn, isSelected, left } = props;
    const of = row?.["_id"];
    return (
      <div
        class={"row" + (isSelected ? " selected" : "") + (left !== null ? " leaving" : "") + (props.isDim ? " unmatched" : "") + (props.isNew ? " new" : "") + (props.isEmpty ? " blank" : "")}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        data-id={of}
        style={{ transform: `translateY(${props.top}px)` }}
      >
        <div class="cell check" role="gridcell" aria-colindex={1} style={{ width: CHECK }} onClick={(event) => props.acts.current!.select(index, row, event.shiftKey)}>
          {props.isEmpty || props.isNew ? (
            <span class="dim" aria-hidden="true">+</span>
          ) : (
            <span class={"box" + (isSelected ? " on" : "")} aria-hidden="true">{isSelected ? "✓" : ""}</span>
          )}
        </div>
        {drawn.pinned.map((column) => (
          <Value key={column.field.key} column={column} {...props} />
        ))}
        {drawn.gap > 0 && <div role="presentation" style={{ width: drawn.gap, flex: "none" }} />}
        {drawn.others.map((column) => (
          <Value key={column.field.key} column={column} {...props} />
        ))}
        {props.isDoubted && <span class="countdown">{t("doubt.row")}</span>}
        {left !== null && <span class="countdown">{t("delete.in", { seconds: number(left) })}</span>}
      </div>
    );
  }
}

const Value = ({ column, index, row, isEmpty, isNew, changes, problems, names, stage, active, editor, acts }: Props & { column: Column }) => {
  const { field } = column;
  const isActive = active === column.index;
  const problem = problems?.get(field.key);
  const isStaged = !!changes && field.key in changes;
  const name =
    "cell" +
    (column.pinned ? " pinned" : "") +
    (column.index === 0 ? " first" : "") +
    (isActive ? " active" : "") +
    (isStaged || (isNew && row?.[field.key] !== undefined) ? " staged" : "") +
    (problem ? " wrong" : "") +
    (isNumeric(field.kind) ? " right" : "");
  const id = `c-${index}-${column.index}`;
  const note = problem ?? (isStaged && row ? t("staged.was", { value: printShort(row[field.key]) }) : undefined);
  return (
    <div
      id={id}
      class={name}
      role="gridcell"
      aria-colindex={column.index + 2}
      aria-invalid={problem ? true : undefined}
      aria-describedby={note ? id + "-note" : undefined}
      title={note}
      style={{ width: column.width, left: column.pinned ? column.left : undefined }}
      onMouseDown={(event) => acts.current!.press(event, index, row, column)}
      onDblClick={() => acts.current!.begin(row)}
    >
      {isActive && editor ? editor : <Content row={row} field={field} changes={changes} isEmpty={isEmpty} isFirst={column.index === 0} names={names} stage={stage} />}
      {note && (
        <span class="hidden" id={id + "-note"}>
          {note}
        </span>
      )}
    </div>
  );
};

interface ContentProps {
  row: Row | null;
  field: Field;
  changes: Record<string, unknown> | undefined;
  isEmpty: boolean;
  isFirst: boolean;
  names: Names;
  stage: Stage;
}

const Content = ({ row, field, changes, isEmpty, isFirst, names, stage }: ContentProps) => {
  if (isEmpty) return isFirst ? <span class="dim">{t("row.empty")}</span> : null;
  if (!row) return <span class="bone" />;
  return <Cell value={changes && field.key in changes ? changes[field.key] : row[field.key]} field={field} names={names} stage={stage} />;
};
