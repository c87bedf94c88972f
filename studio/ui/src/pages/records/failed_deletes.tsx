// Deletes that did not succeed. They are sent in the background, so that the frame tells it, whichever page is shown.
import { Refused } from "../../api";
import { find, titleOf } from "../../models";
import { Strip } from "../../parts/strip";
import { number, t } from "../../words";
import { deletes } from "./deletes";

export const FailedDeletes = () => (
  <>
    {deletes.useFailures().map((failure) => {
      const { at, count, rest, error } = failure;
      const model = find(at.model, at.stage);
      const what = t(error instanceof Refused && error.doubt ? "delete.unknown" : "delete.failed", { count: number(count), model: model ? titleOf(model) : at.model, stage: at.stage });
      return <Strip key={failure} error={error} what={rest > 0 ? `${what} ${t("delete.failed.rest", { count: number(rest) })}` : what} dismiss={() => deletes.dismiss(failure)} />;
    })}
  </>
);
