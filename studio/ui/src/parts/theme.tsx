import { shared } from "../shared";
import { t } from "../words";

type Theme = "light" | "dark";

const KEY = "weda-studio-theme";
const stored = localStorage.getItem(KEY);
const system = matchMedia("(prefers-color-scheme: dark)");
const theme = shared<Theme | null>(stored === "light" || stored === "dark" ? stored : null);

const now = (): Theme => theme.get() ?? (system.matches ? "dark" : "light");
const apply = () => (document.documentElement.dataset.theme = now());
apply();
system.addEventListener("change", apply);

export const ThemeButton = () => {
  theme.use();
  const turn = () => {
    const next = now() === "dark" ? "light" : "dark";
    localStorage.setItem(KEY, next);
    theme.set(next);
    apply();
  };
  return (
    <button class="quiet" onClick={turn} title={t("theme")} aria-label={t("theme")}>
      {now() === "dark" ? "☾" : "☀"}
    </button>
  );
};
