import { lang } from "../words";
import { Visible } from "./text";

// A sentence in both languages, or in English alone.
export interface Doc {
  en: string;
  zh: string | null;
}

// A text in which code stands between backticks.
export const Code = ({ text }: { text: string }) => (
  <>
    {text.split("`").map((part, at) =>
      at % 2 === 0 ? (
        part && <Visible key={at} text={part} />
      ) : (
        <code key={at}>
          <Visible text={part} />
        </code>
      ),
    )}
  </>
);

export const Prose = ({ of }: { of: Doc }) => <Code text={(lang.get() === "zh" && of.zh) || of.en} />;
