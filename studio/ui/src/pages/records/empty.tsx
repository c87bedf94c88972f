// What stands where no record is shown.
import type { Place } from "../../records";
import { t } from "../../words";
import { Why } from "./why";

interface Props {
  at: Place;
  filter: string;
  canWrite: boolean;
  onFilter: (filter: string) => void;
  onNew: () => void;
}

export const Empty = ({ at, filter, canWrite, onFilter, onNew }: Props) => (
  <div class="empty pad">
    {filter ? (
      <>
        {t("records.no.match")} <button onClick={() => onFilter("")}>{t("filter.clear")}</button>
        <Why at={at} filter={filter} onFilter={onFilter} />
      </>
    ) : (
      <>
        {t("records.none")} {canWrite && t("records.none.add")} {canWrite && <button onClick={onNew}>{t("new")}</button>}
      </>
    )}
  </div>
);
