// Faults, and the clock, tokens, limits and data of the emulator.
import { useEffect } from "preact/hooks";
import { machineFailure, readMachine, useMachine } from "../machine";
import { Strip } from "../parts/strip";
import type { Route } from "../route";
import { t } from "../words";
import { Active } from "./faults/active";
import { Clock } from "./faults/clock";
import { Data } from "./faults/data";
import { FaultForm } from "./faults/form";
import { Limits } from "./faults/limits";
import { Tokens } from "./faults/tokens";

export const FaultsPage = ({ route }: { route: Route }) => {
  const state = useMachine(true, 1000);
  const error = machineFailure.use();
  useEffect(() => {
    document.title = `${t("page.faults")} · weda studio`;
  });
  return (
    <>
      <h1>{t("page.faults")}</h1>
      {error !== null && <Strip error={error} again={readMachine} />}
      {state && (
        <div class="machine">
          <div>
            <Active faults={state.faults} />
            <FaultForm route={route} />
          </div>
          <div class="instruments">
            <Clock state={state} />
            <Tokens state={state} />
            <Limits state={state} />
            <Data state={state} />
          </div>
        </div>
      )}
    </>
  );
};
