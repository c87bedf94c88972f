// Export and import of the records of a model.
import { useEffect, useRef, useState } from "preact/hooks";
import { about, type Served } from "../../models";
import type { Place } from "../../records";
import { t } from "../../words";
import { Export } from "./export";
import { Import } from "./import";

interface Props {
  at: Place;
  model: Served;
  filter: string;
  // The fields of the columns that are shown.
  shown: string[];
  selected: ReadonlySet<string>;
  canWrite: boolean;
  onImported: () => void;
}

export const Transfers = ({ at, model, filter, shown, selected, canWrite, onImported }: Props) => {
  const [open, setOpen] = useState<"export" | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const isThere = !!about.get()?.files;
  useEffect(() => {
    if (!isThere) return;
    const holdsFile = (event: DragEvent) => !!event.dataTransfer?.types.includes("Files");
    // A file that misses its target would replace the page.
    const over = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(canWrite);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(false);
      const dropped = event.dataTransfer?.files[0];
      if (dropped && canWrite) setFile(dropped);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, [isThere, canWrite]);
  if (!isThere) return null;
  return (
    <>
      <button onClick={() => setOpen("export")}>{t("export")}</button>
      {canWrite && (
        <>
          <button onClick={() => picker.current!.click()} title={t("import.drop")}>
            {t("import")}
          </button>
          <input
            ref={picker}
            type="file"
            class="hidden"
            tabIndex={-1}
            aria-label={t("import.file")}
            accept=".jsonl,.ndjson,.json,.csv,.tsv,.txt,.xlsx"
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0] ?? null);
              // The same file may be chosen again.
              event.currentTarget.value = "";
            }}
          />
        </>
      )}
      {isOver && <div class="drop-here">{t("import.drop")}</div>}
      {open === "export" && <Export at={at} model={model} filter={filter} shown={shown} selected={selected} onClose={() => setOpen(null)} />}
      {file && <Import key={file.name + file.lastModified} at={at} model={model} file={file} onImported={onImported} onClose={() => setFile(null)} />}
    </>
  );
};
