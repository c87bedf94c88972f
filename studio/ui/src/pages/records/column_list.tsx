// The list of all columns: which are shown, and in which order.
import { useState } from "preact/hooks";
import { titleOf } from "../../models";
import { Popup } from "../../parts/popup";
import { Visible } from "../../parts/text";
import { t } from "../../words";
import type { Columns } from "./columns";

export const ColumnList = ({ columns, anchor, onClose }: { columns: Columns; anchor: Element | null; onClose: () => void }) => {
  const [search, setSearch] = useState("");
  const wanted = columns.all.filter((field) => (titleOf(field) + " " + field.key).toLowerCase().includes(search.toLowerCase()));
  return (
    <Popup
      anchor={anchor}
      class="column-list"
      role="dialog"
      aria-label={t("columns")}
      onClose={onClose}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      <input class="wide" ref={focused} type="search" value={search} placeholder={t("columns.find")} aria-label={t("columns.find")} onInput={(event) => setSearch(event.currentTarget.value)} />
      <ul class="plain">
        {wanted.map((field) => (
          <li key={field.key} title={field.key}>
            <label>
              <input type="checkbox" checked={columns.isShown(field.key)} disabled={columns.isForced(field.key)} onInput={() => columns.toggle(field.key)} />{" "}
              <Visible text={titleOf(field)} /> {field.system && <span class="dim small">{t("field.system.short")}</span>}
            </label>
            {columns.isShown(field.key) && (
              <>
                <button class="quiet" aria-label={t("column.up", { field: titleOf(field) })} onClick={() => columns.move(field.key, -1)}>
                  ↑
                </button>
                <button class="quiet" aria-label={t("column.down", { field: titleOf(field) })} onClick={() => columns.move(field.key, 1)}>
                  ↓
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      <p class="actions start">
        <button onClick={() => columns.system(true)}>{t("columns.system")}</button>
        <button onClick={columns.reset} disabled={columns.isUsual}>
          {t("columns.usual")}
        </button>
      </p>
    </Popup>
  );
};

const focused = (element: HTMLElement | null) => element?.focus();
