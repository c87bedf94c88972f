// All keys, and the switch of the single ones.
import { useLayoutEffect, useRef } from "preact/hooks";
import { setSingleKeys, singleKeys } from "../keys";
import { t, type Word } from "../words";

// Keys, alternatives apart by a bar.
const GROUPS: [Word, [string, Word][]][] = [
  [
    "help.everywhere",
    [
      ["Ctrl K", "key.search"],
      ["?", "key.help"],
      ["g", "key.go"],
      ["p", "key.stage"],
      ["[|]", "key.models"],
      ["y", "key.link"],
      ["Esc", "key.back"],
    ],
  ],
  [
    "help.records",
    [
      ["/", "key.filter"],
      ["n", "key.new"],
      ["o", "key.peek"],
      ["v", "key.values"],
      ["e", "key.bulk"],
      ["Ctrl A", "key.all"],
      ["Ctrl D", "key.copyOf"],
      ["Ctrl S", "key.save"],
      ["Ctrl C|Ctrl V", "key.copy"],
      ["⌫", "key.delete"],
      ["z", "key.undo"],
    ],
  ],
  [
    "help.grid",
    [
      ["↑|↓|←|→", "key.move"],
      ["Home|End", "key.ends"],
      ["PageUp|PageDown", "key.pages"],
      ["Space", "key.select"],
      ["Enter|F2", "key.edit"],
      ["Tab", "key.tab"],
      ["Ctrl ;", "key.now"],
      ["Del", "key.clear"],
      ["Alt click", "key.alt"],
    ],
  ],
  [
    "help.head",
    [
      ["Enter", "key.sort"],
      ["Alt ↓", "key.menu"],
      ["Ctrl ←|Ctrl →", "key.order"],
      ["Shift ←|Shift →", "key.width"],
    ],
  ],
];

export const Help = ({ onClose }: { onClose: () => void }) => {
  const on = singleKeys.use();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} class="wide help" aria-labelledby="help-title" onCancel={onClose} onClick={(event) => event.target === dialog.current && onClose()}>
      <header>
        <h2 id="help-title">{t("help")}</h2>
        <button class="quiet" onClick={onClose} aria-label={t("close")}>
          ×
        </button>
      </header>
      <div class="columns">
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {keys.map(([key, word]) => (
                <div key={key}>
                  <dt>
                    {key.split("|").map((one) => (
                      <kbd key={one}>{one}</kbd>
                    ))}
                  </dt>
                  <dd>{t(word)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label>
        <input type="checkbox" checked={on} onInput={(event) => setSingleKeys(event.currentTarget.checked)} data-single-keys /> {t("help.single")}
      </label>
      <p class="dim small">{t("help.single.text")}</p>
    </dialog>
  );
};
