// Bars and a line, drawn as SVG. The table below them says the same.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Visible } from "../../parts/text";
import { t } from "../../words";
import { type Bars, type Line, MAX_BARS, type Point } from "./amounts";

export const shownNumber = (value: number | null) =>
  value === null ? "—" : Number.isInteger(value) ? value.toLocaleString("en-US") : value.toLocaleString("en-US", { maximumSignificantDigits: 6 });

// Round numbers for an axis, from zero where the values allow it.
const ticks = (low: number, high: number, isWhole: boolean): number[] => {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const rounded = ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power;
  // Halves of records do not exist.
  const step = isWhole ? Math.max(1, rounded) : rounded;
  const first = Math.floor(low / step) * step;
  const found: number[] = [];
  for (let index = 0; index < 12; index++) {
    found.push(Number((first + index * step).toPrecision(12)));
    if (first + index * step >= high) break;
  }
  return found;
};

const useWidth = () => {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setWidth(Math.max(280, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
};

interface FrameProps {
  title: string;
  name: (point: Point) => string;
  // The points by which the arrow keys move.
  points: Point[];
  keys: [string, string];
  children: (active: number | null, setActive: (index: number | null) => void, width: number) => ComponentChildren;
}

// The keys and the words of a plot: arrows go from value to value, which is read out.
const Frame = ({ title, name, points, keys, children }: FrameProps) => {
  const [box, width] = useWidth();
  const [active, setActive] = useState<number | null>(null);
  const point = active === null ? null : points[active];
  const move = (by: number) => {
    let index = active ?? (by > 0 ? -1 : points.length);
    do index += by;
    while (points[index] && points[index]!.value === null);
    if (points[index]) setActive(index);
  };
  return (
    <figure class="plot">
      <figcaption>
        <strong>{title}</strong>
        <span class="dim" role="status" data-plot-value>
          {point ? `${name(point)}: ${shownNumber(point.value)}` : t("plot.keys")}
        </span>
      </figcaption>
      <div
        ref={box}
        tabIndex={0}
        role="img"
        aria-label={t("plot.of", { title, count: points.length })}
        onKeyDown={(event) => {
          if (event.key === keys[0] || event.key === keys[1]) {
            event.preventDefault();
            move(event.key === keys[1] ? 1 : -1);
          }
          if (event.key === "Home") setActive(0);
          if (event.key === "End") setActive(points.length - 1);
        }}
        onBlur={() => setActive(null)}
        onPointerLeave={() => setActive(null)}
      >
        {children(active, setActive, width)}
      </div>
    </figure>
  );
};

const BAR = 26;

export const BarPlot = ({ title, bars: { bars, others }, name }: { title: string; bars: Bars; name: (key: unknown) => string }) => {
  const points = others ? [...bars, others] : bars;
  const nameOf = (point: Point) => (point === others ? t("plot.others") : name(point.key));
  return (
    <Frame title={title} points={points} keys={["ArrowUp", "ArrowDown"]} name={nameOf}>
      {(active, setActive, width) => {
        const values = points.map((point) => point.value ?? 0);
        const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
        const axis = ticks(low, high, values.every(Number.isInteger));
        const [from, to] = [Math.min(low, axis[0]!), Math.max(high, axis[axis.length - 1]!)];
        const left = Math.min(180, width * 0.34);
        const right = 72;
        const x = (value: number) => left + ((value - from) / (to - from || 1)) * (width - left - right);
        const height = points.length * BAR + 24;
        return (
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            {axis.map((tick) => (
              <g key={tick}>
                <line class="rule" x1={x(tick)} x2={x(tick)} y1={0} y2={points.length * BAR} />
                <text class="tick" x={x(tick)} y={points.length * BAR + 16} text-anchor="middle">
                  {shownNumber(tick)}
                </text>
              </g>
            ))}
            {points.map((point, index) => {
              const value = point.value ?? 0;
              const [begin, end] = [x(Math.min(0, value)), x(Math.max(0, value))];
              return (
                <g key={index} class={"bar-of" + (index === active ? " active" : "") + (point === others ? " others" : "")} onPointerEnter={() => setActive(index)} data-value={point.value ?? ""}>
                  <rect class="hit" x={0} y={index * BAR} width={width} height={BAR} />
                  <svg x={0} y={index * BAR} width={left - 8} height={BAR}>
                    <text x="100%" y={BAR / 2} text-anchor="end" dominant-baseline="central">
                      {clipped(nameOf(point), left - 12)}
                    </text>
                  </svg>
                  <rect class="bar-rect" x={begin} y={index * BAR + 4} width={Math.max(1, end - begin)} height={BAR - 8} rx={2} />
                  <text class="amount" x={Math.max(end, x(0)) + 6} y={index * BAR + BAR / 2} dominant-baseline="central">
                    {shownNumber(point.value)}
                  </text>
                </g>
              );
            })}
          </svg>
        );
      }}
    </Frame>
  );
};

// A name that fits, with what controls the direction of text left out.
const clipped = (text: string, width: number) => {
  const letters = [...text.replace(/[\p{Cc}\p{Cf}]/gu, "·")];
  let [used, count] = [0, 0];
  while (count < letters.length && used + (letters[count]! > "\u2e80" ? 13 : 7.5) < width) used += letters[count++]! > "\u2e80" ? 13 : 7.5;
  return count < letters.length ? letters.slice(0, Math.max(1, count - 1)).join("") + "…" : letters.join("");
};

const HEIGHT = 300;

export const LinePlot = ({ title, line: { points } }: { title: string; line: Line }) => (
  <Frame title={title} points={points} keys={["ArrowLeft", "ArrowRight"]} name={(point) => String(point.key)}>
    {(active, setActive, width) => {
      const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
      const axis = ticks(Math.min(0, ...values), Math.max(...values, 0), values.every(Number.isInteger));
      const [from, to] = [axis[0]!, axis[axis.length - 1]!];
      const left = 12 + 8 * Math.max(...axis.map((tick) => shownNumber(tick).length));
      const [right, top, bottom] = [24, 12, 30];
      const step = (width - left - right) / Math.max(1, points.length - 1);
      const x = (index: number) => (points.length === 1 ? (left + width - right) / 2 : left + index * step);
      const y = (value: number) => top + (1 - (value - from) / (to - from || 1)) * (HEIGHT - top - bottom);
      // A gap ends a stroke, and the next value begins another.
      let path = "";
      points.forEach((point, index) => {
        if (point.value === null) return;
        path += `${points[index - 1]?.value == null ? "M" : "L"}${x(index).toFixed(1)} ${y(point.value).toFixed(1)}`;
      });
      const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor((width - left) / 100))));
      const nearest = (event: PointerEvent) => {
        const at = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
        const index = Math.round((at - left) / (step || 1));
        setActive(points[index]?.value == null ? null : index);
      };
      return (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" onPointerMove={nearest}>
          {axis.map((tick) => (
            <g key={tick}>
              <line class="rule" x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} />
              <text class="tick" x={left - 6} y={y(tick)} text-anchor="end" dominant-baseline="central">
                {shownNumber(tick)}
              </text>
            </g>
          ))}
          {points.map(
            (point, index) =>
              index % every === 0 && (
                <text key={index} class="tick" x={x(index)} y={HEIGHT - 10} text-anchor={index === 0 ? "start" : x(index) > width - 50 ? "end" : "middle"}>
                  {String(point.key)}
                </text>
              ),
          )}
          <path class="stroke" d={path} />
          {points.map(
            (point, index) =>
              point.value !== null &&
              (points.length <= 200 || index === active) && (
                <circle key={index} class={index === active ? "dot active" : "dot"} cx={x(index)} cy={y(point.value)} r={index === active ? 5 : 3} data-value={point.value} data-key={String(point.key)} />
              ),
          )}
        </svg>
      );
    }}
  </Frame>
);

// The same numbers as text.
export const PlotTable = ({ title, points, others, name, head }: { title: string; points: Point[]; others: Point | null; name: (key: unknown) => string; head: [string, string] }) => {
  const shown = points.filter((point) => point.value !== null || point.count > 0);
  return (
    <details class="plot-table" open={shown.length <= MAX_BARS}>
      <summary>{t("plot.table")}</summary>
      <table>
        <caption class="hidden">{title}</caption>
        <thead>
          <tr>
            <th>
              <Visible text={head[0]} />
            </th>
            <th class="right">{head[1]}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((point, index) => (
            <tr key={index}>
              <td>
                <Visible text={name(point.key)} />
              </td>
              <td class="right">{shownNumber(point.value)}</td>
            </tr>
          ))}
          {others && (
            <tr>
              <td>{t("plot.others")}</td>
              <td class="right">{shownNumber(others.value)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </details>
  );
};
