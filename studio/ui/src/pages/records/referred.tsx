import { useState } from "preact/hooks";
import { models, titleOf } from "../../models";
import { Link } from "../../parts/link";
import { Visible } from "../../parts/text";
import * as records from "../../records";
import type { Place } from "../../records";
import { url } from "../../route";
import { number, t } from "../../words";

// The models that refer to a record, counted when asked.
export const Referred = ({ at, id }: { at: Place; id: string }) => {
  const [counts, setCounts] = useState<Record<string, string>>({});
  const referring = models.get()!.flatMap((model) => {
    const served = model[at.stage];
    if (!served) return [];
    return served.fields
      .filter((field) => field.stored && field.kind.name === "relation" && field.kind.target === at.model)
      .map((field) => ({ served, field, filter: `${field.key} eq '${id.replaceAll("'", "''")}'` }));
  });
  if (referring.length === 0) return null;
  const count = () =>
    referring.forEach(({ served, field, filter }) => {
      const key = served.identifier + "/" + field.key;
      const set = (text: string) => setCounts((counts) => ({ ...counts, [key]: text }));
      records.page({ stage: at.stage, model: served.identifier }, filter, [], 0, 0).then(
        ({ count }) => set(number(count)),
        () => set("?"),
      );
    });
  return (
    <>
      <h2>{t("referred")}</h2>
      <ul class="plain">
        {referring.map(({ served, field, filter }) => (
          <li key={served.identifier + field.key}>
            <Link to={url(["records", at.stage, served.identifier], { filter })}>
              <Visible text={titleOf(served)} />
            </Link>{" "}
            <span class="dim">
              <Visible text={titleOf(field)} />
            </span>{" "}
            {counts[served.identifier + "/" + field.key]}
          </li>
        ))}
      </ul>
      <button onClick={count}>{t("count")}</button>
    </>
  );
};

