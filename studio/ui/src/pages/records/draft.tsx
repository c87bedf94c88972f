import { useState } from "preact/hooks";
import { Editor } from "../../grid/editor";
import { type Field, titleOf } from "../../models";
import { draft, parsed } from "../../records";
import type { Stage } from "../../route";
import { t } from "../../words";

interface Props {
  field: Field;
  stage: Stage;
  value: unknown;
  onDone: (value: unknown) => void;
  onCancel: () => void;
}

// A box of text knows `\n` alone: where all ends of lines were `\r\n`, they stay so.
const withEndsOf = (start: string, text: string) => (/\r\n/.test(start) && !/\r(?!\n)|(?<!\r)\n/.test(start) ? text.replace(/\r?\n/g, "\r\n") : text);

// The editor of one value of a shown record.
export const Draft = ({ field, stage, value, onDone, onCancel }: Props) => {
  const [start] = useState(() => draft(value, field.kind));
  const [text, setText] = useState(start);
  const [error, setError] = useState<string | null>(null);
  const done = () => {
    // Nothing was typed: a text says less than the value, so that the value would change.
    if (text === start) return onCancel();
    try {
      onDone(parsed(withEndsOf(start, text), field.kind));
    } catch (error) {
      setError(String(error));
    }
  };
  return (
    <form
      onSubmit={(event) => (event.preventDefault(), done())}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
        else if (event.key === "Enter" && event.ctrlKey) done();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <Editor field={field} draft={text} onDraft={setText} label={titleOf(field)} stage={stage} focus />
      {error && <div class="bad small">{error}</div>}
      <button>{t("keep")}</button>
    </form>
  );
};

