import type { State } from "../../machine";
import { Link } from "../../parts/link";
import { url } from "../../route";
import { number, t, type Word } from "../../words";

export const Limits = ({ state: { limits } }: { state: State }) => (
  <section aria-labelledby="limits">
    <h2 id="limits">{t("limits")}</h2>
    <dl class="facts">
      {limits.map((limit) => (
        <div key={limit.switch}>
          <dt>
            <Link to={url(["profile"], { find: limit.switch })}>{t(`limit.${limit.switch}` as Word)}</Link>
          </dt>
          <dd class={limit.max > 0 && limit.used >= limit.max ? "bad" : ""} data-limit={limit.switch}>
            {limit.max === 0 ? <span class="dim">{t("limits.none")}</span> : t("limits.used", { used: number(limit.used), max: number(limit.max) })}
          </dd>
        </div>
      ))}
    </dl>
  </section>
);
