// The keys of all pages.
import { useEffect, useRef } from "preact/hooks";
import { isTaken, singleKey } from "./keys";
import { idOf, models } from "./models";
import { deletes } from "./pages/records/deletes";
import { current, go, type Stage, url } from "./route";

const PAGES: Record<string, string> = { m: "models", r: "records", q: "requests", f: "faults", p: "profile", s: "pad" };

// How long `g` waits for the letter of a page.
const WAIT = 1500;

interface Ask {
  stage: Stage;
  // The pages that there are.
  paths: string[];
  onSearch: () => void;
  onHelp: () => void;
}

export const useFrameKeys = ({ stage, paths, onSearch, onHelp }: Ask) => {
  const going = useRef(0);
  useEffect(() => {
    const nextModel = (by: number) => {
      const { parts } = current();
      if (!["records", "models"].includes(parts[0] ?? "")) return;
      const all = (models.get() ?? []).map(idOf);
      const name = parts[0] === "records" ? parts[2] : parts[1];
      const next = all[(all.indexOf(name ?? "") + by + all.length) % all.length];
      if (next) go(parts[0] === "records" ? url(["records", stage, next]) : url(["models", next]));
    };
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !(event.target as HTMLElement).closest?.("dialog")) {
        event.preventDefault();
        return onSearch();
      }
      const key = singleKey(event);
      if (key === null || isTaken(event)) return;
      if (Date.now() < going.current) {
        going.current = 0;
        const path = PAGES[key];
        if (path && paths.includes(path)) {
          // Not a key of the page that is left.
          event.stopImmediatePropagation();
          event.preventDefault();
          return go("/" + path);
        }
        return;
      }
      const acts: Record<string, () => unknown> = {
        g: () => (going.current = Date.now() + WAIT),
        "?": onHelp,
        z: () => current().parts[0] !== "records" && deletes.undo(),
        "[": () => nextModel(-1),
        "]": () => nextModel(1),
        p: () => {
          const { parts, query } = current();
          if (parts[0] === "records" && parts[2]) go(url(["records", stage === "pre" ? "prod" : "pre", parts[2]], Object.fromEntries(query)));
        },
      };
      const act = acts[key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    // Before the keys of a page.
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  });
};
