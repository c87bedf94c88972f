// Moments in China: what is shown and typed has its time zone.
import { t } from "./words";

const SHANGHAI = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

// The parts of a moment in China, by the history of its time zone.
export const inChina = (moment: number) => {
  const parts = Object.fromEntries(SHANGHAI.formatToParts(moment).map((part) => [part.type, part.value]));
  const date = `${parts.year!.padStart(4, "0")}-${parts.month}-${parts.day}`;
  return { date, time: `${parts.hour}:${parts.minute}:${parts.second}.${parts.fractionalSecond}` };
};

const DAY = 86_400_000;

// True for a day of the calendar: browsers take the 30th of February for the 2nd of March.
const isDay = (date: string) => {
  const parsed = Date.parse(date + "T00:00:00Z");
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(date);
};

export const timeOfDay = (input: string) => {
  const found = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(input);
  if (!found) {
    // Milliseconds. A few digits are an hour that somebody has not finished.
    if (/^\d{3,8}$/.test(input) && Number(input) < DAY) return Number(input);
    throw t("bad.time");
  }
  const [, hours, minutes, seconds = "0", fraction = "0"] = found;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw t("bad.time");
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(fraction.padEnd(3, "0"));
};

// A moment in China: `2025-09-01`, with a time, `now`, `-3d`, or milliseconds.
export const moment = (input: string, day: boolean): number => {
  const midnight = (date: string) => fromChina(date, 0);
  const now = Date.now();
  if (input === "now") return day ? midnight(inChina(now).date) : now;
  const days = /^([+-]\d+)d$/.exec(input);
  if (days) {
    const then = now + Number(days[1]) * DAY;
    return day ? midnight(inChina(then).date) : then;
  }
  if (/^-?\d{9,}$/.test(input)) return Number(input);
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\S+))?$/.exec(input);
  if (!found || !isDay(found[1]!)) throw t(day ? "bad.date" : "bad.datetime");
  if (found[2] && !found[2].includes(":")) throw t("bad.datetime");
  return fromChina(found[1]!, found[2] ? timeOfDay(found[2]) : 0);
};

// The offset of China was not always eight hours: what the zone says decides.
const fromChina = (date: string, time: number) => {
  const wanted = Date.parse(date + "T00:00:00Z") + time;
  const shown = (moment: number) => {
    const { date, time } = inChina(moment);
    return Date.parse(`${date}T${time}Z`);
  };
  const guess = wanted - 8 * 3_600_000;
  const moment = guess - (shown(guess) - wanted);
  // A time that summer time left out is the one an hour later, as the command takes it.
  return shown(moment) === wanted ? moment : guess;
};

