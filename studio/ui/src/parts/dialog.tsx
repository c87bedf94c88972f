import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../words";

// A question that Enter answers with yes, once the asked text is typed, and Escape with no.
export const Ask = ({ title, typed, danger, onYes, onNo, children }: {
  title: string;
  typed?: string;
  danger?: boolean;
  onYes: () => void;
  onNo: () => void;
  children?: ComponentChildren;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  useLayoutEffect(() => {
    dialog.current!.showModal();
    // Enter says yes, where nothing is typed.
    if (typed === undefined) dialog.current!.querySelector<HTMLElement>("button:not([type])")?.focus();
  }, []);
  const isReady = typed === undefined || text === typed;
  return (
    <dialog ref={dialog} onCancel={onNo} aria-labelledby="ask-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onYes();
        }}
      >
        <h2 id="ask-title">{title}</h2>
        {children}
        {typed !== undefined && (
          <label class="stack">
            {t("type.to.confirm", { text: typed })}
            <input value={text} onInput={(event) => setText(event.currentTarget.value)} autocomplete="off" spellcheck={false} />
          </label>
        )}
        <p class="actions">
          <button type="button" onClick={onNo}>
            {t("cancel")}
          </button>
          <button class={danger ? "danger" : "main-action"} disabled={!isReady}>
            {t("go.on")}
          </button>
        </p>
      </form>
    </dialog>
  );
};
