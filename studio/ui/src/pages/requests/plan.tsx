// How the emulator reads a logged list: the statement, its plan, and what it looks at.
import { useEffect, useState } from "preact/hooks";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { type Plan, plan } from "../../reading";
import { number, t } from "../../words";

export const PlanView = ({ of }: { of: number }) => {
  const [found, setFound] = useState<Plan | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    plan(of).then(setFound, setError);
  }, [of]);
  if (error !== null) return <Strip error={error} />;
  if (!found) return null;
  return (
    <div class="plan">
      {found.kept && <p class="done">✓ {t("plan.kept")}</p>}
      <p>
        {t("plan.counts", { read: number(found.read), matched: number(found.matched), returned: number(found.returned) })}{" "}
        {found.scans && <strong class="bad">✕ {t("plan.scans")}</strong>} {found.sorts && <span class="warn">! {t("plan.sorts")}</span>}
      </p>
      <h2>{t("plan.statement")}</h2>
      <pre class="raw boxed" tabIndex={0} aria-label={t("plan.statement")}>
        <Visible text={found.statement.replace(/ (WHERE|ORDER BY|LIMIT) /g, "\n$1 ")} lines />
      </pre>
      <dl>
        {found.values.map((value, index) => (
          <div class="pair" key={index}>
            <dt class="mono">?{index + 1}</dt>
            <dd class="mono">
              <Visible text={JSON.stringify(value)} />
            </dd>
          </div>
        ))}
      </dl>
      <h2>{t("plan.steps")}</h2>
      <ol class="steps mono small">
        {found.steps.map((step, index) => (
          <li key={index} class={step.startsWith("SCAN") ? "bad" : ""}>
            <Visible text={step} />
          </li>
        ))}
      </ol>
      <p class="dim small">{t("plan.about")}</p>
    </div>
  );
};
