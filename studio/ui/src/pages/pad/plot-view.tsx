// A plot of groups, and the choices that it has.
import type { Groups, Period } from "../../reading";
import { visibly } from "../../visible";
import { number, t, type Word } from "../../words";
import { barsOf, type How, lineOf } from "./amounts";
import { BarPlot, LinePlot, PlotTable } from "./plot";

export const VIEWS = ["table", "bars", "line"] as const;
export type View = (typeof VIEWS)[number];

interface Props {
  view: "bars" | "line";
  groups: Groups;
  how: How;
  period: Period;
  // Of what is grouped and what is added up.
  names: [string, string];
  name: (key: unknown) => string;
  note: string | null;
}

export const PlotView = ({ view, groups, how, period, names: [by, of], name, note }: Props) => {
  const measured = how === "count" ? t("plot.how.count") : how === "value" ? of : t(("plot.title." + how) as Word, { of });
  const title = view === "line" ? t("plot.title.line", { measured, by, period: t(("plot.period." + period) as Word) }) : t("plot.title.bars", { measured, by });
  const notes: string[] = note ? [note] : [];
  if (view === "bars") {
    const bars = barsOf(groups, how);
    if (bars.otherGroups > 0) notes.push(t(bars.others ? "plot.others.note" : "plot.others.left", { count: number(bars.otherGroups) }));
    return (
      <div class="plot-view">
        {bars.bars.length === 0 ? <p class="empty">{t("pad.none")}</p> : <BarPlot title={title} bars={bars} name={name} />}
        <Notes notes={notes} />
        <PlotTable title={title} points={bars.bars} others={bars.others} name={name} head={[by, measured]} />
      </div>
    );
  }
  const line = lineOf(groups, how, period);
  const gaps = line.points.filter((point) => point.value === null).length;
  if (gaps > 0) notes.push(t("plot.gaps", { count: number(gaps) }));
  if (line.withoutTime.count > 0) notes.push(t("plot.without.time", { count: number(line.withoutTime.count) }));
  if (line.isCut) notes.push(t("plot.line.cut"));
  if (groups.totalGroups > groups.groups.length) notes.push(t("plot.latest", { count: number(groups.groups.length) }));
  return (
    <div class="plot-view">
      {line.points.length === 0 ? <p class="empty">{t("plot.no.time")}</p> : <LinePlot title={title} line={line} />}
      <Notes notes={notes} />
      <PlotTable title={title} points={line.points} others={null} name={name} head={[by, measured]} />
    </div>
  );
};

const Notes = ({ notes }: { notes: string[] }) => (
  <>
    {notes.map((note) => (
      <p key={note} class="dim small">
        {note}
      </p>
    ))}
  </>
);

PlotView.Tabs = ({ view, onView, lineOff }: { view: View; onView: (view: View) => void; lineOff: string | null }) => (
  <span class="stages buttons" role="group" aria-label={t("pad.view")}>
    {VIEWS.map((one) => (
      <button key={one} aria-pressed={view === one} disabled={one === "line" && lineOff !== null && view !== "line"} title={one === "line" ? (lineOff ?? undefined) : undefined} onClick={() => onView(one)}>
        {t(("plot.view." + one) as Word)}
      </button>
    ))}
  </span>
);

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

PlotView.Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <label class="small pick">
    <span class="dim">{label}</span>
    <select value={value} onInput={(event) => onChange(event.currentTarget.value)}>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {visibly(text)}
        </option>
      ))}
    </select>
  </label>
);

PlotView.Hows = ({ how, hows, onHow }: { how: How; hows: How[]; onHow: (how: How) => void }) => (
  <PlotView.Choice label={t("plot.how")} value={how} options={hows.map((how) => [how, t(("plot.how." + how) as Word)])} onChange={(how) => onHow(how as How)} />
);

PlotView.Periods = ({ period, onPeriod }: { period: Period; onPeriod: (period: Period) => void }) => (
  <PlotView.Choice label={t("plot.period")} value={period} options={(["day", "week", "month"] as const).map((one) => [one, t(("plot.period." + one) as Word)])} onChange={(one) => onPeriod(one as Period)} />
);
