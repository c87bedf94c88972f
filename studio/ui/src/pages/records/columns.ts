// Which columns a grid shows, in which order and width: kept for each model and stage in this browser.
import { useMemo, useState } from "preact/hooks";
import { useMedia } from "../../media";
import { type Field, ordered, type Served } from "../../models";
import type { Stage } from "../../route";

interface Kept {
  order: string[];
  hidden: string[];
  // System fields, which are hidden until asked for.
  shown: string[];
  pinned: string[] | null;
  widths: Record<string, number>;
}

const NOTHING: Kept = { order: [], hidden: [], shown: [], pinned: null, widths: {} };

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);

// What is stored may be of another version, or of anybody.
const read = (key: string): Kept => {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, unknown>;
    const widths = Object.entries((kept.widths ?? {}) as object).filter((pair): pair is [string, number] => Number.isFinite(pair[1]));
    return {
      order: texts(kept.order),
      hidden: texts(kept.hidden),
      shown: texts(kept.shown),
      pinned: Array.isArray(kept.pinned) ? texts(kept.pinned) : null,
      widths: Object.fromEntries(widths),
    };
  } catch {
    return NOTHING;
  }
};

export interface Columns {
  // The shown fields, the pinned ones first.
  fields: Field[];
  pinned: number;
  widths: Record<string, number>;
  // All fields that could be shown, in their order.
  all: Field[];
  isShown: (key: string) => boolean;
  // Shown, since a filter or the order needs it.
  isForced: (key: string) => boolean;
  isPinned: (key: string) => boolean;
  toggle: (key: string) => void;
  move: (key: string, by: number) => void;
  pin: (key: string) => void;
  width: (key: string, width: number | null) => void;
  system: (on: boolean) => void;
  reset: () => void;
  isUsual: boolean;
}

interface Ask {
  model: Served;
  stage: Stage;
  // What a filter or the order names.
  forced: Set<string>;
  // What a link asks for instead of what is kept.
  asked: string[] | null;
  // Tells that the columns are no longer those of the link.
  onOwn: () => void;
}

const NARROW = "(max-width: 700px)";

export const useColumns = ({ model, stage, forced, asked, onOwn }: Ask): Columns => {
  const key = `weda-studio-columns/${stage}/${model.identifier}`;
  const [kept, setKept] = useState(() => read(key));
  const isNarrow = useMedia(NARROW);
  const usual = useMemo(() => ordered(model).filter((field) => field.stored), [model]);
  const now: Kept = asked ? { ...kept, order: asked, hidden: usual.map((one) => one.key).filter((one) => !asked.includes(one)), shown: asked } : kept;
  const rank = (field: Field) => {
    const at = now.order.indexOf(field.key);
    return at < 0 ? now.order.length + usual.indexOf(field) : at;
  };
  const all = [...usual].sort((a, b) => rank(a) - rank(b));
  const change = (next: Partial<Kept>) => {
    const all = { ...now, ...next };
    setKept(all);
    localStorage.setItem(key, JSON.stringify(all));
    if (asked) onOwn();
  };
  const isWanted = (field: Field) => !now.hidden.includes(field.key) && (!field.system || now.shown.includes(field.key));
  const isShown = (key: string) => forced.has(key) || usual.some((field) => field.key === key && isWanted(field));
  const pinnedKeys = now.pinned ?? (all[0] ? [(usual.find((field) => field.key === model.primary) ?? all[0]).key] : []);
  const shown = all.filter((field) => isShown(field.key));
  const pinned = shown.filter((field) => pinnedKeys.includes(field.key));
  let fields = [...pinned, ...shown.filter((field) => !pinnedKeys.includes(field.key))];
  let count = pinned.length;
  let widths = now.widths;
  if (isNarrow) {
    fields = fields.slice(0, 3);
    count = Math.min(count, 1);
    widths = Object.fromEntries(fields.map((field, index) => [field.key, index === 0 ? 130 : Math.floor((Math.max(320, innerWidth) - 36 - 130) / 2)]));
  }
  return {
    fields,
    pinned: count,
    widths,
    all,
    isShown,
    isForced: (key) => forced.has(key),
    isPinned: (key) => pinnedKeys.includes(key),
    toggle: (key) => {
      const field = usual.find((field) => field.key === key)!;
      if (isWanted(field)) change({ hidden: [...now.hidden, key], shown: now.shown.filter((one) => one !== key) });
      else change({ hidden: now.hidden.filter((one) => one !== key), shown: field.system ? [...now.shown, key] : now.shown });
    },
    move: (key, by) => {
      // Past the next shown column of its part, whatever is hidden between them.
      const part = fields.filter((field) => pinnedKeys.includes(field.key) === pinnedKeys.includes(key)).map((field) => field.key);
      const other = part[part.indexOf(key) + by];
      if (!other) return;
      const keys = all.map((field) => field.key).filter((one) => one !== key);
      keys.splice(keys.indexOf(other) + (by > 0 ? 1 : 0), 0, key);
      change({ order: keys });
    },
    pin: (key) => change({ pinned: pinnedKeys.includes(key) ? pinnedKeys.filter((one) => one !== key) : [...pinnedKeys, key] }),
    width: (key, width) => {
      const { [key]: _, ...rest } = now.widths;
      change({ widths: width === null ? rest : { ...rest, [key]: width } });
    },
    system: (on) => change({ shown: on ? usual.filter((field) => field.system).map((field) => field.key) : [], hidden: now.hidden.filter((one) => !usual.find((field) => field.key === one)?.system) }),
    reset: () => {
      setKept(NOTHING);
      localStorage.removeItem(key);
      if (asked) onOwn();
    },
    isUsual: !asked && JSON.stringify(kept) === JSON.stringify(NOTHING),
  };
};
