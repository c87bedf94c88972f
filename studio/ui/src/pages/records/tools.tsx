// The line above the grid: what is shown, what is staged and selected, and what can be done with it.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Count } from "../../grid/cell";
import type { Pages } from "../../grid/pages";
import { type Served, titleOf } from "../../models";
import { Link } from "../../parts/link";
import { Menu } from "../../parts/menu";
import { Visible } from "../../parts/text";
import { url } from "../../route";
import { number, t } from "../../words";
import type { Format } from "./clipboard";
import type { Columns } from "./columns";
import { ColumnList } from "./column_list";
import { deletes } from "./deletes";
import type { Selection } from "./selection";
import type { Staged } from "./staged";

interface Props {
  model: Served;
  pages: Pages;
  canWrite: boolean;
  others: number;
  staged: Staged;
  selection: Selection;
  columns: Columns;
  onNew: () => void;
  onCopyOf: () => void;
  onSave: () => void;
  onBulk: () => void;
  onDelete: () => void;
  onCopy: (format: Format) => void;
  onLink: () => void;
  onRefresh: () => void;
  children: ComponentChildren;
}

export const Tools = (props: Props) => {
  const { model, pages, canWrite, others, staged, selection, columns } = props;
  const [list, setList] = useState<Element | null>(null);
  const [more, setMore] = useState<Element | null>(null);
  return (
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
      {others > 0 && (
        <button class="changes" onClick={props.onRefresh} data-others>
          {t(others === 1 ? "others.one" : "others", { count: number(others) })}
        </button>
      )}
      <span class="space" />
      {canWrite && (
        <button class="main-action" onClick={props.onNew}>
          {t("new")} <kbd>N</kbd>
        </button>
      )}
      {staged.size > 0 && (
        <>
          <button class="main-action" onClick={props.onSave} disabled={staged.saving}>
            {t("save")} {staged.size} <kbd>Ctrl S</kbd>
          </button>
          <button onClick={staged.discard} disabled={staged.saving}>{t("discard")}</button>
        </>
      )}
      {selection.count > 0 && (
        <span class="group" role="group" aria-label={t("selected", { count: number(selection.count) })}>
          <span class="dim">{t(selection.all ? "selected.all" : "selected", { count: number(selection.count) })}</span>
          {!selection.all && pages.count !== null && selection.count > 1 && selection.count < pages.count && (
            <button class="quiet" onClick={selection.everything}>
              {t("select.all", { count: number(pages.count) })}
            </button>
          )}
          {canWrite && (
            <>
              <button onClick={props.onBulk}>
                {t("edit")} <kbd>E</kbd>
              </button>
              {selection.count === 1 && (
                <button onClick={props.onCopyOf}>
                  {t("copy.record")} <kbd>Ctrl D</kbd>
                </button>
              )}
              <button class="danger" onClick={props.onDelete}>
                {t("delete")} <kbd>⌫</kbd>
              </button>
            </>
          )}
          <button onClick={selection.clear}>{t("clear")}</button>
        </span>
      )}
      {deletes.size > 0 && (
        <button onClick={deletes.undo}>
          {t("undo", { count: deletes.size })} <kbd>Z</kbd>
        </button>
      )}
      <button onClick={(event) => setList(list ? null : event.currentTarget)} aria-expanded={list !== null} data-columns>
        {t("columns")} {columns.all.filter((field) => columns.isShown(field.key)).length}/{columns.all.length}
      </button>
      {list && (
        <ColumnList
          columns={columns}
          anchor={list}
          onClose={() => {
            setList(null);
            (list as HTMLElement).focus();
          }}
        />
      )}
      {props.children}
      <button onClick={(event) => setMore(more ? null : event.currentTarget)} aria-haspopup="menu" aria-expanded={more !== null} aria-label={t("more")} title={t("more")} data-more>
        ⋯
      </button>
      {more && (
        <Menu
          label={t("more")}
          anchor={more}
          onClose={() => {
            setMore(null);
            document.getElementById("grid")?.focus();
          }}
          groups={[
            [
              { label: t("copy.tsv"), note: "Ctrl C", act: () => props.onCopy("tsv") },
              { label: t("copy.titles"), act: () => props.onCopy("titles") },
              { label: t("copy.json"), act: () => props.onCopy("json") },
              { label: t("copy.rust"), act: () => props.onCopy("rust") },
            ],
            [
              { label: t("copy.link"), note: "Y", act: props.onLink },
              { label: t("refresh"), act: props.onRefresh },
            ],
          ]}
        />
      )}
    </div>
  );
};
