// A record beside the grid: all fields, the raw JSON, the records that refer to it.
import { useEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../../api";
import { isEditable } from "../../grid/grid";
import type { Names } from "../../grid/names";
import { printJson } from "../../json";
import { type Field, find, ordered, type Served, titleOf } from "../../models";
import { Link } from "../../parts/link";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import * as records from "../../records";
import type { Place, Problems, Row } from "../../records";
import { url } from "../../route";
import { t } from "../../words";
import { Draft } from "./draft";
import { Referred } from "./referred";
import { Whole } from "./whole";

interface PeekProps {
  at: Place;
  model: Served;
  id: string;
  names: Names;
  canWrite: boolean;
  // Changes when the record may have changed.
  version: number;
  staged: Record<string, unknown> | undefined;
  problems: Problems | undefined;
  onEdit: (row: Row, field: Field, value: unknown) => void;
  // A field that the grid asks to edit here.
  editIn?: string | null;
  onEditing?: () => void;
  onClose: () => void;
  // Shown over another record, to which it leads back.
  onBack?: () => void;
}

export const Peek = (props: PeekProps) => {
  const { at, model, id, names } = props;
  const [row, setRow] = useState<Row | null | undefined>(undefined);
  const [error, setError] = useState<unknown>(null);
  const [raw, setRaw] = useState(false);
  const [edited, setEdited] = useState<string | null>(null);
  const isFromGrid = useRef(false);
  useEffect(() => {
    if (!props.editIn) return;
    isFromGrid.current = true;
    setEdited(props.editIn);
    props.onEditing?.();
  }, [props.editIn]);
  const ended = () => {
    setEdited(null);
    if (isFromGrid.current) document.getElementById("grid")?.focus();
    isFromGrid.current = false;
  };
  useEffect(() => {
    const abort = new AbortController();
    setError(null);
    records.record(at, id, abort.signal).then(setRow, (error) => isAbort(error) || setError(error));
    return () => abort.abort();
  }, [at.stage, at.model, id, props.version]);
  useEffect(() => {
    if (row) names.need(model.fields, [row]);
  }, [row]);
  const fields = ordered(model);
  const name = row && model.primary ? records.text(row[model.primary], { name: "text" }) : "";
  return (
    <aside class="panel" aria-label={t("record")}>
      <header>
        {props.onBack && (
          <button class="quiet" onClick={props.onBack} aria-label={t("back")} title={t("back")}>
            ‹
          </button>
        )}
        <h2 class="grow">
          <Visible text={name || id} />
          {props.onBack && (
            <Link class="small" to={url(["records", at.stage, at.model], { row: id })}>
              <Visible text={titleOf(model)} /> ›
            </Link>
          )}
        </h2>
        <button class="quiet" onClick={props.onClose} aria-label={t("close")} title={t("close") + " (Esc)"}>
          ×
        </button>
      </header>
      {error !== null && <Strip error={error} />}
      {row === null && <p class="empty">{t("record.missing", { id })}</p>}
      {row && (
        <>
          <div class="tabs">
            <button aria-pressed={!raw} onClick={() => setRaw(false)}>
              {t("fields")}
            </button>
            <button aria-pressed={raw} onClick={() => setRaw(true)}>
              JSON
            </button>
          </div>
          {raw ? (
            <pre class="raw" tabIndex={0}>
              <Visible text={printJson(row, 2)} lines />
            </pre>
          ) : (
            <dl>
              {fields.map((field) => {
                const value = props.staged && field.key in props.staged ? props.staged[field.key] : row[field.key];
                const problem = props.problems?.get(field.key);
                const canEdit = props.canWrite && isEditable(field);
                const problemId = `peek-problem-${field.key}`;
                return (
                  <div key={field.key} class={"pair" + (props.staged && field.key in props.staged ? " staged" : "")}>
                    <dt title={field.key}>
                      <Visible text={titleOf(field)} />
                    </dt>
                    <dd>
                      {edited === field.key ? (
                        <Draft field={field} stage={at.stage} value={value} onDone={(next) => (props.onEdit(row, field, next), ended())} onCancel={ended} />
                      ) : (
                        <>
                          {field.kind.name === "relations" ? <List at={at} id={id} field={field} /> : <Whole value={value} field={field} names={names} at={at} />}
                          {canEdit && (
                            <button class="quiet small" onClick={() => setEdited(field.key)} aria-label={t("edit.of", { field: titleOf(field) })} aria-describedby={problem ? problemId : undefined}>
                              {t("edit")}
                            </button>
                          )}
                        </>
                      )}
                      {problem && (
                        <div class="bad small" id={problemId}>
                          {problem}
                        </div>
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
          )}
          <Referred at={at} id={id} />
        </>
      )}
    </aside>
  );
};


// The records of a relation to many: a grid filtered to them, if the other side has a field for it.
const List = ({ at, id, field }: { at: Place; id: string; field: Field }) => {
  const [count, setCount] = useState<number | null>(null);
  const target = field.kind.target ? find(field.kind.target, at.stage) : null;
  const back = target?.fields.find((one) => one.key === field.inverse && one.stored && one.kind.name === "relation" && one.kind.target === at.model);
  const filter = back && `${back.key} eq '${id.replaceAll("'", "''")}'`;
  useEffect(() => {
    if (!target || !filter) return;
    const abort = new AbortController();
    records.page({ stage: at.stage, model: target.identifier }, filter, [], 0, 0, abort.signal).then(({ count }) => setCount(count), () => undefined);
    return () => abort.abort();
  }, [id, filter]);
  if (!target || !filter) return <span class="dim">—</span>;
  return (
    <Link to={url(["records", at.stage, target.identifier], { filter })}>
      {count ?? "…"} <Visible text={titleOf(target)} /> ›
    </Link>
  );
};
