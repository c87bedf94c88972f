// The line of the filter: one text, completed while typing.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../../api";
import { complete, type Suggestion } from "../../complete";
import { find, type Served } from "../../models";
import { Popup } from "../../parts/popup";
import { Visible } from "../../parts/text";
import { page, text } from "../../records";
import type { Stage } from "../../route";
import { t } from "../../words";

interface Props {
  model: Served;
  stage: Stage;
  filter: string;
  invalid: boolean;
  onFilter: (filter: string) => void;
}

export const FilterLine = ({ model, stage, filter, invalid, onFilter }: Props) => {
  const [draft, setDraft] = useState(filter);
  const [cursor, setCursor] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [related, setRelated] = useState<Suggestion[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  // Where the cursor goes once the text is drawn.
  const moved = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (moved.current !== null) input.current!.setSelectionRange(moved.current, moved.current);
    moved.current = null;
  });
  useEffect(() => setDraft(filter), [filter]);
  const completion = isOpen ? complete(draft.slice(0, cursor), model) : null;
  const search = completion?.related;
  useEffect(() => {
    setRelated([]);
    const target = search?.field.kind.target;
    const of = target ? find(target, stage) : null;
    if (!search || !of?.primary) return;
    const { primary, identifier } = of;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const filter = search.typed ? `contains(${primary},'${search.typed.replaceAll("'", "''")}')` : "";
      page({ stage, model: identifier }, filter, [{ field: primary, desc: false }], 0, 8, abort.signal).then(
        ({ rows }) => setRelated(rows.map((row) => ({ text: `'${row._id.replaceAll("'", "''")}' `, label: text(row[primary], { name: "text" }), note: row._id }))),
        (error) => isAbort(error) || setRelated([]),
      );
    }, 100);
    return () => (clearTimeout(timer), abort.abort());
  }, [search?.field.key, search?.typed]);
  const suggestions = completion ? [...completion.suggestions, ...(search ? related : [])] : [];
  const show = isOpen && suggestions.length > 0;
  const take = (suggestion: Suggestion) => {
    const before = draft.slice(0, completion!.from) + suggestion.text;
    // The rest of a text that was begun is replaced, too.
    const next = before + draft.slice(cursor).replace(/^'/, "");
    const at = before.length - (suggestion.back ?? 0);
    setDraft(next);
    setCursor(at);
    setChosen(-1);
    moved.current = at;
    input.current!.focus();
  };
  const submit = () => {
    setOpen(false);
    onFilter(draft.trim());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && show) setChosen((chosen + 1) % suggestions.length);
    else if (event.key === "ArrowDown") setOpen(true);
    else if (event.key === "ArrowUp" && show) setChosen((chosen + suggestions.length - 1 + (chosen < 0 ? 1 : 0)) % suggestions.length);
    else if (event.key === "Enter" && show && chosen >= 0) take(suggestions[chosen]!);
    else if (event.key === "Tab" && !event.shiftKey && show && (chosen >= 0 || draft.slice(completion!.from, cursor).trim() !== "")) take(suggestions[Math.max(0, chosen)]!);
    else if (event.key === "Escape" && show) setOpen(false);
    else if (event.key === "Escape" && draft !== filter) setDraft(filter);
    else if (event.key === "Escape") document.getElementById("grid")?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onMove = () => setCursor(input.current?.selectionStart ?? 0);
  return (
    <form
      class="filter-line"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label class="hidden" for="filter">
        {t("filter")}
      </label>
      <input
        id="filter"
        ref={input}
        class="mono"
        role="combobox"
        aria-expanded={show}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={show && chosen >= 0 ? `${list}-${chosen}` : undefined}
        value={draft}
        placeholder={t("filter.placeholder")}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={invalid}
        {...(invalid ? { "aria-describedby": "filter-problem" } : {})}
        onInput={(event) => {
          setDraft(event.currentTarget.value);
          setCursor(event.currentTarget.selectionStart ?? 0);
          setOpen(true);
          setChosen(-1);
        }}
        onFocus={onMove}
        onClick={() => (onMove(), setOpen(true))}
        onKeyUp={onMove}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      {show && (
        <Popup anchor={input.current} class="choices">
          <div role="listbox" id={list} aria-label={t("filter")}>
            {suggestions.map((suggestion, index) => (
              <div
                key={suggestion.text + index}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === chosen}
                class={"choice" + (index === chosen ? " on" : "")}
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(suggestion);
                }}
              >
                <Visible text={suggestion.label} /> <code class="dim small"><Visible text={suggestion.note} /></code>
              </div>
            ))}
          </div>
          <div class="dim small pad-small">{t("filter.keys")}</div>
        </Popup>
      )}
    </form>
  );
};
