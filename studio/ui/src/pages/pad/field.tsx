// A plain text field with completion and a mark at the place of an error: for statements of several lines, and for filters.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Visible } from "../../parts/text";
import { t } from "../../words";
import type { Completion } from "./completion";

interface Props {
  value: string;
  label: string;
  lines?: boolean;
  placeholder?: string;
  // The position of an error, in characters from 1.
  at?: number;
  complete: (text: string, caret: number) => Completion | null;
  onInput: (text: string) => void;
  onRun: () => void;
  onStop: () => void;
}

// The position in UTF-16, as the field counts, of one in characters.
const indexOf = (text: string, at: number) => [...text].slice(0, at - 1).join("").length;

const wordAt = (text: string, from: number) => /^[^\s,()]+|^./su.exec(text.slice(from))?.[0].length ?? 0;

export const CodeField = ({ value, label, lines, placeholder, at, complete, onInput, onRun, onStop }: Props) => {
  const id = useId();
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const copy = useRef<HTMLPreElement>(null);
  const caretMark = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [found, setFound] = useState<Completion | null>(null);
  const [active, setActive] = useState(0);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  const caretTo = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (caretTo.current === null) return;
    field.current!.setSelectionRange(caretTo.current, caretTo.current);
    caretTo.current = null;
  }, [value]);

  // The list is below the caret, which the copy behind the text knows.
  useLayoutEffect(() => {
    const mark = caretMark.current;
    if (!found || !mark) return;
    const left = Math.max(0, Math.min(mark.offsetLeft - copy.current!.scrollLeft, copy.current!.clientWidth - 280));
    setPlace({ left, top: mark.offsetTop + 22 - copy.current!.scrollTop });
  }, [found]);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active, found]);

  const look = (text: string, caret: number) => {
    setFound(complete(text, caret));
    setActive(0);
  };
  const take = (index: number) => {
    const item = found?.items[index];
    if (!found || !item) return;
    const caret = field.current!.selectionStart ?? value.length;
    const text = value.slice(0, found.from) + item.text + value.slice(caret);
    caretTo.current = found.from + item.text.length - (item.back ?? 0);
    setFound(null);
    onInput(text);
    field.current!.focus();
  };
  const isOpen = found !== null && found.items.length > 0;

  const onKeyDown = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.isComposing) return;
    const act = (what: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      what();
    };
    if (event.key === "Enter" && (ctrl || (!lines && !isOpen))) {
      return act(() => {
        setFound(null);
        onRun();
      });
    }
    if (ctrl && event.key === " ") return act(() => look(value, field.current!.selectionStart ?? 0));
    if (isOpen) {
      const count = found.items.length;
      if (event.key === "ArrowDown") return act(() => setActive((active + 1) % count));
      if (event.key === "ArrowUp") return act(() => setActive((active + count - 1) % count));
      if (event.key === "Tab" && !event.shiftKey) return act(() => take(active));
      if (event.key === "Enter") return act(() => take(active));
      if (event.key === "Escape") return act(() => setFound(null));
    }
    if (event.key === "Escape") return act(onStop);
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) setFound(null);
  };

  const common = {
    ref: field,
    id,
    value,
    placeholder,
    spellcheck: false,
    autocomplete: "off",
    autocapitalize: "off" as const,
    "aria-label": label,
    "aria-invalid": at !== undefined,
    "aria-describedby": at === undefined ? undefined : id + "-at",
    "aria-autocomplete": "list" as const,
    "aria-haspopup": "listbox" as const,
    "aria-controls": isOpen ? id + "-list" : undefined,
    "aria-activedescendant": isOpen ? `${id}-${active}` : undefined,
    onInput: (event: Event) => {
      const { value, selectionStart } = event.currentTarget as HTMLTextAreaElement;
      onInput(value);
      look(value, selectionStart);
    },
    onKeyDown,
    onBlur: () => setFound(null),
    onScroll: () => {
      copy.current!.scrollLeft = field.current!.scrollLeft;
      copy.current!.scrollTop = field.current!.scrollTop;
    },
  };
  const caret = found ? (field.current?.selectionStart ?? 0) : value.length;
  const from = at === undefined ? -1 : Math.min(indexOf(value, at), value.length);
  const to = from < 0 ? -1 : from + Math.max(1, wordAt(value, from));
  const cuts = [...new Set([0, from < 0 ? 0 : from, from < 0 ? 0 : to, caret, value.length])].sort((a, b) => a - b);
  const rows = Math.min(14, Math.max(4, value.split("\n").length));
  const line = at === undefined ? null : value.slice(0, from).split("\n").length;
  return (
    <div class={"code-field" + (lines ? " lines" : "")}>
      {lines && (
        <div class="numbers" aria-hidden="true" style={{ height: `${rows * 22 + 14}px` }}>
          <div style={{ transform: `translateY(${-(field.current?.scrollTop ?? 0)}px)` }}>
            {value.split("\n").map((_, index) => (
              <div class={index + 1 === line ? "bad" : ""} key={index}>
                {index + 1}
              </div>
            ))}
          </div>
        </div>
      )}
      <div class="area">
        <pre ref={copy} class="copy-behind" aria-hidden="true">
          {cuts.slice(0, -1).map((start, index) => {
            const text = value.slice(start, cuts[index + 1]);
            return (
              <span key={start}>
                {start === caret && <span ref={caretMark} />}
                {start >= from && start < to ? <mark>{text}</mark> : text}
              </span>
            );
          })}
          {caret === value.length && <span ref={caretMark} />}
          {from >= value.length && from >= 0 && <mark>{"␣"}</mark>}
          {"\n"}
        </pre>
        {lines ? <textarea {...common} wrap="off" style={{ height: `${rows * 22 + 14}px` }} /> : <input {...common} role="combobox" aria-expanded={isOpen} />}
        {isOpen && (
          <ul ref={list} id={id + "-list"} class="suggestions" role="listbox" aria-label={t("pad.suggestions")} style={{ left: `${place.left}px`, top: `${place.top}px` }}>
            {found.items.map((item, index) => (
              <li
                key={item.text}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(index);
                }}
              >
                <code>
                  <Visible text={item.text} />
                </code>
                <span class="dim">
                  <Visible text={item.detail} />
                </span>
              </li>
            ))}
          </ul>
        )}
        <span class="hidden" role="status">
          {isOpen ? t("pad.suggested", { count: found.items.length }) : ""}
        </span>
      </div>
      {at !== undefined && (
        <span id={id + "-at"} class="hidden">
          {t("pad.error.at", { line: line ?? 1, column: from - value.lastIndexOf("\n", from - 1) })}
        </span>
      )}
    </div>
  );
};
