// The choice of a related record: a search in its model by the primary column or the id.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../api";
import { type Field, find, titleOf } from "../models";
import { Popup } from "../parts/popup";
import { Visible } from "../parts/text";
import { type Place, page, record, type Row, text as shownText } from "../records";
import type { Stage } from "../route";
import { t } from "../words";

const MOST = 20;
const REST = 120;

const quoted = (text: string) => "'" + text.replaceAll("'", "''") + "'";

interface Props {
  field: Field;
  stage: Stage;
  // The id.
  draft: string;
  onDraft: (draft: string) => void;
  // A choice ends the editing, where there is something to end.
  onDone: ((draft: string) => void) | undefined;
  focus: boolean;
  common: Record<string, unknown>;
}

export const RelatedEditor = ({ field, stage, draft, onDraft, onDone, focus, common }: Props) => {
  const target = field.kind.target!;
  const model = find(target, stage);
  const primary = model?.primary ?? null;
  const name = (row: Row) => (primary ? shownText(row[primary], { name: "text" }) : "");
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const [query, setQuery] = useState("");
  const [typed, setTyped] = useState(false);
  const [found, setFound] = useState<Row[] | null>(null);
  // What was searched for what is found; and Enter, pressed before that is there.
  const [searched, setSearched] = useState("");
  const isWaiting = useRef(false);
  const [chosen, setChosen] = useState(-1);
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState(draft);
  useLayoutEffect(() => {
    if (focus) input.current!.focus();
  }, []);
  useEffect(() => {
    const at: Place = { stage, model: target };
    setLabel(draft);
    if (draft) record(at, draft).then((row) => row && setLabel(name(row) || draft), () => undefined);
  }, [draft]);
  useEffect(() => {
    if (!open) return;
    const abort = new AbortController();
    const at: Place = { stage, model: target };
    const timer = setTimeout(
      async () => {
        const of = (filter: string) => page(at, filter, primary ? [{ field: primary, desc: false }] : [], 0, MOST, abort.signal);
        try {
          const byId = query ? await record(at, query, abort.signal) : null;
          const { rows } = await of(query && primary ? `contains(${primary},${quoted(query)})` : query ? `_id eq ${quoted(query)}` : "");
          const all = byId ? [byId, ...rows.filter((row) => row._id !== byId._id)] : rows;
          if (isWaiting.current && all[0]) return take(all[0]._id);
          setFound(all);
          setSearched(query);
          setChosen(query && all.length > 0 ? 0 : -1);
        } catch (error) {
          if (!isAbort(error)) {
            setFound([]);
            setSearched(query);
          }
        }
      },
      query ? REST : 0,
    );
    return () => (clearTimeout(timer), abort.abort());
  }, [open, query]);
  // The title comes after the focus: what is typed takes its place, and does not follow it.
  useEffect(() => {
    if (!typed && document.activeElement === input.current) input.current?.select();
  }, [label]);
  const take = (id: string) => {
    onDraft(id);
    setQuery("");
    setTyped(false);
    setOpen(false);
    onDone?.(id);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const rows = found ?? [];
    if (event.key === "ArrowDown" && !open) setOpen(true);
    else if (event.key === "ArrowDown") setChosen((at) => Math.min(rows.length - 1, at + 1));
    else if (event.key === "ArrowUp") setChosen((at) => Math.max(0, at - 1));
    // An id that is not known here: of a record that comes later, or was deleted.
    else if (event.key === "Enter" && event.ctrlKey && query) take(query);
    else if (event.key === "Enter" && typed && query && searched !== query) isWaiting.current = true;
    else if (event.key === "Enter" && open && rows[chosen]) take(rows[chosen]!._id);
    else if (event.key === "Enter" && typed && query) setOpen(true);
    else if (event.key === "Enter" && typed) take("");
    else if (event.key === "Escape" && open && !onDone) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class="relation-editor">
      <input
        {...common}
        ref={input}
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && chosen >= 0 ? `${list}-${chosen}` : undefined}
        value={typed ? query : label}
        autocomplete="off"
        spellcheck={false}
        placeholder={t("relation.search", { model: model ? titleOf(model) : target })}
        onFocus={(event) => {
          setOpen(true);
          event.currentTarget.select();
        }}
        onBlur={() => setOpen(false)}
        onInput={(event) => {
          setQuery(event.currentTarget.value.trim());
          setTyped(true);
          setOpen(true);
          isWaiting.current = false;
        }}
        onKeyDown={onKey}
      />
      {open && found && (
        <Popup anchor={input.current} class="choices">
          <div role="listbox" id={list} aria-label={titleOf(field)}>
            {found.map((row, index) => (
              <div
                key={row._id}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === chosen}
                class={"choice" + (index === chosen ? " on" : "")}
                // Before the focus leaves the input.
                onMouseDown={(event) => {
                  event.preventDefault();
                  event.stopPropagation();
                  take(row._id);
                }}
              >
                <Visible text={name(row) || row._id} /> <span class="dim small"><Visible text={row._id} /></span>
              </div>
            ))}
          </div>
          {found.length === 0 && query && <div class="dim small pad-small">{t("relation.none")}</div>}
          {query && <div class="dim small pad-small">{t("relation.take")}</div>}
        </Popup>
      )}
    </span>
  );
};
