// Search over pages, models, fields, and records by id.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../api";
import { idOf, models, titleOf } from "../models";
import { match } from "../pinyin";
import { findId } from "../records";
import { go, type Stage, url } from "../route";
import { t, type Word } from "../words";
import { Visible } from "./text";

interface Found {
  group: Word;
  label: string;
  note: string;
  to: string;
}

const MOST = 8;
const REST = 150;

const local = (typed: string, stage: Stage, pages: [string, string][]): Found[] => {
  const found: (Found & { rank: number })[] = [];
  const add = (rank: number | null, one: Found) => rank !== null && found.push({ ...one, rank });
  for (const [path, label] of pages) add(match(typed, label, path), { group: "search.pages", label, note: "/" + path, to: "/" + path });
  for (const model of models.get() ?? []) {
    const served = model[stage] ?? (model.pre ?? model.prod)!;
    const id = idOf(model);
    add(match(typed, served.title, id), { group: "search.models", label: titleOf(served), note: id, to: url(["records", stage, id]) });
    if (!typed) continue;
    for (const field of served.fields) {
      // Everybody has the system's fields.
      if (field.system && field.key !== typed) continue;
      add(match(typed, field.title, field.key), { group: "search.fields", label: `${titleOf(served)} · ${titleOf(field)}`, note: `${id}.${field.key}`, to: url(["models", id], { field: field.key }) });
    }
  }
  const groups: Word[] = ["search.models", "search.fields", "search.pages"];
  return groups.flatMap((group) =>
    found
      .filter((one) => one.group === group)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, MOST),
  );
};

export const Search = ({ stage, pages, onClose }: { stage: Stage; pages: [string, string][]; onClose: () => void }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const [records, setRecords] = useState<Found[]>([]);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  const word = typed.trim();
  useEffect(() => {
    setRecords([]);
    // An id is one word.
    if (word.length < 2 || /\s/.test(word)) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      findId(stage, word, abort.signal).then(
        (found) => setRecords(found.map(({ model, name }) => ({ group: "search.records", label: name || word, note: `${model} ${word}`, to: url(["records", stage, model], { row: word }) }))),
        (error) => isAbort(error) || setRecords([]),
      );
    }, REST);
    return () => (clearTimeout(timer), abort.abort());
  }, [word, stage]);
  const all = [...records, ...local(word, stage, pages)];
  const at = Math.min(chosen, all.length - 1);
  const take = (one: Found | undefined) => {
    if (!one) return;
    onClose();
    go(one.to);
  };
  useLayoutEffect(() => document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" }), [at]);
  return (
    <dialog
      ref={dialog}
      class="search"
      aria-label={t("search")}
      onCancel={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "ArrowDown") setChosen((at + 1) % Math.max(1, all.length));
        else if (event.key === "ArrowUp") setChosen((at + all.length - 1) % Math.max(1, all.length));
        else if (event.key === "Enter") take(all[at]);
        else return;
        event.preventDefault();
      }}
    >
      <input
        class="wide"
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={all.length > 0 ? `${list}-${at}` : undefined}
        aria-label={t("search.placeholder")}
        placeholder={t("search.placeholder")}
        value={typed}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <div role="listbox" id={list} aria-label={t("search")} class="found">
        {all.map((one, index) => (
          <div key={one.group + one.note}>
            {one.group !== all[index - 1]?.group && (
              <div class="dim small heading" role="presentation">
                {t(one.group)}
              </div>
            )}
            <div id={`${list}-${index}`} role="option" aria-selected={index === at} class={"choice" + (index === at ? " on" : "")} onClick={() => take(one)}>
              <Visible text={one.label} /> <code class="dim small"><Visible text={one.note} /></code>
            </div>
          </div>
        ))}
      </div>
      {all.length === 0 && <p class="dim">{t("search.none")}</p>}
    </dialog>
  );
};
