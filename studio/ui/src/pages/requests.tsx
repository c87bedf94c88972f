// The live log of requests: what was asked, what became of it, as code, and again.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { call } from "../api";
import { Ask } from "../parts/dialog";
import { Link } from "../parts/link";
import { Strip } from "../parts/strip";
import { Visible } from "../parts/text";
import { current, go, type Route, type Stage, url, withQuery } from "../route";
import { shared } from "../shared";
import { number as digits, t, type Word } from "../words";
import { Why } from "./records/why";
import { PlanView } from "./requests/plan";

interface Logged {
  number: number;
  time: number;
  request_id: string;
  method: string;
  target: string;
  call: string;
  status: number;
  code: string | null;
  applied: boolean;
  sent: "whole" | "half" | "nothing";
  micros: number;
  note: string | null;
  faults: string[];
  switch: string | null;
}

const KEPT = 5000;
const EVERY = 500;

const log = shared<Logged[]>([]);
const lost = shared(0);
const failure = shared<unknown>(null);
let next = 0;

const readOnce = async () => {
  try {
    const fresh = await call<Logged[]>("log", { since: next });
    failure.set(null);
    if (fresh.length === 0) return;
    // The emulator keeps a thousand: faster ones were dropped before they were seen.
    lost.set(lost.get() + fresh[0]!.number - next);
    next = fresh[fresh.length - 1]!.number + 1;
    log.set([...log.get(), ...fresh].slice(-KEPT));
  } catch (error) {
    failure.set(error);
  }
};

let isReading = false;
let isAsked = false;

// One call at a time: two at once would be answered by the same requests. What is asked meanwhile is read after it.
const read = async () => {
  isAsked = true;
  if (isReading) return;
  isReading = true;
  try {
    while (isAsked) {
      isAsked = false;
      await readOnce();
    }
  } finally {
    isReading = false;
  }
};

// What became of a request, which the status does not say: errors come under 200, too.
type Outcome = "done" | "odd" | "refused" | "nothing";

const outcome = (one: Logged): Outcome => {
  if (one.status === 499 && !one.applied) return "nothing";
  if (one.applied && (one.code !== null || one.sent !== "whole")) return "odd";
  if (one.code !== null || one.status >= 400) return "refused";
  return one.sent !== "whole" || one.note || one.faults.length > 0 ? "odd" : "done";
};

const SIGNS: Record<Outcome, string> = { done: "✓", odd: "!", refused: "✕", nothing: "–" };
const COLORS: Record<Outcome, string> = { done: "done", odd: "warn", refused: "bad", nothing: "dim" };

const sentence = (one: Logged): string => {
  if (one.applied && one.sent !== "whole") return t("request.carriedOut");
  if (one.sent === "nothing") return t("request.noAnswer");
  if (one.sent === "half") return t("request.half");
  return t(("request." + outcome(one)) as Word);
};

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
};

const clock = (time: number) => new Date(time).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" }) + "." + String(time % 1000).padStart(3, "0");

// The model and stage of a call on records by OData.
const placeOf = (target: string) => /^\/weda\/odata\/v1\/(?:batch\/)?(pre|prod)\/([^/?(]+)(?:\('?([^')]+)'?\))?/.exec(target);

// Words of the filter: `call:create model:student status:4xx code:X odd`, the rest in the target; `-` negates.
export const matches = (one: Logged, filter: string): boolean =>
  filter
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => {
      const not = word.startsWith("-") && word.length > 1;
      return matchesWord(one, not ? word.slice(1) : word) !== not;
    });

const matchesWord = (one: Logged, word: string): boolean => {
  const [, name, value = ""] = /^(call|model|stage|status|code|method|id):(.*)$/.exec(word) ?? [];
  const place = placeOf(one.target);
  switch (name) {
    case "call":
      return one.call === value;
    case "model":
      return place?.[2] === value;
    case "stage":
      return place?.[1] === value;
    case "status":
      return value.endsWith("xx") ? String(one.status)[0] === value[0] : String(one.status) === value;
    case "code":
      return one.code === value;
    case "method":
      return one.method === value.toUpperCase();
    case "id":
      return one.request_id === value;
  }
  if (word === "errors") return outcome(one) === "refused";
  if (word === "odd") return outcome(one) === "odd";
  if (word === "fault") return one.faults.length > 0;
  const slow = /^slow>(\d+)ms$/.exec(word);
  if (slow) return one.micros > Number(slow[1]) * 1000;
  return decoded(one.target).includes(word) || one.target.includes(word) || (one.note ?? "").includes(word);
};

export const RequestsPage = ({ route }: { route: Route }) => {
  const all = log.use();
  const dropped = lost.use();
  const error = failure.use();
  const [paused, setPaused] = useState<number | null>(null);
  const filter = route.query.get("q") ?? "";
  const [draft, setDraft] = useState(filter);
  const chosen = route.parts[1] ? Number(route.parts[1]) : null;
  useEffect(() => {
    void read();
    const timer = setInterval(() => document.visibilityState === "visible" && void read(), EVERY);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => setDraft(filter), [filter]);
  useEffect(() => {
    document.title = `${t("page.requests")} · weda studio`;
  });

  const seen = paused === null ? all : all.filter((one) => one.number < paused);
  const shown = seen.filter((one) => matches(one, filter)).reverse();
  const drawn = shown.slice(0, 500);
  const open = (number: number | null) => go(url(number === null ? ["requests"] : ["requests", String(number)], { q: filter }));
  const fresh = paused === null ? 0 : all.length - seen.length;

  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
      const at = shown.findIndex((one) => one.number === chosen);
      const keys: Record<string, () => void> = {
        j: () => shown[at + 1] && open(shown[at + 1]!.number),
        k: () => at > 0 && open(shown[at - 1]!.number),
        l: () => setPaused(paused === null ? next : null),
        "/": () => document.getElementById("request-filter")?.focus(),
        f: () => at >= 0 && go(like(shown[at]!)),
        Escape: () => open(null),
      };
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const one = all.find((one) => one.number === chosen);
  return (
    <div class={"records" + (chosen !== null ? " with-panel" : "")}>
      <div class="tools">
        <h1>{t("page.requests")}</h1>
        <button aria-pressed={paused === null} onClick={() => setPaused(paused === null ? next : null)}>
          {paused === null ? "● " + t("live") : "❚❚ " + t("paused", { count: fresh })} <kbd>L</kbd>
        </button>
        <form
          class="space"
          onSubmit={(event) => {
            event.preventDefault();
            go(url(route.parts, { q: draft.trim() }));
          }}
        >
          <label class="hidden" for="request-filter">
            {t("filter")}
          </label>
          <input id="request-filter" class="mono wide" value={draft} onInput={(event) => setDraft(event.currentTarget.value)} placeholder="call:create status:4xx model:student errors slow>50ms" spellcheck={false} autocomplete="off" />
        </form>
      </div>
      {error !== null && <Strip error={error} again={read} />}
      {dropped > 0 && <p class="dim small pad">{t("requests.lost", { count: digits(dropped) })}</p>}
      <div class="split">
        <div class="left scrolls">
          {all.length === 0 && <p class="empty pad">{t("requests.none")}</p>}
          {all.length > 0 && shown.length === 0 && <p class="empty pad">{t("requests.no.match")}</p>}
          {shown.length > 0 && (
            <table class="log">
              <caption class="hidden">{t("page.requests")}</caption>
              <thead>
                <tr>
                  <th class="right">#</th>
                  <th>{t("request.time")}</th>
                  <th class="right">ms</th>
                  <th>{t("request.call")}</th>
                  <th>{t("request.target")}</th>
                  <th>{t("request.outcome")}</th>
                </tr>
              </thead>
              <tbody>
                {drawn.map((one) => (
                  <tr key={one.number} class={one.number === chosen ? "chosen" : ""} onClick={() => open(one.number)}>
                    <td class="right">
                      <Link to={url(["requests", String(one.number)], { q: filter })}>{one.number}</Link>
                    </td>
                    <td class="mono">{clock(one.time)}</td>
                    <td class="right">{(one.micros / 1000).toFixed(1)}</td>
                    <td class="mono">
                      <Visible text={one.method} /> {one.call}
                    </td>
                    <td class="mono target">
                      <Visible text={decoded(one.target).slice(0, 200)} />
                    </td>
                    <td class={COLORS[outcome(one)]}>
                      {SIGNS[outcome(one)]} <Struck by={one.faults} /> {one.status} {sentence(one)} {one.code && <code><Visible text={one.code} /></code>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {shown.length > drawn.length && <p class="dim small pad">{t("requests.more", { count: digits(shown.length - drawn.length) })}</p>}
        </div>
        {chosen !== null && (one ? <Detail key={one.number} one={one} onClose={() => open(null)} /> : <aside class="panel"><p class="empty">{t("requests.gone")}</p></aside>)}
      </div>
    </div>
  );
};

interface Detail {
  bodies: { sent: string; isCut: boolean; answer: string } | null;
  code: Record<"curl" | "rust" | "javascript", string> | null;
}

type Tab = "summary" | "sql" | "why";

const LANGUAGES = [
  ["curl", "curl", "u"],
  ["rust", "Rust", "r"],
  ["javascript", "JavaScript", "j"],
] as const;

const pretty = (text: string) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const Detail = ({ one, onClose }: { one: Logged; onClose: () => void }) => {
  const [detail, setDetail] = useState<Detail | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [again, setAgain] = useState<{ status: number; body: unknown } | null>(null);
  const [asks, setAsks] = useState(false);
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    call<Detail>("logged", { number: one.number }).then(setDetail, setError);
  }, []);
  const replay = async () => {
    setAsks(false);
    setError(null);
    try {
      setAgain(await call("replay", { number: one.number }));
      void read();
    } catch (error) {
      setError(error);
    }
  };
  const copy = async (name: string, text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(name);
    setTimeout(() => setCopied(null), 2000);
  };
  const place = placeOf(one.target);
  const [path, query] = one.target.split("?");
  const isList = place !== null && !place[3] && one.method === "GET";
  const filter = isList ? new URLSearchParams(query).get("$filter") : null;
  // A list of nothing, by the answer that it got.
  const isEmpty = filter !== null && /"value":\s*\[\]\s*}\s*$/.test(detail?.bodies?.answer ?? "");
  const tabs: Tab[] = ["summary", ...(["list", "batch list", "model list"].includes(one.call) ? (["sql"] as const) : []), ...(isEmpty ? (["why"] as const) : [])];
  const asked = new URLSearchParams(location.search).get("tab");
  const [chosen, setChosen] = useState<Tab | null>(asked === "sql" || asked === "why" ? asked : null);
  const tab = tabs.find((tab) => tab === chosen) ?? "summary";
  const choose = (tab: Tab) => {
    setChosen(tab);
    go(withQuery(current(), { tab: tab === "summary" ? null : tab }), true);
  };
  return (
    <aside class="panel wide" aria-label={t("request")}>
      <header>
        <h2>
          {one.number} <code><Visible text={one.method} /></code> {one.call}
        </h2>
        <button class="quiet" onClick={onClose} aria-label={t("close")}>
          ×
        </button>
      </header>
      <p class={COLORS[outcome(one)]}>
        {SIGNS[outcome(one)]} {one.status} {sentence(one)} {one.code && <code><Visible text={one.code} /></code>}
      </p>
      {one.faults.length > 0 && (
        <p class="warn">
          {t("request.struck")} <Struck by={one.faults} />
        </p>
      )}
      {one.switch && (
        <p>
          {t("request.switch")} <Link to={url(["profile"], { find: one.switch })}><code>{one.switch}</code> ›</Link>
        </p>
      )}
      {one.note && (
        <p>
          <Visible text={one.note} lines />
        </p>
      )}
      {error !== null && <Strip error={error} />}
      {tabs.length > 1 && (
        <div class="tabs" role="group" aria-label={t("views")}>
          {tabs.map((one) => (
            <button key={one} aria-pressed={one === tab} onClick={() => choose(one)}>
              {t(("request.tab." + one) as Word)}
            </button>
          ))}
        </div>
      )}
      {tab === "sql" && <PlanView of={one.number} />}
      {tab === "why" && <Why at={{ stage: place![1] as Stage, model: decoded(place![2]!) }} filter={filter!} />}
      {tab === "summary" && (
        <>
          <p class="mono small">
            <Visible text={decoded(path!)} />
          </p>
          {query && (
            <dl>
              {query.split("&").map((pair) => {
                const at = pair.indexOf("=");
                return (
                  <div class="pair" key={pair}>
                    <dt class="mono">
                      <Visible text={decoded(at < 0 ? pair : pair.slice(0, at))} />
                    </dt>
                    <dd class="mono">
                      <Visible text={at < 0 ? "" : decoded(pair.slice(at + 1))} />
                    </dd>
                  </div>
                );
              })}
            </dl>
          )}
          <p class="dim small">
            {t("request.id")} <code><Visible text={one.request_id} /></code> · {digits(one.micros)} µs
          </p>
          <p class="actions start">
            {place && (
              <Link to={url(["records", place[1]!, decoded(place[2]!)], { filter: new URLSearchParams(query).get("$filter"), row: place[3] ? decoded(place[3]) : null })}>
                {t("request.open")} ›
              </Link>
            )}
            <Link to={like(one)}>
              {t("request.like")} <kbd>F</kbd>
            </Link>
            {detail?.code && <button onClick={() => (one.method === "GET" ? void replay() : setAsks(true))}>{t("replay")}</button>}
          </p>
          {asks && (
            <Ask title={t("replay.ask")} onYes={() => void replay()} onNo={() => setAsks(false)}>
              <p class="mono small">
                <Visible text={one.method + " " + decoded(one.target)} />
              </p>
            </Ask>
          )}
          {again && <Body title={t("replay.answer", { status: again.status })} text={JSON.stringify(again.body, null, 2)} />}
          {detail?.code && (
            <>
              <h2>{t("request.code")}</h2>
              {LANGUAGES.map(([name, title]) => (
                <div class="code" key={name}>
                  <button class="copy" onClick={() => copy(name, detail.code![name])} aria-label={t("copy.as", { language: title })}>
                    {copied === name ? t("copied") : t("copy")}
                  </button>
                  <pre tabIndex={0} aria-label={title} data-code={name}>
                    <Visible text={detail.code![name]} lines />
                  </pre>
                </div>
              ))}
            </>
          )}
          {detail?.bodies?.sent && <Body title={t("request.sent") + (detail.bodies.isCut ? " · " + t("request.cut") : "")} text={pretty(detail.bodies.sent)} />}
          {detail?.bodies && <Body title={t("request.answer")} text={pretty(detail.bodies.answer)} />}
          {detail && !detail.bodies && <p class="dim">{t("request.notKept")}</p>}
        </>
      )}
    </aside>
  );
};

// The form for a fault of calls such as this one.
const like = (one: Logged) => url(["faults"], { method: one.method, path: one.target.split("?")[0] });

const Struck = ({ by }: { by: string[] }) => (
  <>
    {by.map((name, at) => (
      <span class="struck" key={at}>
        ⚡ <code>{name}</code>
      </span>
    ))}
  </>
);

const Body = ({ title, text }: { title: string; text: string }) => (
  <>
    <h2>{title}</h2>
    <pre class="raw boxed" tabIndex={0} aria-label={title}>
      <Visible text={text} lines />
    </pre>
  </>
);
