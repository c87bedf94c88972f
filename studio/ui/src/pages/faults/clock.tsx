// The clock, which only advances.
import { useEffect, useState } from "preact/hooks";
import { change, readAt, type State } from "../../machine";
import { Strip } from "../../parts/strip";
import { t, type Word } from "../../words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Shanghai has had no summer time since 1991.
const SHANGHAI = 8 * HOUR;

const STEPS: [Word, number][] = [
  ["clock.minute", MINUTE],
  ["clock.hour", HOUR],
  ["clock.days", 5 * DAY],
];

const FORMAT = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });

// `+5 d 2 h`, of the two largest units.
export const span = (millis: number): string => {
  const units: [number, Word][] = [
    [DAY, "unit.day"],
    [HOUR, "unit.hour"],
    [MINUTE, "unit.minute"],
    [1000, "unit.second"],
    [1, "unit.millis"],
  ];
  let rest = Math.abs(millis);
  const parts: string[] = [];
  for (const [unit, word] of units) {
    const count = Math.floor(rest / unit);
    if (count === 0 || parts.length === 2) continue;
    rest -= count * unit;
    parts.push(t(word, { count }));
  }
  return parts.join(" ") || t("unit.second", { count: 0 });
};

export const Clock = ({ state }: { state: State }) => {
  const [, draw] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const { now, offset } = state.clock;
  useEffect(() => {
    if (offset === null) return;
    const timer = setInterval(() => draw((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [offset === null]);
  const time = offset === null ? now : now + (Date.now() - readAt);
  const advance = async (millis: number) => {
    setError(null);
    try {
      await change("advance", { millis: Math.max(0, Math.ceil(millis)) });
    } catch (error) {
      setError(error);
    }
  };
  const end = state.tokens.firstEnd;
  const tomorrow = (Math.floor((time + SHANGHAI) / DAY) + 1) * DAY - SHANGHAI;
  return (
    <section aria-labelledby="clock">
      <h2 id="clock">{t("clock")}</h2>
      {error !== null && <Strip error={error} />}
      <p class="reading">
        <time dateTime={new Date(time).toISOString()}>{FORMAT.format(time)}</time>
      </p>
      <p class="dim small">{t("clock.zone")}</p>
      <p class={"small " + (offset ? "warn" : "dim")} data-offset={offset ?? "none"}>
        {offset === null ? t("clock.stopped") : offset === 0 ? t("clock.real") : t("clock.ahead", { span: span(offset) })}
      </p>
      <p class="actions start">
        {STEPS.map(([word, millis]) => (
          <button key={word} onClick={() => void advance(millis)}>
            {t(word)}
          </button>
        ))}
        <button disabled={end === null} onClick={() => end !== null && void advance(end - time)}>
          {t("clock.token")}
        </button>
        <button onClick={() => void advance(tomorrow - time)}>{t("clock.tomorrow")}</button>
      </p>
      <p class="dim small">{t("clock.never")}</p>
    </section>
  );
};
