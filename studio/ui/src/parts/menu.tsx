import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Popup } from "./popup";

export interface MenuItem {
  label: string;
  // What stands at the right: a key, a sign.
  note?: string;
  disabled?: boolean;
  checked?: boolean;
  // The menu stays open.
  stays?: boolean;
  act: () => void;
}

interface Props {
  label: string;
  anchor: Element | null;
  // Groups are separated by a line.
  groups: MenuItem[][];
  onClose: () => void;
  children?: ComponentChildren;
}

// A menu by the usual keys: arrows, Home, End, the first letter, Enter, Escape.
export const Menu = ({ label, anchor, groups, onClose, children }: Props) => {
  const own = useRef<HTMLDivElement>(null);
  const items = () => [...own.current!.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')];
  useLayoutEffect(() => items()[0]?.focus(), []);
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = (index: number) => all[(index + all.length) % all.length]?.focus();
    if (event.key === "ArrowDown") to(at + 1);
    else if (event.key === "ArrowUp") to(at - 1);
    else if (event.key === "Home") to(0);
    else if (event.key === "End") to(-1);
    else if (event.key === "Escape" || event.key === "Tab") onClose();
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && (event.target as HTMLElement).tagName === "BUTTON") {
      const from = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      from.find((item) => item.innerText.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <Popup anchor={anchor} onClose={onClose} onKeyDown={onKey}>
      <div ref={own} role="menu" aria-label={label} class="menu">
        {groups
          .filter((group) => group.length > 0)
          .map((group, index) => (
            <div key={index} role="group" class="group">
              {group.map((item) => (
                <button
                  key={item.label}
                  role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
                  aria-checked={item.checked}
                  tabIndex={-1}
                  disabled={item.disabled}
                  onClick={() => {
                    if (!item.stays) onClose();
                    item.act();
                  }}
                >
                  <span class="tick" aria-hidden="true">{item.checked ? "✓" : ""}</span>
                  <span class="grow">{item.label}</span>
                  {item.note && <span class="dim small">{item.note}</span>}
                </button>
              ))}
            </div>
          ))}
      </div>
      {children}
    </Popup>
  );
};
