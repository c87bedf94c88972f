// A switch: its name, its editor, its documentation.
import { useEffect, useState } from "preact/hooks";
import type { Value } from "../../machine";
import { Code, type Doc, Prose } from "../../parts/prose";
import { Visible } from "../../parts/text";
import { t } from "../../words";

export interface Switch {
  path: string;
  name: string;
  kind: "flag" | "number" | "text" | "texts" | "choice";
  doc: Doc;
  values: { name: string; doc: Doc }[];
  evidence: { behaviour: string; evidence: string }[];
}

interface Props {
  of: Switch;
  value: Value;
  usual: Value;
  isChanged: boolean;
  isWaiting: boolean;
  preset: string;
  problem: string | undefined;
  onChange: (value: Value) => void;
}

const printed = (value: Value): string => {
  if (typeof value === "boolean") return t(value ? "on" : "off");
  if (Array.isArray(value)) return value.length === 0 ? "[]" : value.join(" ");
  return value === "" ? '""' : String(value);
};

export const SwitchRow = ({ of, value, usual, isChanged, isWaiting, preset, problem, onChange }: Props) => {
  const id = "switch-" + of.path;
  const chosen = of.values.find((one) => one.name === value);
  return (
    <div class={"switch" + (isChanged ? " changed" : "")} data-switch={of.path}>
      <div class="name">
        <label for={id}>
          <code>{of.path}</code>
        </label>
        {isChanged && (
          <span class="was">
            <span class="badge warn">{t("changed")}</span>{" "}
            <button class="quiet" onClick={() => onChange(usual)} title={printed(usual)}>
              ↺ <span class="hidden">{t("switch.back", { path: of.path })} </span>
              {preset}: <Visible text={printed(usual)} />
            </button>
          </span>
        )}
      </div>
      <div class="editor">
        <Editor id={id} of={of} value={value} problem={problem} onChange={onChange} />
        {problem && (
          <span class="problem" id={id + "-problem"}>
            <Visible text={problem} />
          </span>
        )}
        {isWaiting && <span class="warn small">{t("switch.waits")}</span>}
      </div>
      <div class="about" id={id + "-doc"}>
        <p>
          <Prose of={of.doc} />
        </p>
        {chosen && (
          <p class="small">
            <code>{chosen.name}</code> <Prose of={chosen.doc} />
          </p>
        )}
        {of.evidence.map((row) => (
          <p class="dim small" key={row.behaviour} lang="en">
            <Code text={row.behaviour} /> · <Code text={row.evidence} />
          </p>
        ))}
      </div>
    </div>
  );
};

const Editor = ({ id, of, value, problem, onChange }: { id: string; of: Switch; value: Value; problem: string | undefined; onChange: (value: Value) => void }) => {
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  const [draft, setDraft] = useState(text);
  // A value that changed elsewhere is shown, and a refused one stays to be put right.
  useEffect(() => {
    if (!problem) setDraft(text);
  }, [text, problem]);
  const described = { "aria-describedby": [problem ? id + "-problem" : "", id + "-doc"].filter(Boolean).join(" "), "aria-invalid": !!problem };
  if (of.kind === "flag") {
    return (
      <label class="flag">
        <input id={id} type="checkbox" role="switch" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} {...described} />
        {t(value === true ? "on" : "off")}
      </label>
    );
  }
  if (of.kind === "choice") {
    return (
      <select id={id} value={text} onChange={(event) => onChange(event.currentTarget.value)} {...described}>
        {of.values.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
          </option>
        ))}
      </select>
    );
  }
  const commit = () => {
    if (draft === text) return;
    const digits = /^\d+$/.test(draft.trim());
    if (of.kind === "number") onChange(digits ? Number(draft) : draft);
    else onChange(of.kind === "texts" ? draft.split(/[\s,，]+/).filter(Boolean) : draft);
  };
  return (
    <input
      id={id}
      class="mono"
      inputMode={of.kind === "number" ? "numeric" : "text"}
      placeholder={of.kind === "texts" ? t("switch.texts") : undefined}
      value={draft}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setDraft(text);
      }}
      autocomplete="off"
      spellcheck={false}
      {...described}
    />
  );
};
