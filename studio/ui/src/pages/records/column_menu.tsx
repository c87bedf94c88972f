// The menu of a column.
import { type ComponentType } from "preact";
import { useState } from "preact/hooks";
import { usualWidth, bounded } from "../../grid/columns";
import { type Field, titleOf } from "../../models";
import { Menu, type MenuItem } from "../../parts/menu";
import { isSortable, type Place, type Sort } from "../../records";
import { t, type Word } from "../../words";
import type { Columns } from "./columns";

// What a part of the page adds to the menu of a column: an item that shows something of its own below the menu.
export interface ColumnPart {
  word: Word;
  fits: (field: Field) => boolean;
  part: ComponentType<ColumnPartProps>;
}

export interface ColumnPartProps {
  at: Place;
  field: Field;
  filter: string;
  onFilter: (filter: string) => void;
  onClose: () => void;
}

// Filled where the parts are: `columnParts.push({ word: "values", fits, part: Values })`.
export const columnParts: ColumnPart[] = [];

interface Props {
  at: Place;
  field: Field;
  anchor: Element;
  columns: Columns;
  sort: Sort[];
  filter: string;
  onFilter: (filter: string) => void;
  onSort: (sort: Sort[]) => void;
  onFilterBy: () => void;
  onCopy: () => void;
  onClose: () => void;
}

export const ColumnMenu = ({ at, field, anchor, columns, sort, filter, onFilter, onSort, onFilterBy, onCopy, onClose }: Props) => {
  const [open, setOpen] = useState<ColumnPart | null>(null);
  const { key } = field;
  const others = sort.filter((one) => one.field !== key);
  const sorted = sort.find((one) => one.field === key);
  const width = columns.widths[key] ?? usualWidth(field);
  const Part = open?.part;
  const orders: MenuItem[] = isSortable(field)
    ? [
        { label: t("sort.ascending"), checked: sorted?.desc === false, act: () => onSort([{ field: key, desc: false }]) },
        { label: t("sort.descending"), checked: sorted?.desc === true, act: () => onSort([{ field: key, desc: true }]) },
        ...(others.length > 0 && !sorted ? [{ label: t("sort.then"), act: () => onSort([...others, { field: key, desc: false }]) }] : []),
        ...(sorted ? [{ label: t("sort.none"), act: () => onSort(others) }] : []),
      ]
    : [];
  const parts = columnParts.filter((one) => one.fits(field));
  return (
    <Menu
      label={t("column.menu", { field: titleOf(field) })}
      anchor={anchor}
      onClose={onClose}
      groups={[
        orders,
        [
          { label: t("filter.by"), act: onFilterBy },
          ...parts.map((one) => ({ label: t(one.word), stays: true, act: () => setOpen(one) })),
          { label: t("column.copy"), act: onCopy },
        ],
        [
          { label: t("column.hide"), disabled: columns.isForced(key), ...(columns.isForced(key) ? { note: t("column.needed") } : {}), act: () => columns.toggle(key) },
          { label: t("column.pin"), checked: columns.isPinned(key), act: () => columns.pin(key) },
          { label: t("column.left"), note: "Ctrl ←", stays: true, act: () => columns.move(key, -1) },
          { label: t("column.right"), note: "Ctrl →", stays: true, act: () => columns.move(key, 1) },
          { label: t("column.wider"), note: "Shift →", stays: true, act: () => columns.width(key, bounded(width + 32)) },
          { label: t("column.narrower"), note: "Shift ←", stays: true, act: () => columns.width(key, bounded(width - 32)) },
        ],
      ]}
    >
      {Part && <Part at={at} field={field} filter={filter} onFilter={onFilter} onClose={onClose} />}
    </Menu>
  );
};
