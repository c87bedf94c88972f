// One polite region for what happens without the focus: at most one message in two seconds, the latest wins.
import { useEffect, useState } from "preact/hooks";

const EVERY = 2000;

let show: ((text: string) => void) | null = null;
let last = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

export const say = (text: string) => {
  clearTimeout(waiting);
  const left = last + EVERY - Date.now();
  if (left > 0) {
    waiting = setTimeout(() => say(text), left);
    return;
  }
  last = Date.now();
  show?.(text);
};

export const Spoken = () => {
  const [text, set] = useState("");
  useEffect(() => {
    show = set;
    return () => void (show = null);
  }, []);
  return (
    <div class="hidden" role="status" aria-live="polite" data-said>
      {text}
    </div>
  );
};
