// The menu of a column.
import { usualWidth, bounded } from "../../grid/columns";
import { type Field, titleOf } from "../../models";
import { Menu, type MenuItem } from "../../parts/menu";
import { isSortable, type Sort } from "../../records";
import { t } from "../../words";
import type { Columns } from "./columns";

interface Props {
  field: Field;
  anchor: Element;
  columns: Columns;
  sort: Sort[];
  onSort: (sort: Sort[]) => void;
  onFilterBy: () => void;
  // Absent for a column whose values cannot be counted.
  onValues?: () => void;
  onCopy: () => void;
  onClose: () => void;
}

export const ColumnMenu = ({ field, anchor, columns, sort, onSort, onFilterBy, onValues, onCopy, onClose }: Props) => {
  const { key } = field;
  const others = sort.filter((one) => one.field !== key);
  const sorted = sort.find((one) => one.field === key);
  const width = columns.widths[key] ?? usualWidth(field);
  const orders: MenuItem[] = isSortable(field)
    ? [
        { label: t("sort.ascending"), checked: sorted?.desc === false, act: () => onSort([{ field: key, desc: false }]) },
        { label: t("sort.descending"), checked: sorted?.desc === true, act: () => onSort([{ field: key, desc: true }]) },
        ...(others.length > 0 && !sorted ? [{ label: t("sort.then"), act: () => onSort([...others, { field: key, desc: false }]) }] : []),
        ...(sorted ? [{ label: t("sort.none"), act: () => onSort(others) }] : []),
      ]
    : [];
  return (
    <Menu
      label={t("column.menu", { field: titleOf(field) })}
      anchor={anchor}
      onClose={onClose}
      groups={[
        orders,
        [
          { label: t("filter.by"), act: onFilterBy },
          ...(onValues ? [{ label: t("values"), note: "V", act: onValues }] : []),
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
    />
  );
};
