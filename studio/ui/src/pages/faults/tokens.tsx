import { change, machineFailure, type State } from "../../machine";
import { number, t } from "../../words";
import { span } from "./clock";

export const Tokens = ({ state: { tokens } }: { state: State }) => (
  <section aria-labelledby="tokens">
    <h2 id="tokens">{t("tokens")}</h2>
    <dl class="facts">
      <div>
        <dt>{t("tokens.alive")}</dt>
        <dd data-fact="alive">{number(tokens.alive)}</dd>
      </div>
      <div>
        <dt>{t("tokens.issued")}</dt>
        <dd data-fact="issued">{number(tokens.issued)}</dd>
      </div>
      <div>
        <dt>{t("tokens.lifetime")}</dt>
        <dd>{span(tokens.lifetime)}</dd>
      </div>
    </dl>
    <p class="actions start">
      <button disabled={tokens.alive === 0} onClick={() => void change("expire").catch(machineFailure.set)}>
        {t("tokens.expire")}
      </button>
    </p>
  </section>
);
