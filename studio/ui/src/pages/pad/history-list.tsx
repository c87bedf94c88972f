import { Visible } from "../../parts/text";
import { t } from "../../words";
import { type Asked, asked, forget } from "./history";

const time = (millis: number) => new Date(millis).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(5, 16);

export const History = ({ onTake }: { onTake: (asked: Asked) => void }) => {
  const all = asked.use();
  return (
    <section class="history" aria-label={t("pad.history")}>
      <p class="actions start">
        <span class="dim small">{t("pad.history.here", { count: all.length })}</span>
        {all.length > 0 && <button onClick={forget}>{t("pad.history.clear")}</button>}
      </p>
      <ul class="plain">
        {all.map((one) => (
          <li key={one.time + one.text}>
            <button class="quiet" onClick={() => onTake(one)}>
              <span class="dim mono">{time(one.time)}</span> <code class="badge dim">{one.query["stage"] ?? "pre"}</code>{" "}
              <code>
                <Visible text={one.text.slice(0, 160)} />
              </code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
