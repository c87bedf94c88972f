import { useState } from "preact/hooks";
import { Cell } from "../../grid/cell";
import type { Names } from "../../grid/names";
import { printJson } from "../../json";
import type { Field } from "../../models";
import { Visible } from "../../parts/text";
import type { Place } from "../../records";
import { number, t } from "../../words";

// A value in full; a long one opens in place.
export const Whole = ({ value, field, names, at }: { value: unknown; field: Field; names: Names; at: Place }) => {
  const [open, setOpen] = useState(false);
  const isNested = typeof value === "object" && value !== null && !["relation"].includes(field.kind.name) && !("$n" in value);
  const text = isNested ? printJson(value, 2) : typeof value === "string" ? value : "";
  if (isNested) {
    return (
      <pre class="raw" tabIndex={0}>
        <Visible text={open ? text : text.slice(0, 2000)} lines />
        {text.length > 2000 && !open && <button onClick={() => setOpen(true)}>{t("show.all", { size: number(text.length) })}</button>}
      </pre>
    );
  }
  if (text.length > 300 || text.includes("\n")) {
    return (
      <div class="long">
        <Visible text={open ? text : text.slice(0, 2000)} lines />
        {text.length > 2000 && !open && <button onClick={() => setOpen(true)}>{t("show.all", { size: number(text.length) })}</button>}
      </div>
    );
  }
  return <Cell value={value} field={field} names={names} stage={at.stage} />;
};

