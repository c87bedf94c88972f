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

// The editor of one value of a shown record.
export const Draft = ({ field, stage, value, onDone, onCancel }: Props) => {
  const [text, setText] = useState(draft(value, field.kind));
  const [error, setError] = useState<string | null>(null);
  const done = () => {
    try {
      onDone(parsed(text, field.kind));
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

