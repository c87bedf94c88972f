// The data as a whole: publishing models, and the return to the beginning.
import { useState } from "preact/hooks";
import { change, type State } from "../../machine";
import { load } from "../../models";
import { Ask } from "../../parts/dialog";
import { Publish } from "../../parts/publish";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { t } from "../../words";

export const Data = ({ state }: { state: State }) => {
  const [asks, setAsks] = useState(false);
  const [isDone, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const reset = async () => {
    setAsks(false);
    setError(null);
    try {
      await change("reset");
      await load();
      setDone(true);
    } catch (error) {
      setError(error);
    }
  };
  return (
    <section aria-labelledby="data">
      <h2 id="data">{t("data")}</h2>
      {error !== null && <Strip error={error} />}
      {state.unpublished.length > 0 && (
        <ul class="unpublished">
          {state.unpublished.map((model) => (
            <li key={model}>
              <code>
                <Visible text={model} />
              </code>{" "}
              <span class="badge warn">{t("unpublished")}</span> <Publish model={model} />
            </li>
          ))}
        </ul>
      )}
      <p class="actions start">
        <button class="danger" disabled={!state.canReset} onClick={() => setAsks(true)}>
          {t("reset.data")}
        </button>
        <span class="done small" role="status">
          {isDone && t("reset.done")}
        </span>
      </p>
      {!state.canReset && <p class="dim small">{t("reset.cannot")}</p>}
      {asks && (
        <Ask title={t("reset.ask")} danger onYes={() => void reset()} onNo={() => setAsks(false)}>
          <p>{t("reset.means")}</p>
        </Ask>
      )}
    </section>
  );
};
