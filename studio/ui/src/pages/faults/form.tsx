// Adding a fault. The address is the form, so that a request can open it filled in.
import { useEffect, useRef, useState } from "preact/hooks";
import { call, isAbort, Refused } from "../../api";
import { change } from "../../machine";
import { idOf, models } from "../../models";
import { Copy } from "../../parts/copy";
import { type Doc, Prose } from "../../parts/prose";
import { Strip } from "../../parts/strip";
import { Visible } from "../../parts/text";
import { go, type Route, url } from "../../route";
import { t, type Word } from "../../words";
import { Picture } from "./picture";
import { FIELDS, type FieldName, type Form, PRESETS } from "./presets";

interface Effect {
  name: string;
  argument: "code" | "status" | "millis" | null;
  doc: Doc;
}

const EXAMPLES = { code: "SYS_ERR", status: "503", millis: "2000" };

export const FaultForm = ({ route }: { route: Route }) => {
  const [effects, setEffects] = useState<Effect[]>([]);
  const [text, setText] = useState<{ json: string; rust: string } | null>(null);
  const [problems, setProblems] = useState<FieldName[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [isTried, setTried] = useState(false);
  const [added, setAdded] = useState(0);
  const submit = useRef<HTMLButtonElement>(null);
  const form: Form = {};
  for (const name of FIELDS) {
    const value = route.query.get(name);
    if (value) form[name] = value;
  }
  const chosen = effects.find((effect) => effect.name === form.effect);
  const key = JSON.stringify(form);
  const set = (changes: Form) => go(url(["faults"], { ...form, ...changes }), true);

  useEffect(() => void call<Effect[]>("effects").then(setEffects, setError), []);
  useEffect(() => {
    if (!form.effect) {
      setText(null);
      setProblems([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call<{ json: string; rust: string }>("fault", form, abort.signal).then(
        (text) => {
          setText(text);
          setProblems([]);
          setError(null);
        },
        (error) => {
          if (isAbort(error)) return;
          setText(null);
          refused(error);
        },
      );
    }, 100);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key]);

  const refused = (error: unknown) => {
    const fields = error instanceof Refused ? error.fields.map(({ field }) => field as FieldName) : [];
    setProblems(fields);
    setError(fields.length === 0 ? error : null);
  };
  const add = async () => {
    setTried(true);
    try {
      await change("inject", form);
      setTried(false);
      setAdded((count) => count + 1);
    } catch (error) {
      refused(error);
    }
  };
  // A field that was not reached yet is not complained about.
  const isWrong = (name: FieldName) => problems.includes(name) && (isTried || !!form[name]);
  const problemOf = (name: FieldName) => {
    const word = name === "argument" ? `fault.problem.${chosen?.argument ?? "code"}` : `fault.problem.${name}`;
    return t(word as Word, { found: form[name] ?? "" });
  };
  const input = (name: FieldName, extra: Record<string, unknown> = {}) => (
    <label class={"field at-" + name}>
      {t(`fault.${name}` as Word)}
      <input
        name={name}
        value={form[name] ?? ""}
        onInput={(event) => set({ [name]: event.currentTarget.value })}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={isWrong(name)}
        aria-describedby={isWrong(name) ? `problem-${name}` : undefined}
        {...extra}
      />
      {isWrong(name) && (
        <span class="problem" id={`problem-${name}`}>
          <Visible text={problemOf(name)} />
        </span>
      )}
    </label>
  );

  return (
    <section aria-labelledby="add-fault">
      <h2 id="add-fault">{t("fault.add.title")}</h2>
      <div class="presets" role="group" aria-label={t("presets")}>
        {PRESETS.map(([word, preset]) => (
          <button
            key={word}
            type="button"
            aria-pressed={FIELDS.every((name) => (form[name] ?? "") === (preset[name] ?? ""))}
            onClick={() => {
              go(url(["faults"], preset), true);
              submit.current?.focus();
            }}
          >
            {t(word)}
          </button>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <fieldset class="effects" aria-describedby={isWrong("effect") ? "problem-effect" : undefined}>
          <legend>{t("fault.effect")}</legend>
          {effects.map((effect) => (
            <label key={effect.name} class={"effect" + (effect.name === form.effect ? " chosen" : "")}>
              <input
                type="radio"
                name="effect"
                value={effect.name}
                checked={effect.name === form.effect}
                onChange={() => set({ effect: effect.name, argument: effect.argument === chosen?.argument ? (form.argument ?? "") : "" })}
              />
              <span class="name">
                <code>{effect.name}</code>
                <Picture effect={effect.name} />
              </span>
              <span class="doc"><Prose of={effect.doc} /></span>
            </label>
          ))}
          {isWrong("effect") && (
            <p class="problem" id="problem-effect">
              {t("fault.problem.effect")}
            </p>
          )}
        </fieldset>
        <div class="fields">
          {chosen?.argument && (
            <label class="field at-argument">
              {t(`fault.${chosen.argument}` as Word)}
              <input
                name="argument"
                value={form.argument ?? ""}
                placeholder={EXAMPLES[chosen.argument]}
                onInput={(event) => set({ argument: event.currentTarget.value })}
                autocomplete="off"
                spellcheck={false}
                inputMode={chosen.argument === "code" ? "text" : "numeric"}
                aria-invalid={isWrong("argument")}
                aria-describedby={isWrong("argument") ? "problem-argument" : undefined}
              />
              {isWrong("argument") && (
                <span class="problem" id="problem-argument">
                  <Visible text={problemOf("argument")} />
                </span>
              )}
            </label>
          )}
          {input("method", { list: "methods", placeholder: t("fault.any") })}
          {input("path", { list: "paths", placeholder: t("fault.any") })}
          {input("skip", { inputMode: "numeric", placeholder: "0" })}
          {input("times", { inputMode: "numeric", placeholder: "∞" })}
          {input("share", { placeholder: "100%" })}
          {input("seed", { inputMode: "numeric", placeholder: "0" })}
        </div>
        <datalist id="methods">
          {["GET", "POST", "PATCH", "DELETE", "PUT"].map((method) => (
            <option key={method} value={method} />
          ))}
        </datalist>
        <datalist id="paths">
          {["/odata/", "/v1/model/", "/auth/v1/token", ...(models.get() ?? []).map((model) => "/pre/" + idOf(model))].map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
        {error !== null && <Strip error={error} />}
        <p class="actions start">
          <button class="main-action" ref={submit}>
            {t("fault.add")}
          </button>
          <span class="done small" role="status">
            {added > 0 && t("fault.added")}
          </span>
        </p>
      </form>
      {text && (
        <>
          <Line title={t("fault.json")} name="json" text={`--fault '${text.json.replaceAll("'", "'\\''")}'`} />
          <Line title={t("fault.rust")} name="rust" text={text.rust} />
        </>
      )}
    </section>
  );
};

const Line = ({ title, name, text }: { title: string; name: string; text: string }) => (
  <div class="line">
    <span class="dim small">{title}</span>
    <code data-line={name} tabIndex={0}>
      <Visible text={text} />
    </code>
    <Copy text={() => text} title={t("copy.line", { title })} />
  </div>
);
