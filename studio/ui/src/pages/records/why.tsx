// Why a filter matches nothing: what each condition matches by itself and together with those before it, and what may be
// wrong with it.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { isAbort, Refused } from "../../api";
import { joined } from "../../filter";
import { find } from "../../models";
import { Link } from "../../parts/link";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { type Hint, type Reason, why } from "../../reading";
import { type Place, text } from "../../records";
import { url } from "../../route";
import { number, t } from "../../words";

interface Props {
  at: Place;
  filter: string;
  // Without it the conditions are shown only.
  onFilter?: (filter: string) => void;
}

export const Why = ({ at, filter, onFilter }: Props) => {
  const [reasons, setReasons] = useState<Reason[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const abort = new AbortController();
    why(at, filter, abort.signal).then(
      (reasons) => {
        setReasons(reasons);
        setError(null);
      },
      // A source that cannot count is no failure.
      (error) => isAbort(error) || setError(error instanceof Refused && error.kind === "unsupported" ? null : error),
    );
    return () => abort.abort();
  }, [at.stage, at.model, filter]);
  // The condition that leaves nothing.
  const culprit = reasons?.findIndex((reason) => reason.so_far === 0) ?? -1;
  const remove = (index: number) => onFilter!(joined(reasons!.filter((_, one) => one !== index).map((reason) => reason.text)));

  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "x" || !onFilter || culprit < 0 || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
      event.preventDefault();
      remove(culprit);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  if (error !== null) return <Strip error={error} />;
  if (!reasons || reasons.length === 0) return null;
  return (
    <section class="why" aria-label={t("why")}>
      <h2>{t("why")}</h2>
      <ol class="plain">
        {reasons.map((reason, index) => (
          <li key={index + reason.text} class={index === culprit ? "culprit" : ""}>
            <div class="line">
              <code>
                <Visible text={reason.text} />
              </code>
              {onFilter && (
                <span class="actions">
                  {index === culprit && <kbd>X</kbd>}
                  <button class="small" onClick={() => remove(index)} aria-label={t("filter.remove", { part: reason.text })}>
                    {t("why.remove")}
                  </button>
                </span>
              )}
            </div>
            <div class="dim small">
              {t("why.alone", { count: number(reason.alone) })}
              {reasons.length > 1 && " · " + t("why.so.far", { count: number(reason.so_far) })}
            </div>
            {index === culprit && reason.alone > 0 && <div class="small">{t("why.together")}</div>}
            {reason.hints.map((hint) => (
              <div class="small hint-line" key={hint.hint}>
                → <HintLine hint={hint} at={at} filter={filter} part={reason.text} />
              </div>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
};

const HintLine = ({ hint, at, filter, part }: { hint: Hint; at: Place; filter: string; part: string }) => {
  switch (hint.hint) {
    case "case":
      return (
        <>
          {t("why.case")} <Value text={hint.found} />
        </>
      );
    case "number":
      return (
        <>
          {t("why.number")} <Value text={hint.found} />
        </>
      );
    case "label":
      return (
        <>
          {t("why.label")} <Value text={hint.key} />
        </>
      );
    case "unset":
      return <>{t("why.unset")}</>;
    case "eightHours":
      return (
        <>
          {t("why.hours")} <code>{hint.found}</code> <span class="dim">{shownTime(hint.found, at, part)}</span>
        </>
      );
    case "otherStage":
      return (
        <>
          {t("why.stage", { count: number(hint.count), stage: hint.stage })} <Link to={url(["records", hint.stage, at.model], { filter })}>{t("why.look")} ›</Link>
        </>
      );
  }
};

// Spaces at its ends are seen.
const Value = ({ text }: { text: string }) => (
  <code class="quoted">
    <Visible text={text.replace(/^\s+|\s+$/g, (spaces) => "␣".repeat(spaces.length))} />
  </code>
);

const shownTime = (millis: number, at: Place, part: string) => {
  const field = find(at.model, at.stage)?.fields.find((field) => part.startsWith(field.key + " "));
  return field ? text(millis, field.kind) : "";
};
