// Faults that tests often need.
import type { Word } from "../../words";

export const FIELDS = ["effect", "argument", "method", "path", "skip", "times", "share", "seed"] as const;

export type FieldName = (typeof FIELDS)[number];

export type Form = Partial<Record<FieldName, string>>;

export const PRESETS: [Word, Form][] = [
  ["preset.lost", { effect: "drop-after", method: "POST", path: "/odata/", times: "1" }],
  ["preset.fifth", { effect: "refuse", argument: "SYS_ERR", path: "/odata/", share: "20%", seed: "7" }],
  ["preset.slow", { effect: "delay", argument: "2000" }],
  ["preset.proxy", { effect: "html", times: "1" }],
  ["preset.token", { effect: "expire-tokens", path: "/odata/", times: "1" }],
  ["preset.half", { effect: "half", path: "/odata/", times: "1" }],
  ["preset.limit", { effect: "refuse", argument: "EXCEED_RATELIMIT", path: "/odata/", times: "3" }],
];
