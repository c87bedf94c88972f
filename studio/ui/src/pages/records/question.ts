// Questions before a write: `prod` asks, for single edits once a visit.
import { useState } from "preact/hooks";
import { about } from "../../models";
import { Act } from "../../parts/confirm";
import type { Stage } from "../../route";

export interface Question {
  title: string;
  text?: string;
  typed?: string;
  danger?: boolean;
  yes: () => void;
}

// The records that were allowed to change in `prod`, once a visit.
let prodAllowed = false;

export const useQuestion = (stage: Stage) => {
  const [question, ask] = useState<Question | null>(null);
  // In an environment the server wants the identifier typed for each act, and the page asks when it says so.
  const inProd = (change: (act: Act) => void, title: string, typed?: string) => {
    if (stage === "pre" || (!typed && (prodAllowed || !about.get()?.emulator))) return change(new Act());
    ask({
      title,
      danger: true,
      ...(typed ? { typed } : {}),
      yes: () => {
        prodAllowed = true;
        ask(null);
        change(new Act(typed));
      },
    });
  };
  return { question, ask, inProd };
};
