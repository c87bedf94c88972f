// The frame of all pages.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useFrameKeys } from "./frame_keys";
import { useMachine } from "./machine";
import { about, failure, idOf, load, type Model, models, titleOf } from "./models";
import { FaultsPage } from "./pages/faults";
import { ModelsPage } from "./pages/models";
import { PadPage } from "./pages/pad";
import { ProfilePage } from "./pages/profile";
import { RecordsPage, stageOf } from "./pages/records";
import { FailedDeletes } from "./pages/records/failed_deletes";
import { HeldDeletes } from "./pages/records/held_deletes";
import { RequestsPage } from "./pages/requests";
import { Help } from "./parts/help";
import { Confirmer } from "./parts/confirm";
import { Link } from "./parts/link";
import { Spoken } from "./parts/say";
import { Search } from "./parts/search";
import { Strip } from "./parts/strip";
import { ThemeButton } from "./parts/theme";
import { Visible } from "./parts/text";
import { go, type Route, type Stage, url, useRoute } from "./route";
import { lang, setLang, t, type Word } from "./words";

const PAGES: [string, Word, "emulator"?][] = [
  ["models", "page.models"],
  ["records", "page.records"],
  ["requests", "page.requests", "emulator"],
  ["faults", "page.faults", "emulator"],
  ["profile", "page.profile", "emulator"],
  ["pad", "page.pad"],
];

export const App = () => {
  lang.use();
  const route = useRoute();
  const source = about.use();
  const error = failure.use();
  const known = models.use();
  const page = route.parts[0] ?? "models";
  const active = useMachine(!!source?.emulator, 2000)?.faults.length ?? 0;
  const stage = stageOf(route);
  const isLive = (page === "records" && stage === "prod") || (page === "pad" && route.query.get("stage") === "prod");
  useEffect(() => {
    if (route.parts.length === 0) go("/models", true);
  }, [route]);
  const [opened, setOpened] = useState<"search" | "help" | null>(null);
  const pages = PAGES.filter(([, , needs]) => !needs || source?.emulator);
  useFrameKeys({ stage, paths: pages.map(([path]) => path), onSearch: () => setOpened("search"), onHelp: () => setOpened("help") });
  return (
    <div class="frame">
      <a class="skip" href="#main">
        {t("skip")}
      </a>
      <header class={"bar" + (isLive ? " live" : "")}>
        <span class="brand">weda studio</span>
        {source && (
          <span class={"source" + (source.emulator ? "" : " real")} title={source.envId}>
            {t(source.emulator ? "source.emulator" : "source.environment")} <code>{source.emulator ? source.name : source.envId}</code>
          </span>
        )}
        {page === "records" && route.parts[2] && (
          <span class="stages" role="group" aria-label={t("stage")}>
            {(["pre", "prod"] as const).map((one) => (
              <Link key={one} to={url(["records", one, route.parts[2]!], Object.fromEntries(route.query))} aria-current={stage === one ? "true" : undefined}>
                {t(one === "pre" ? "stage.pre" : "stage.prod")} <code>{one}</code>
              </Link>
            ))}
          </span>
        )}
        <span class="space" />
        <button class="search-button" onClick={() => setOpened("search")}>
          <span class="dim">{t("search")}</span> <kbd>Ctrl K</kbd>
        </button>
        <button class="quiet" onClick={() => setOpened("help")} aria-label={t("help")} title={t("help")}>
          ?
        </button>
        <button class="quiet" onClick={() => setLang(lang.get() === "zh" ? "en" : "zh")} lang={lang.get() === "zh" ? "en" : "zh-CN"}>
          {lang.get() === "zh" ? "English" : "中文"}
        </button>
        <ThemeButton />
      </header>
      <nav class="rail" aria-label={t("pages")}>
        {pages.map(([path, word]) => (
          <Fragment key={path}>
            <Link to={"/" + path} aria-current={page === path ? "page" : undefined}>
              {t(word)}
              {path === "faults" && active > 0 && (
                <span class="badge warn" title={t("faults.active", { count: active })}>
                  {active}
                </span>
              )}
            </Link>
            {path === "records" && page === "records" && <RecordModels route={route} stage={stage} known={known} />}
          </Fragment>
        ))}
      </nav>
      <main id="main" class={"main" + (["records", "requests", "pad"].includes(page) || route.parts[1] === "diagram" ? " fill" : "")} tabIndex={-1}>
        {error && <Strip error={error} again={load} />}
        <FailedDeletes />
        {page !== "records" && <HeldDeletes />}
        {known && <Page page={page} route={route} />}
      </main>
      <Spoken />
      <Confirmer />
      {opened === "search" && <Search stage={stage} pages={pages.map(([path, word]) => [path, t(word)])} onClose={() => setOpened(null)} />}
      {opened === "help" && <Help onClose={() => setOpened(null)} />}
    </div>
  );
};

// The models below the page of records.
const RecordModels = ({ route, stage, known }: { route: Route; stage: Stage; known: Model[] | null }) => (
  <>
    {known?.map((model) => {
      const served = model[stage] ?? (model.pre ?? model.prod)!;
      return (
        <Link
          key={idOf(model)}
          class="inner"
          to={url(["records", stage, idOf(model)])}
          aria-current={route.parts[2] === idOf(model) ? "page" : undefined}
          title={idOf(model)}
        >
          <Visible text={titleOf(served)} />
          <span class="dim">{model[stage] ? (model[stage]!.count ?? "") : "—"}</span>
        </Link>
      );
    })}
  </>
);

const Page = ({ page, route }: { page: string; route: Route }) => {
  switch (page) {
    case "models":
      return <ModelsPage route={route} />;
    case "records":
      return <RecordsPage route={route} />;
    case "requests":
      return <RequestsPage route={route} />;
    case "faults":
    case "profile":
      if (!about.get()?.emulator) return <p class="empty">{t("page.unknown")}</p>;
      return page === "faults" ? <FaultsPage route={route} /> : <ProfilePage route={route} />;
    case "pad":
      return <PadPage route={route} />;
    default:
      return <p class="empty">{t("page.unknown")}</p>;
  }
};
