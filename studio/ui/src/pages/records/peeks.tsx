// Which record the panel shows: that of the address, one that was opened from it, or on a wide page the active one.
import { useEffect, useState } from "preact/hooks";
import type { Names } from "../../grid/names";
import { find, type Served } from "../../models";
import { useMedia } from "../../media";
import type { Place, Row } from "../../records";
import { go, type Route, withQuery } from "../../route";
import { t } from "../../words";
import { Peek } from "./peek";
import type { Staged } from "./staged";

const KEY = "weda-studio-peek";
const WIDE = "(min-width: 1800px)";
const REST = 120;

interface Ask {
  route: Route;
  at: Place;
  model: Served;
  // The active record.
  row: Row | null;
  names: Names;
  canWrite: boolean;
  version: number;
  staged: Staged;
  // What the grid asks to edit here; told when it is.
  editIn: { id: string; field: string } | null;
  onEditing: () => void;
  isOff: boolean;
}

export const usePeek = ({ route, at, model, row, names, canWrite, version, staged, editIn, onEditing, isOff }: Ask) => {
  const isWide = useMedia(WIDE);
  const [stays, setStays] = useState(() => localStorage.getItem(KEY) !== "off");
  const [rested, setRested] = useState<string | null>(null);
  const asked = route.query.get("row");
  const open = route.query.get("open");
  const follows = isWide && stays && !asked && !isOff;
  useEffect(() => {
    if (!follows) return setRested(null);
    const timer = setTimeout(() => setRested(row?._id ?? null), rested === null ? 0 : REST);
    return () => clearTimeout(timer);
  }, [follows, row?._id]);
  const setStay = (on: boolean) => {
    setStays(on);
    localStorage.setItem(KEY, on ? "on" : "off");
  };
  const id = asked ?? (follows ? rested : null);
  const close = () => {
    if (follows) setStay(false);
    if (asked || open) go(withQuery(route, { row: null, open: null }));
    document.getElementById("grid")?.focus();
  };
  const turn = () => {
    if (isWide) {
      if (id) return close();
      return setStay(true);
    }
    if (row) go(withQuery(route, { row: asked === row._id ? null : row._id, open: null }));
  };
  const [target, ...rest] = (open ?? "").split("/");
  const opened = open ? find(target!, at.stage) : null;
  const common = { names, version, onClose: close };
  const panel =
    open && !opened ? (
      <aside class="panel" aria-label={t("record")}>
        <p class="empty">{t("models.unknown", { name: target! })}</p>
        <button onClick={close}>{t("close")}</button>
      </aside>
    ) : opened ? (
      <Peek key={open} {...common} at={{ stage: at.stage, model: opened.identifier }} model={opened} id={rest.join("/")} canWrite={false} staged={undefined} problems={undefined} onEdit={() => undefined} onBack={() => history.back()} />
    ) : id ? (
      <Peek key={id} {...common} at={at} model={model} id={id} canWrite={canWrite} staged={staged.edits.get(id)} problems={staged.found.get(id)} onEdit={staged.edit} editIn={editIn?.id === id ? editIn.field : null} onEditing={onEditing} />
    ) : null;
  return { id: open ?? id, close, turn, panel };
};
