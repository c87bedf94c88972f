// Questions before a write: `prod` asks, for single edits once a visit.
import { useState } from "preact/hooks";
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
  const inProd = (change: () => void, title: string, typed?: string) => {
    if (stage === "pre" || (prodAllowed && !typed)) return change();
    ask({
      title,
      danger: true,
      ...(typed ? { typed } : {}),
      yes: () => {
        prodAllowed = true;
        ask(null);
        change();
      },
    });
  };
  return { question, ask, inProd };
};
