// New records that may have been created: no answer came. They are sent again only where a person says so.
import { Visible } from "../../parts/text";
import { number, t } from "../../words";
import type { Staged } from "./staged";

interface Props {
  staged: Staged;
  onRefresh: () => void;
  onAgain: () => void;
}

export const Doubts = ({ staged, onRefresh, onAgain }: Props) => {
  const { doubted, saving } = staged;
  if (doubted.size === 0) return null;
  const own = [...new Set([...doubted.values()].map((error) => error.message))].filter((text) => text !== "unavailable");
  return (
    <div class="strip warning" role="alert">
      <div>
        <strong>{t("doubt.created", { count: number(doubted.size) })}</strong>
        <div>{t("doubt.created.next", { count: number(doubted.size) })}</div>
        {own.map((text) => (
          <div class="own" key={text}>
            <Visible text={text} lines />
          </div>
        ))}
      </div>
      <span class="actions">
        <button onClick={onRefresh}>{t("refresh")}</button>
        <button class="danger" onClick={onAgain} disabled={saving}>
          {t("doubt.again")}
        </button>
        <button onClick={staged.dropDoubted} disabled={saving}>
          {t("doubt.drop")}
        </button>
      </span>
    </div>
  );
};
