// The page of records: which model is shown.
import { useEffect } from "preact/hooks";
import { about, find, idOf, type Model, models } from "../models";
import { Publish } from "../parts/publish";
import { go, type Route, type Stage, url } from "../route";
import { t } from "../words";
import { Records } from "./records/page";

export const stageOf = (route: Route): Stage => (route.parts[1] === "prod" ? "prod" : "pre");

export const RecordsPage = ({ route }: { route: Route }) => {
  const all = models.use()!;
  const stage = stageOf(route);
  const name = route.parts[2];
  useEffect(() => {
    const first = all.find((model) => !(model.pre ?? model.prod)!.system) ?? all[0];
    if (!name && first) go(url(["records", stage, idOf(first)]), true);
  }, [name]);
  if (!name) return all.length === 0 ? <p class="empty pad">{t("models.none")}</p> : null;
  const model = find(name, stage);
  if (!model) return <Absent name={name} stage={stage} all={all} />;
  return <Records key={stage + "/" + name} model={model} stage={stage} route={route} canWrite={!!about.get()?.write && !model.system} />;
};

const Absent = ({ name, stage, all }: { name: string; stage: Stage; all: Model[] }) => (
  <p class="empty pad">
    {all.some((model) => idOf(model) === name) ? t("records.unpublished", { name, stage }) : t("models.unknown", { name })}{" "}
    {stage === "prod" && all.some((model) => idOf(model) === name) && <Publish model={name} />}
  </p>
);
