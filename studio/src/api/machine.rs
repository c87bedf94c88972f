//! Calls on the state of an emulator.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use weda_emulator::{ActiveFault, FaultId};

use super::faults;
use crate::machine::State;
use crate::refused::{FieldProblem, Refused, RefusedKind};

/// The maximum step of the clock: a hundred years, in milliseconds.
const MAX_STEP: u64 = 100 * 366 * 86_400_000;

/// The state, with each fault as JSON for the command line.
pub(super) fn state(state: &State) -> Value {
    let fault = |active: &ActiveFault| {
        json!({
            "id": active.id,
            "json": faults::shortest(&active.fault).to_string(),
            "fault": faults::shortest(&active.fault),
            "met": active.matched,
            "struck": active.happened,
        })
    };
    let faults: Vec<Value> = state.faults.iter().map(fault).collect();
    let mut json = json!(state);
    json["faults"] = json!(faults);
    json
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Healed {
    /// The fault; all without one.
    #[serde(default)]
    pub(super) id: Option<FaultId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    millis: u64,
}

impl Step {
    /// The step of the clock, which never goes back.
    pub(super) fn duration(&self) -> Result<Duration, Refused> {
        if self.millis > MAX_STEP {
            let message = format!("the clock advances by at most {MAX_STEP} milliseconds (100 years) a call");
            let fields = vec![FieldProblem::new("millis", &message)];
            return Err(Refused { fields, ..Refused::new(RefusedKind::Invalid, message) });
        }
        Ok(Duration::from_millis(self.millis))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub(super) model: String,
}
