// How many records changed elsewhere since the list was read. Rows never move by themselves.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Pages } from "../../grid/pages";
import { changesOf } from "../../records";

const EVERY = 1000;

export const useLive = (pages: Pages) => {
  const [others, setOthers] = useState(0);
  const writes = useRef(0);
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      if (document.visibilityState === "visible") {
        const before = writes.current;
        const now = await changesOf(pages.list.at).catch(() => undefined);
        if (ended || now === null) return;
        // What was written here meanwhile may be counted or not: the next answer tells.
        if (now !== undefined && before === writes.current) {
          setOthers(pages.known === null ? 0 : now < pages.known ? 1 : now - pages.known);
        }
      }
      timer = setTimeout(ask, EVERY);
    };
    setOthers(0);
    timer = setTimeout(ask, EVERY);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [pages, pages.version]);
  return {
    others,
    // Begins or ends a write: answers of that time do not count.
    writing: () => writes.current++,
    // Written here, and shown at once.
    wrote: (count: number) => {
      writes.current++;
      if (pages.known !== null) pages.known += count;
    },
  };
};
