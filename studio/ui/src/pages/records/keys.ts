// The keys of the page of records, outside of the grid's own.
import { useLayoutEffect } from "preact/hooks";
import { isTaken, singleKey } from "../../keys";

interface PageKeys {
  // By key, `ctrl+s` for one with Ctrl.
  acts: Record<string, () => unknown>;
  copy: (event: ClipboardEvent) => void;
  paste: (text: string) => void;
}

// True where what is copied or pasted concerns the grid.
const isOfGrid = (event: ClipboardEvent) => {
  const target = event.target as HTMLElement;
  const isElsewhere = target.closest?.("input, textarea, select, dialog, [popover], .panel");
  return !isElsewhere && String(getSelection() ?? "") === "";
};

// At once and not after the next paint: a key must not meet the state before the last one.
export const usePageKeys = ({ acts, copy, paste }: PageKeys) => {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.target as HTMLElement).closest?.("dialog")) return;
      const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      // Saving works from every field; the other keys are texts there.
      const key = ctrl ? (event.key === "s" || !isTaken(event) ? "ctrl+" + event.key.toLowerCase() : "") : (singleKey(event) ?? (event.key === "Escape" && !isTaken(event) ? "Escape" : ""));
      const act = acts[key];
      // The text of a record is selected by the same key.
      if (key === "ctrl+a" && (event.target as HTMLElement).closest?.(".panel")) return;
      if (!act || (key.length === 1 && event.shiftKey)) return;
      event.preventDefault();
      act();
    };
    const onCopy = (event: ClipboardEvent) => isOfGrid(event) && copy(event);
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain");
      if (!text || !isOfGrid(event)) return;
      event.preventDefault();
      paste(text);
    };
    addEventListener("keydown", onKey);
    document.addEventListener("copy", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      removeEventListener("keydown", onKey);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  });
};
