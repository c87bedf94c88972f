// Models: counts, fields, options, the definition and the Rust code.
import { useEffect, useState } from "preact/hooks";
import { call } from "../api";
import { about, type Field, idOf, type Kind, type Model, models, type Served, titleOf } from "../models";
import { Link } from "../parts/link";
import { Publish } from "../parts/publish";
import { Strip } from "../parts/strip";
import { Visible } from "../parts/text";
import { type Route, type Stage, url, withQuery } from "../route";
import { number, t, type Word } from "../words";
import { DiagramPage } from "./models/diagram";

export const ModelsPage = ({ route }: { route: Route }) => {
  const all = models.use()!;
  const name = route.parts[1];
  if (!name) return <Overview all={all} />;
  if (name === "diagram") return <DiagramPage route={route} />;
  const model = all.find((model) => idOf(model) === name);
  if (!model) return <p class="empty">{t("models.unknown", { name })}</p>;
  return <One model={model} route={route} />;
};

const Overview = ({ all }: { all: Model[] }) => {
  const own = all.filter((model) => !(model.pre ?? model.prod)!.system);
  const system = all.filter((model) => (model.pre ?? model.prod)!.system);
  return (
    <>
      <h1>{t("page.models")}</h1>
      {all.length > 0 && (
        <p>
          <Link to="/models/diagram">{t("diagram")} ›</Link>
        </p>
      )}
      {own.length === 0 && <p class="empty">{t("models.none")}</p>}
      {own.length > 0 && <List of={own} caption={t("models.own")} />}
      {system.length > 0 && <List of={system} caption={t("models.system")} />}
    </>
  );
};

const List = ({ of, caption }: { of: Model[]; caption: string }) => {
  // An environment does not tell which definition is published.
  const isKnown = about.get()?.emulator;
  return (
  <div class="scroll">
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th>{t("title")}</th>
          <th>{t("identifier")}</th>
          <th class="right">{t("fields")}</th>
          <th class="right">{t("records.pre")}</th>
          <th class="right">{t("records.prod")}</th>
          <th>{isKnown && t("state")}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((model) => {
          const served = (model.pre ?? model.prod)!;
          return (
            <tr key={served.identifier}>
              <td>
                <Link to={url(["models", served.identifier])}>
                  <Visible text={titleOf(served)} />
                </Link>
              </td>
              <td>
                <code>
                  <Visible text={served.identifier} />
                </code>
              </td>
              <td class="right">{served.fields.length}</td>
              <Count of={model.pre} />
              <Count of={model.prod} />
              <td>{isKnown && (model.published ? t("published") : <span class="badge warn">{t("unpublished")}</span>)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  </div>
  );
};

const Count = ({ of }: { of: Served | null }) => (
  <td class="right">{of === null ? "—" : of.count === null ? "?" : number(of.count)}</td>
);

const TABS: [string, Word][] = [
  ["fields", "fields"],
  ["rust", "rust"],
  ["definition", "definition"],
];

interface Code {
  source: string;
  definition: string;
  rust: string | null;
  problem: string | null;
  names: Record<string, string>;
}

const One = ({ model, route }: { model: Model; route: Route }) => {
  const name = idOf(model);
  const stage: Stage = route.query.get("stage") === "prod" && model.prod ? "prod" : model.pre ? "pre" : "prod";
  const served = model[stage]!;
  const tab = TABS.some(([tab]) => tab === route.query.get("tab")) ? route.query.get("tab")! : "fields";
  const [code, setCode] = useState<Code | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = () => {
    const abort = new AbortController();
    setError(null);
    call<Code>("code", { stage, model: name }, abort.signal).then(setCode, (error) => {
      if (!abort.signal.aborted) setError(error);
    });
    return () => abort.abort();
  };
  useEffect(read, [stage, name, model]);
  return (
    <>
      <p class="crumb">
        <Link to="/models">{t("page.models")}</Link> ›
      </p>
      <h1>
        <Visible text={titleOf(served)} /> <code>{name}</code>
      </h1>
      <p>
        <Link to={url(["records", stage, name])}>{t("page.records")} ›</Link>
      </p>
      {served.description && (
        <p class="dim">
          <Visible text={served.description} lines />
        </p>
      )}
      <p class="dim">
        {t("models.counts", {
          fields: served.fields.length,
          pre: model.pre?.count != null ? number(model.pre.count) : "—",
          prod: model.prod?.count != null ? number(model.prod.count) : "—",
        })}{" "}
        {about.get()?.emulator && !model.published && <span class="badge warn">{t("unpublished")}</span>} {!model.published && model.pre && <Publish model={name} />}
      </p>
      <div class="tabs" role="group" aria-label={t("views")}>
        {TABS.map(([path, word]) => (
          <Link key={path} to={withQuery(route, { tab: path === "fields" ? null : path })} aria-current={tab === path ? "true" : undefined}>
            {t(word)}
          </Link>
        ))}
      </div>
      {error !== null && <Strip error={error} again={read} />}
      {tab === "fields" && <Fields fields={served.fields} names={code?.names ?? {}} chosen={route.query.get("field")} />}
      {tab === "rust" && code && (
        <>
          {code.problem && <p class="strip">{code.problem}</p>}
          {code.rust && <Source text={code.rust} label={t("rust")} />}
        </>
      )}
      {tab === "definition" && code && (
        <>
          <p class="dim">
            <code>
              <Visible text={code.source} />
            </code>
          </p>
          <Source text={code.definition} label={t("definition")} />
        </>
      )}
    </>
  );
};

const Source = ({ text, label }: { text: string; label: string }) => {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div class="code">
      <button class="copy" onClick={copy}>
        {copied ? t("copied") : t("copy")}
      </button>
      <pre tabIndex={0} aria-label={label}>
        <Visible text={text} lines />
      </pre>
    </div>
  );
};

const Fields = ({ fields, names, chosen }: { fields: Field[]; names: Record<string, string>; chosen: string | null }) => (
  <div class="scroll">
    <table>
      <caption class="hidden">{t("fields")}</caption>
      <thead>
        <tr>
          <th>{t("identifier")}</th>
          <th>{t("title")}</th>
          <th>{t("kind")}</th>
          <th>{t("rules")}</th>
          <th>{t("rustName")}</th>
          <th class="right">{t("line")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.key} class={field.key === chosen ? "chosen" : ""}>
            <td>
              <code>
                <Visible text={field.key} />
              </code>
            </td>
            <td>
              {field.title && <Visible text={field.title} />}
              {field.description && (
                <div class="dim small">
                  <Visible text={field.description} />
                </div>
              )}
            </td>
            <td>
              <KindText kind={field.kind} />
            </td>
            <td class="small">{rules(field).join("，")}</td>
            <td>{names[field.key] && <code>{names[field.key]}</code>}</td>
            <td class="right dim">{field.line}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

export const kindWord = (kind: Kind) => t(("kind." + kind.name) as Word);

const KindText = ({ kind }: { kind: Kind }) => {
  const inner = kind.name === "list" && kind.item ? kind.item : kind;
  return (
    <>
      {kindWord(kind)}
      {inner !== kind && <span class="dim"> · {kindWord(inner)}</span>}
      {inner.target && (
        <>
          {" → "}
          <Link to={url(["models", inner.target])}>
            <code>{inner.target}</code>
          </Link>
          {inner.onDelete !== "nothing" && inner.onDelete && (
            <span class="dim small"> {t(("onDelete." + inner.onDelete) as Word)}</span>
          )}
        </>
      )}
      {inner.set && (
        <span class="dim">
          {" "}
          <code>{inner.set}</code>
        </span>
      )}
      {inner.options && inner.options.length > 0 && <Options options={inner.options} />}
      {inner.fields && (
        <ul class="members">
          {inner.fields.map((field) => (
            <li key={field.key}>
              <code>
                <Visible text={field.key} />
              </code>{" "}
              {field.title && <Visible text={field.title} />} <KindText kind={field.kind} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

const Options = ({ options }: { options: NonNullable<Kind["options"]> }) => (
  <div class="chips">
    {options.slice(0, 40).map((option) => (
      <span class="chip" key={option.key}>
        <Visible text={option.label ?? option.key} />
        {option.label && option.label !== option.key && (
          <span class="dim">
            {" "}
            <Visible text={option.key} />
          </span>
        )}
      </span>
    ))}
    {options.length > 40 && <span class="dim">+{options.length - 40}</span>}
  </div>
);

const rules = (field: Field): string[] => {
  const rules: string[] = [];
  if (field.required) rules.push(t("required"));
  if (field.unique) rules.push(t("unique"));
  if (!field.writable) rules.push(t("readOnly"));
  if (field.maxLength !== null) rules.push(t("rule.bytes", { max: number(field.maxLength) }));
  if (field.minimum !== null) rules.push("≥ " + field.minimum);
  if (field.maximum !== null) rules.push("≤ " + field.maximum);
  if (field.pattern) rules.push(field.pattern);
  if (field.default !== null && field.default !== "") rules.push(t("rule.default", { value: JSON.stringify(field.default) }));
  return rules;
};
