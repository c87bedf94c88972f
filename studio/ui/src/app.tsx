// The frame of all pages.
import { useEffect } from "preact/hooks";
import { about, failure, load, models } from "./models";
import { ModelsPage } from "./pages/models";
import { Link } from "./parts/link";
import { Strip } from "./parts/strip";
import { ThemeButton } from "./parts/theme";
import { go, type Route, useRoute } from "./route";
import { lang, setLang, t, type Word } from "./words";

const PAGES: [string, Word][] = [["models", "page.models"]];

export const App = () => {
  lang.use();
  const route = useRoute();
  const source = about.use();
  const error = failure.use();
  const known = models.use();
  const page = route.parts[0] ?? "models";
  useEffect(() => {
    if (route.parts.length === 0) go("/models", true);
  }, [route]);
  return (
    <div class="frame">
      <a class="skip" href="#main">
        {t("skip")}
      </a>
      <header class="bar">
        <span class="brand">weda studio</span>
        {source && (
          <span class="source" title={source.envId}>
            {t(source.emulator ? "source.emulator" : "source.environment")} <code>{source.name}</code>
          </span>
        )}
        <span class="space" />
        <button class="quiet" onClick={() => setLang(lang.get() === "zh" ? "en" : "zh")} lang={lang.get() === "zh" ? "en" : "zh-CN"}>
          {lang.get() === "zh" ? "English" : "中文"}
        </button>
        <ThemeButton />
      </header>
      <nav class="rail" aria-label={t("pages")}>
        {PAGES.map(([path, word]) => (
          <Link key={path} to={"/" + path} aria-current={page === path ? "page" : undefined}>
            {t(word)}
          </Link>
        ))}
      </nav>
      <main id="main" class="main" tabIndex={-1}>
        {error && <Strip error={error} again={load} />}
        {known && <Page page={page} route={route} />}
      </main>
    </div>
  );
};

const Page = ({ page, route }: { page: string; route: Route }) => {
  switch (page) {
    case "models":
      return <ModelsPage route={route} />;
    default:
      return <p class="empty">{t("page.unknown")}</p>;
  }
};
