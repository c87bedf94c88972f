// The profile: every switch with its documentation, changed while the emulator runs.
import { useEffect, useMemo, useState } from "preact/hooks";
import { call, Refused } from "../api";
import { change, machineFailure, readMachine, useMachine, type Value } from "../machine";
import { Ask } from "../parts/dialog";
import { Copy } from "../parts/copy";
import { type Doc, Prose } from "../parts/prose";
import { Strip } from "../parts/strip";
import { Visible } from "../parts/text";
import { go, type Route, url, withQuery } from "../route";
import { number, t, type Word } from "../words";
import { type Switch, SwitchRow } from "./profile/switch";

const PRESETS = ["documented", "lenient", "strict"] as const;
type Preset = (typeof PRESETS)[number];
type Profile = Record<string, Record<string, Value>>;

interface Documented {
  groups: { name: string; doc: Doc; switches: Switch[] }[];
  presets: Record<Preset, Profile>;
}

const valueOf = (profile: Profile, path: string): Value => {
  const [group, name] = path.split(".");
  return profile[group!]![name!]!;
};

const isSame = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);

// A switch is found by its path, its documentation in either language, its values and its evidence.
const finds = (one: Switch, words: string[]) => {
  const text = [one.path, one.doc.en, one.doc.zh, ...one.values.map((value) => value.name), ...one.evidence.flatMap((row) => [row.behaviour, row.evidence])].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
};

export const ProfilePage = ({ route }: { route: Route }) => {
  const state = useMachine(true, 2000);
  const failure = machineFailure.use();
  const [known, setKnown] = useState<Documented | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [asks, setAsks] = useState<Preset | null>(null);
  const asked = route.query.get("compare") as Preset;
  const compare = PRESETS.includes(asked) ? asked : "documented";
  const find = route.query.get("find") ?? "";
  useEffect(() => void call<Documented>("switches").then(setKnown, setError), []);
  useEffect(() => {
    document.title = `${t("page.profile")} · weda studio`;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
      event.preventDefault();
      document.getElementById("switch-filter")?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  const base = known?.presets[compare];
  const all = known?.groups.flatMap((group) => group.switches) ?? [];
  const changed = state && base ? all.filter((one) => !isSame(valueOf(state.profile, one.path), valueOf(base, one.path))) : [];
  const isThere = state !== null && known !== null;
  // Changed ones come first, as they were when the page was opened: a row does not jump away from the hand that changes it.
  const first = useMemo(() => new Set(changed.map((one) => one.path)), [isThere, compare, find]);

  const send = async (body: unknown, path?: string) => {
    setError(null);
    try {
      await change("set-profile", body);
      setProblems({});
    } catch (error) {
      const at = error instanceof Refused ? error.fields[0] : undefined;
      if (at) setProblems({ [path ?? at.field]: at.message });
      else setError(error);
    }
  };
  if (!state || !known || !base) {
    return (
      <>
        <h1>{t("page.profile")}</h1>
        {(error ?? failure) !== null && <Strip error={error ?? failure} again={readMachine} />}
      </>
    );
  }
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (switches: Switch[]) => switches.filter((one) => finds(one, words));
  const row = (one: Switch) => (
    <SwitchRow
      key={one.path}
      of={one}
      value={valueOf(state.profile, one.path)}
      usual={valueOf(base, one.path)}
      isChanged={changed.includes(one)}
      isWaiting={state.waiting.includes(one.path)}
      preset={compare}
      problem={problems[one.path]}
      onChange={(value) => void send({ switches: { [one.path]: value } }, one.path)}
    />
  );
  const top = shown(all.filter((one) => first.has(one.path)));
  const groups = known.groups.map((group) => ({ ...group, switches: shown(group.switches.filter((one) => !first.has(one.path))) })).filter((group) => group.switches.length > 0);
  return (
    <>
      <header class="profile-tools">
        <h1>{t("page.profile")}</h1>
        <span class={changed.length > 0 ? "warn" : "dim"} data-changed={changed.length} role="status">
          {t("profile.changed.count", { count: changed.length })}
        </span>
        <label>
          {t("profile.compare")}{" "}
          <select value={compare} onChange={(event) => go(withQuery(route, { compare: event.currentTarget.value === "documented" ? null : event.currentTarget.value }))}>
            {PRESETS.map((preset) => (
              <option key={preset} value={preset}>
                {preset}
              </option>
            ))}
          </select>
        </label>
        <button disabled={changed.length === 0} onClick={() => setAsks(compare)}>
          {t("profile.set", { preset: compare })}
        </button>
        <Copy text={async () => (await call<{ toml: string }>("toml")).toml} label={t("profile.copy")} />
        <form role="search" onSubmit={(event) => event.preventDefault()}>
          <label class="hidden" for="switch-filter">
            {t("profile.find")}
          </label>
          <input id="switch-filter" type="search" value={find} onInput={(event) => go(url(["profile"], { ...Object.fromEntries(route.query), find: event.currentTarget.value }), true)} placeholder={t("profile.find")} autocomplete="off" spellcheck={false} />
        </form>
      </header>
      <p class="dim small">{t("profile.means")}</p>
      {(error ?? failure) !== null && <Strip error={error ?? failure} again={readMachine} />}
      {top.length > 0 && (
        <section aria-labelledby="group-changed" class="switches">
          <h2 id="group-changed">{t("profile.changed")}</h2>
          {top.map(row)}
        </section>
      )}
      {groups.map((group) => (
        <section key={group.name} aria-labelledby={"group-" + group.name} class="switches">
          <h2 id={"group-" + group.name}>
            {t(`group.${group.name}` as Word)} <code>{group.name}</code> <span class="dim small">{number(group.switches.length)}</span>
          </h2>
          <p class="dim small">
            <Prose of={group.doc} />
          </p>
          {group.switches.map(row)}
        </section>
      ))}
      {top.length === 0 && groups.length === 0 && <p class="empty"><Visible text={t("profile.no.match", { find })} /></p>}
      {asks && (
        <Ask
          title={t("profile.set.ask", { preset: asks })}
          onYes={() => {
            setAsks(null);
            void send({ preset: asks });
          }}
          onNo={() => setAsks(null)}
        >
          <p>{t("profile.set.means", { count: changed.length })}</p>
        </Ask>
      )}
    </>
  );
};

