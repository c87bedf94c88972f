// A write to the live store of an environment repeats the model's identifier, which a person types. The studio's server
// refuses it otherwise.
import { Refused } from "../api";
import { about } from "../models";
import { shared } from "../shared";
import { t } from "../words";
import { Ask } from "./dialog";
import { Visible } from "./text";

interface Question {
  model: string;
  answer: (typed: string | null) => void;
}

const question = shared<Question | null>(null);

// One act of a person, which is confirmed once, however many writes it takes.
export class Act {
  constructor(private typed?: string) {}

  async carriedOut<T>(model: string, write: (confirm?: string) => Promise<T>): Promise<T> {
    try {
      return await write(this.typed);
    } catch (error) {
      if (!(error instanceof Refused) || error.kind !== "unconfirmed") throw error;
      this.typed = await ask(model, error);
      return await write(this.typed);
    }
  }
}

const ask = (model: string, refused: Refused) =>
  new Promise<string>((yes, no) =>
    question.set({
      model,
      answer: (typed) => {
        question.set(null);
        typed === null ? no(refused) : yes(typed);
      },
    }),
  );

export const Confirmer = () => {
  const now = question.use();
  if (!now) return null;
  return (
    <Ask title={t("confirm.live")} typed={now.model} danger onYes={() => now.answer(now.model)} onNo={() => now.answer(null)}>
      <p>
        <Visible text={t("confirm.live.what", { model: now.model, env: about.get()?.envId ?? "" })} />
      </p>
    </Ask>
  );
};
