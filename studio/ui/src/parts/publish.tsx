// Publishing a definition of `pre` to `prod`, which only an emulator lets a page do.
import { useState } from "preact/hooks";
import { change } from "../machine";
import { about, load } from "../models";
import { t } from "../words";
import { Ask } from "./dialog";
import { Strip } from "./strip";
import { Visible } from "./text";

export const Publish = ({ model }: { model: string }) => {
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!about.get()?.emulator) return null;
  const publish = async () => {
    setAsks(false);
    setError(null);
    try {
      await change("publish", { model });
      await load();
    } catch (error) {
      setError(error);
    }
  };
  return (
    <>
      <button type="button" onClick={() => setAsks(true)} aria-label={t("publish.model", { model })}>
        {t("publish")}
      </button>
      {error !== null && <Strip error={error} />}
      {asks && (
        <Ask title={t("publish.ask", { model })} onYes={() => void publish()} onNo={() => setAsks(false)}>
          <p>
            <Visible text={t("publish.means")} />
          </p>
        </Ask>
      )}
    </>
  );
};
