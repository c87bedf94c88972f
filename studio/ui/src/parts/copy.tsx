import { useState } from "preact/hooks";
import { t } from "../words";

// A button that copies a text, and says so.
export const Copy = ({ text, label, title }: { text: () => string | Promise<string>; label?: string; title?: string }) => {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(await text());
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" onClick={() => void copy()} aria-label={title}>
      {copied ? t("copied") : (label ?? t("copy"))}
    </button>
  );
};
