// Deletes that are held, told on the pages that do not show their records.
import { t } from "../../words";
import { deletes } from "./deletes";

export const HeldDeletes = () => {
  deletes.use();
  if (deletes.size === 0) return null;
  return (
    <p class="strip warning held">
      {t("delete.held", { count: deletes.size, seconds: deletes.next })}
      <button onClick={deletes.undo}>
        {t("undo", { count: deletes.size })} <kbd>Z</kbd>
      </button>
    </p>
  );
};
