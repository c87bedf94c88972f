import { useEffect } from "preact/hooks";
import { Refused } from "../api";
import { t } from "../words";
import { Visible } from "./text";

const SENTENCES = {
  denied: "error.denied",
  unavailable: "error.unavailable",
  conflict: "error.conflict",
  readOnly: "error.readOnly",
  timeout: "error.timeout",
  notFound: "error.notFound",
  invalid: "error.invalid",
  limited: "error.limited",
  unsupported: "error.unsupported",
  unconfirmed: "error.unconfirmed",
  keys: "error.keys",
} as const;

const RETRY = 5_000;

interface Props {
  error: unknown;
  // What failed, where its place does not say it.
  what?: string;
  again?: () => void;
  dismiss?: () => void;
}

// What failed, in the place that failed: our sentence, and below it the source's own.
export const Strip = ({ error, what, again, dismiss }: Props) => {
  const refused = error instanceof Refused ? error : null;
  // The studio itself, or the source behind it, which has a sentence of its own.
  const isLost = refused?.kind === "unavailable" && refused.message === "unavailable";
  const isAway = refused?.kind === "unavailable" && !isLost;
  const word = isAway ? "error.away" : (SENTENCES[refused?.kind as keyof typeof SENTENCES] ?? "error.internal");
  const own = isLost ? "" : refused ? refused.message : String(error);
  // What is away may come back.
  useEffect(() => {
    if (!again || !(isLost || isAway)) return;
    const timer = setTimeout(again, RETRY);
    return () => clearTimeout(timer);
  }, [error]);
  return (
    <div class="strip" role="alert">
      <div>
        {what && (
          <div>
            <Visible text={what} />
          </div>
        )}
        <strong>{t(word)}</strong>
        {refused?.doubt && <div class="warn">{t("error.doubt")}</div>}
        {own && (
          <div class="own">
            <Visible text={own} lines />
          </div>
        )}
      </div>
      {again && <button onClick={again}>{t("again")}</button>}
      {dismiss && <button onClick={dismiss}>{t("dismiss")}</button>}
    </div>
  );
};
