// The header of a grid: titles, the order, widths, and the menu of a column.
import { useRef } from "preact/hooks";
import { titleOf } from "../models";
import { Visible } from "../parts/text";
import { isNumeric, isSortable, type Sort } from "../records";
import { t } from "../words";
import { bounded, CHECK, type Column, type Drawn } from "./columns";

interface Props {
  drawn: Drawn;
  total: number;
  sort: Sort[];
  // The column whose header is active.
  active: number | null;
  isAllSelected: boolean | undefined;
  onSelectAll: (() => void) | undefined;
  onSort: (field: string) => void;
  onWidth: ((field: string, width: number | null) => void) | undefined;
  onMenu: ((field: string, anchor: Element) => void) | undefined;
}

export const Head = (props: Props) => {
  const { drawn, sort } = props;
  return (
    <div class="head" role="row" aria-rowindex={1} style={{ width: props.total }}>
      <div class="cell check" role="columnheader" aria-colindex={1} style={{ width: CHECK }} onClick={props.onSelectAll} title={props.onSelectAll && t("select.all.keys")}>
        <span class="hidden">{t("select")}</span>
        {props.onSelectAll && <span class={"box" + (props.isAllSelected ? " on" : "")} aria-hidden="true">{props.isAllSelected ? "✓" : ""}</span>}
      </div>
      {drawn.pinned.map((column) => (
        <Header key={column.field.key} column={column} {...props} />
      ))}
      {drawn.gap > 0 && <div role="presentation" style={{ width: drawn.gap, flex: "none" }} />}
      {drawn.others.map((column) => (
        <Header key={column.field.key} column={column} {...props} />
      ))}
      {sort.length > 1 && <span class="hidden">{sort.map((one) => one.field).join(", ")}</span>}
    </div>
  );
};

const Header = ({ column, sort, active, onSort, onWidth, onMenu }: Props & { column: Column }) => {
  const { field, index } = column;
  const own = useRef<HTMLDivElement>(null);
  const at = sort.findIndex((one) => one.field === field.key);
  const sorted = sort[at];
  return (
    <div
      ref={own}
      id={`h-${index}`}
      class={"cell" + (column.pinned ? " pinned" : "") + (index === 0 ? " first" : "") + (isNumeric(field.kind) ? " right" : "") + (active === index ? " active" : "")}
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={sorted ? (sorted.desc ? "descending" : "ascending") : undefined}
      aria-haspopup={onMenu ? "menu" : undefined}
      style={{ width: column.width, left: column.pinned ? column.left : undefined }}
      title={field.key}
      data-field={field.key}
      onClick={() => isSortable(field) && onSort(field.key)}
      onContextMenu={(event) => {
        if (!onMenu) return;
        event.preventDefault();
        onMenu(field.key, own.current!);
      }}
    >
      <Visible text={titleOf(field)} />
      {field.required && <span class="dim" title={t("required")}>*</span>}
      {["date", "datetime"].includes(field.kind.name) && <span class="dim zone"> {t("zone")}</span>}
      {sorted && <span class="accent">{(sorted.desc ? " ↓" : " ↑") + (sort.length > 1 ? at + 1 : "")}</span>}
      {onMenu && (
        <button
          class="quiet more"
          tabIndex={-1}
          aria-label={t("column.menu", { field: titleOf(field) })}
          onClick={(event) => {
            event.stopPropagation();
            onMenu(field.key, own.current!);
          }}
        >
          ▾
        </button>
      )}
      {onWidth && <Handle column={column} onWidth={onWidth} />}
    </div>
  );
};

// The edge that is dragged; a double click gives the usual width again.
const Handle = ({ column, onWidth }: { column: Column; onWidth: (field: string, width: number | null) => void }) => {
  const start = useRef<{ x: number; width: number } | null>(null);
  const { key } = column.field;
  return (
    <span
      class="handle"
      aria-hidden="true"
      onClick={(event) => event.stopPropagation()}
      onDblClick={() => onWidth(key, null)}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: column.width };
      }}
      onPointerMove={(event) => start.current && onWidth(key, bounded(start.current.width + event.clientX - start.current.x))}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
    />
  );
};
