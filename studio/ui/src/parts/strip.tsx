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
} as const;

// What failed, in the place that failed: our sentence, and below it the source's own.
export const Strip = ({ error, again }: { error: unknown; again?: () => void }) => {
  const refused = error instanceof Refused ? error : null;
  const word = SENTENCES[refused?.kind as keyof typeof SENTENCES] ?? "error.internal";
  const own = refused && refused.kind !== "unavailable" ? refused.message : refused ? "" : String(error);
  return (
    <div class="strip" role="alert">
      <div>
        <strong>{t(word)}</strong>
        {refused?.doubt && <> {t("error.doubt")}</>}
        {own && (
          <div class="own">
            <Visible text={own} lines />
          </div>
        )}
      </div>
      {again && <button onClick={again}>{t("again")}</button>}
    </div>
  );
};
