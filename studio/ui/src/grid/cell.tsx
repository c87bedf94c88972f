import type { ComponentChildren } from "preact";
import type { Field } from "../models";
import { Link } from "../parts/link";
import { Visible } from "../parts/text";
import { idOf, isCut, text } from "../records";
import { current, type Stage, url, withQuery } from "../route";
import { number, t } from "../words";
import type { Names } from "./names";

const bytes = (count: number) =>
  count < 1024 ? `${count} B` : count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} kB` : `${(count / 1024 / 1024).toFixed(1)} MB`;

// A text that fits a cell: the rest is in the panel.
const start = (text: string) => (text.length > 300 ? text.slice(0, 300) + "…" : text);

// A value in one line.
export const Cell = ({ value, field, names, stage }: { value: unknown; field: Field; names: Names; stage: Stage }): ComponentChildren => {
  if (value === null || value === undefined) return <span class="dim">—</span>;
  if (value === "") return <span class="dim">""</span>;
  const { kind } = field;
  if (isCut(value)) {
    return (
      <>
        <Visible text={start(value.$cut)} /> <span class="badge dim">{bytes(value.bytes)}</span>
      </>
    );
  }
  if (kind.name === "relation") return <Related value={value} field={field} names={names} stage={stage} />;
  if (kind.name === "choice" && kind.options && kind.options.length > 0) {
    const option = kind.options.find((option) => option.key === value);
    if (!option) return <span class="warn" title={t("option.unknown")}>⚠ <Visible text={String(value)} /></span>;
  }
  return <Visible text={start(text(value, kind))} />;
};

const Related = ({ value, field, names, stage }: { value: unknown; field: Field; names: Names; stage: Stage }) => {
  const id = idOf(value);
  const target = field.kind.target;
  if (id === null || !target) return <Visible text={text(value, field.kind)} />;
  const name = names.of(target, id);
  return (
    <Link
      class={name === null ? "related missing" : "related"}
      to={inPlace() ? withQuery(current(), { open: `${target}/${id}` }) : url(["records", stage, target], { row: id })}
      title={name === null ? t("relation.missing", { id }) : `${target} ${id}`}
      tabIndex={-1}
    >
      {name === null && "⚠ "}
      <Visible text={name || id} /> ›
    </Link>
  );
};

// Beside a grid of records another one opens in the panel; elsewhere in its own grid.
const inPlace = () => {
  const { parts } = current();
  return parts[0] === "records" && parts.length === 3;
};

export const Count = ({ of }: { of: number | null }) => <>{of === null ? "…" : number(of)}</>;
