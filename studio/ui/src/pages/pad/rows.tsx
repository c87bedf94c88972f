// The rows of a statement: windowed, so that ten thousand of them stay fluid.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { windowAt } from "../../grid/window";
import type { Kind } from "../../models";
import { Visible } from "../../parts/text";
import { isCut, text } from "../../records";
import { t } from "../../words";
import { cellText, type Cells } from "./export";
import { numeric } from "./amounts";

const ROW = 28;

// A text that fits a cell: the rest is in the title.
const start = (text: string) => (text.length > 200 ? text.slice(0, 200) + "…" : text);

// The width of a text in pixels, roughly: letters of Chinese take twice as much.
const widthOf = (text: string) => [...text.slice(0, 40)].reduce((width, letter) => width + (letter > "\u2e80" ? 14 : 7.5), 24);

const Value = ({ value, kind }: { value: unknown; kind: Kind | null | undefined }) => {
  if (value === null) return <span class="dim">—</span>;
  if (value === "") return <span class="dim">""</span>;
  if (kind && !isCut(value)) return <Visible text={start(text(kind.name === "boolean" ? value === 1 : value, kind))} />;
  return <Visible text={start(isCut(value) ? value.$cut : cellText(value))} />;
};

// Of a column that is a field, values are shown as in the grid: `kinds` says how, and the title has the value itself.
export const Rows = ({ columns, rows, label, kinds }: Cells & { label: string; kinds?: (Kind | null)[] }) => {
  const box = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState(0);
  const [view, setView] = useState(400);
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setView(element.clientHeight - ROW);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    box.current!.scrollTop = 0;
    setScroll(0);
  }, [rows]);
  const widths = useMemo(
    () => columns.map((column, index) => Math.min(360, Math.max(72, widthOf(column), ...rows.slice(0, 100).map((row) => widthOf(kinds?.[index] ? text(row[index], kinds[index]) : cellText(row[index])))))),
    [columns, rows],
  );
  const isNumber = useMemo(() => columns.map((_, index) => (kinds?.[index] ? kinds[index].name === "number" : rows.slice(0, 100).some((row) => numeric(row[index]) !== null))), [columns, rows]);
  const total = widths.reduce((sum, width) => sum + width, 56);
  const { first, last, top, height } = windowAt(scroll, view, ROW, rows.length);
  const drawn = rows.slice(first, last + 1);
  return (
    <div ref={box} class="rows" role="table" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length} tabIndex={0} onScroll={() => setScroll(box.current!.scrollTop)}>
      <div class="head" role="row" aria-rowindex={1} style={{ width: `${total}px` }}>
        <span class="cell number" role="columnheader" style={{ width: "56px" }}>
          <span class="hidden">{t("pad.row")}</span>
        </span>
        {columns.map((column, index) => (
          <span key={index} class={"cell" + (isNumber[index] ? " right" : "")} role="columnheader" title={column} style={{ width: `${widths[index]}px` }}>
            <Visible text={column} />
          </span>
        ))}
      </div>
      <div class="body" role="rowgroup" style={{ height: `${height}px`, width: `${total}px` }}>
        {drawn.map((row, index) => (
          <div key={first + index} class="row" role="row" aria-rowindex={first + index + 2} style={{ transform: `translateY(${top + index * ROW}px)` }}>
            <span class="cell number dim" role="cell" style={{ width: "56px" }}>
              {first + index + 1}
            </span>
            {row.map((value, column) => (
              <span key={column} class={"cell" + (isNumber[column] ? " right" : "")} role="cell" title={cellText(value).slice(0, 2000)} style={{ width: `${widths[column]}px` }}>
                <Value value={value} kind={kinds?.[column]} />
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
};
