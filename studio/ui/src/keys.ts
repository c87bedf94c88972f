// Keys: single ones outside of texts, which may be switched off, and what all pages have in common.
import { shared } from "./shared";

const KEY = "weda-studio-keys";

export const singleKeys = shared(localStorage.getItem(KEY) !== "off");

export const setSingleKeys = (on: boolean) => {
  localStorage.setItem(KEY, on ? "on" : "off");
  singleKeys.set(on);
};

// True where keys are text, or belong to a question or a menu.
export const isTaken = (event: KeyboardEvent) => {
  const target = event.target as HTMLElement;
  return event.isComposing || !!target.closest("dialog, [popover]") || !!target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
};

// The single key of an event, or null where it is none.
export const singleKey = (event: KeyboardEvent): string | null => {
  if (!singleKeys.get() || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return null;
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
};
