// A record that somebody else changed meanwhile: ours and theirs, and the choice between them.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Cell } from "../../grid/cell";
import type { Names } from "../../grid/names";
import { type Served, titleOf } from "../../models";
import { Visible } from "../../parts/text";
import { text } from "../../records";
import type { Stage } from "../../route";
import { t } from "../../words";
import type { Changes, Conflict } from "./staged";

interface Props {
  model: Served;
  stage: Stage;
  names: Names;
  conflict: Conflict;
  onSettle: (ours: Changes | null) => void;
  onLater: () => void;
}

export const ConflictDialog = ({ model, stage, names, conflict, onSettle, onLater }: Props) => {
  const { changes, before, theirs } = conflict;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  const [ours, setOurs] = useState<Set<string>>(new Set(Object.keys(changes)));
  const isOther = (key: string) => JSON.stringify(before[key] ?? null) !== JSON.stringify(theirs[key] ?? null);
  const fields = model.fields.filter((field) => field.key in changes || (isOther(field.key) && !field.system));
  const name = (model.primary && text(theirs[model.primary], { name: "text" })) || theirs._id;
  const pick = (key: string, isOurs: boolean) => {
    const next = new Set(ours);
    isOurs ? next.add(key) : next.delete(key);
    setOurs(next);
  };
  return (
    <dialog ref={dialog} class="wide" onCancel={onLater} aria-labelledby="conflict-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSettle(Object.fromEntries(Object.entries(changes).filter(([key]) => ours.has(key))));
        }}
      >
        <h2 id="conflict-title">
          {t("conflict.title")} <Visible text={name} />
        </h2>
        <p class="dim">{t("conflict.text")}</p>
        <table>
          <thead>
            <tr>
              <th>{t("field")}</th>
              <th>{t("conflict.before")}</th>
              <th>{t("conflict.ours")}</th>
              <th>{t("conflict.theirs")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => {
              const isOurs = field.key in changes;
              const value = (value: unknown) => <Cell value={value} field={field} names={names} stage={stage} />;
              return (
                <tr key={field.key}>
                  <td>
                    <Visible text={titleOf(field)} />
                  </td>
                  <td class="dim">{value(before[field.key])}</td>
                  <td>
                    {isOurs && (
                      <label>
                        <input type="radio" name={"c-" + field.key} checked={ours.has(field.key)} onInput={() => pick(field.key, true)} /> {value(changes[field.key])}
                      </label>
                    )}
                  </td>
                  <td class={isOther(field.key) ? "warn" : ""}>
                    {isOurs ? (
                      <label>
                        <input type="radio" name={"c-" + field.key} checked={!ours.has(field.key)} onInput={() => pick(field.key, false)} /> {value(theirs[field.key])}
                      </label>
                    ) : (
                      value(theirs[field.key])
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p class="actions">
          <button type="button" onClick={onLater}>
            {t("conflict.later")}
          </button>
          <button type="button" onClick={() => onSettle(null)}>
            {t("conflict.take.theirs")}
          </button>
          <button class="main-action">{t("conflict.save")}</button>
        </p>
      </form>
    </dialog>
  );
};
