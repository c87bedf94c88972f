// The faults that can still happen.
import { useState } from "preact/hooks";
import { argumentOf, change, type Fault, nameOf } from "../../machine";
import { Copy } from "../../parts/copy";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { number, t } from "../../words";

export const Active = ({ faults }: { faults: Fault[] }) => {
  const [error, setError] = useState<unknown>(null);
  const heal = async (id: number | null) => {
    setError(null);
    try {
      await change("heal", id === null ? {} : { id });
    } catch (error) {
      setError(error);
    }
  };
  return (
    <section aria-labelledby="active-faults" class="active">
      <header>
        <h2 id="active-faults">{t("faults.active", { count: faults.length })}</h2>
        {faults.length > 0 && <button onClick={() => void heal(null)}>{t("heal.all")}</button>}
      </header>
      {error !== null && <Strip error={error} />}
      {faults.length === 0 && <p class="dim small">{t("faults.none")}</p>}
      {faults.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>{t("fault.effect")}</th>
                <th>{t("fault.calls")}</th>
                <th>{t("fault.when")}</th>
                <th class="right">{t("fault.met")}</th>
                <th class="right">{t("fault.struck")}</th>
                <th>
                  <span class="hidden">{t("heal")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {faults.map((fault) => (
                <tr key={fault.id} data-fault={fault.id}>
                  <td class="warn">
                    ⚡ <code><Visible text={nameOf(fault)} /></code> <Visible text={argumentOf(fault)} />
                  </td>
                  <td class="mono" data-label={t("fault.calls")}>
                    <Visible text={[fault.fault.method ?? t("fault.any"), fault.fault.path].filter(Boolean).join(" ")} />
                  </td>
                  <td data-label={t("fault.when")}>{when(fault)}</td>
                  <td class="right" data-label={t("fault.met")}>
                    {number(fault.met)}
                  </td>
                  <td class="right" data-label={t("fault.struck")}>
                    {number(fault.struck)}
                  </td>
                  <td class="right buttons">
                    <Copy text={() => fault.json} title={t("fault.copy", { id: fault.id })} />{" "}
                    <button onClick={() => void heal(fault.id)} aria-label={t("heal.one", { id: fault.id })}>
                      {t("heal")}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
};

const when = ({ fault }: Fault): string => {
  const words: string[] = [];
  if (fault.skip) words.push(t("fault.when.skip", { count: fault.skip }));
  if (fault.probability !== undefined) words.push(t("fault.when.share", { share: `${Math.round(fault.probability * 1e6) / 1e4} %`, seed: fault.seed ?? 0 }));
  if (fault.times !== undefined) words.push(t("fault.when.times", { count: fault.times }));
  if (words.length === 0) words.push(t("fault.when.always"));
  return words.join(t("comma"));
};
