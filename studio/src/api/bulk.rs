//! Changes of many records, each with an outcome of its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout_at};

use crate::refused::{Refused, RefusedKind};
use crate::source::{Place, Source, Write};
use crate::value::received_members;

/// The maximum number of records of a call.
pub(super) const MAX: usize = 100;

/// The changes of a call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bulk {
    pub(super) at: Place,
    pub(super) updates: Vec<Update>,
    /// The model's identifier, which a write to the live store of an environment repeats.
    #[serde(default)]
    pub(super) confirm: Option<String>,
}

/// A change of one record.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Update {
    id: String,
    changes: Map<String, Value>,
    #[serde(default)]
    seen: Option<Value>,
}

/// The outcome of a change; it has an error unless the change succeeded or was not sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome {
    id: String,
    /// `succeeded`, `failed`, `unknown` or `notSent`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Refused>,
}

/// Carries out each change by itself. Once the source cannot be reached, or the time is over, the rest is not sent: what
/// became of those before is told all the same.
pub(super) async fn carry_out(source: &dyn Source, bulk: Bulk, until: Instant) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(bulk.updates.len());
    let mut is_over = false;
    for Update { id, changes, seen } in bulk.updates {
        if is_over || Instant::now() >= until {
            outcomes.push(Outcome { id, outcome: "notSent", error: None });
            continue;
        }
        let write = Write::Update { id: id.clone(), changes: received_members(changes), seen };
        let written = timeout_at(until, source.write(bulk.at.clone(), write)).await;
        let error = written.unwrap_or_else(|_| Err(too_long())).err();
        let outcome = match &error {
            None => "succeeded",
            Some(error) if error.doubt => "unknown",
            Some(_) => "failed",
        };
        is_over =
            error.as_ref().is_some_and(|error| matches!(error.kind, RefusedKind::Unavailable | RefusedKind::Timeout));
        outcomes.push(Outcome { id, outcome, error });
    }
    outcomes
}

fn too_long() -> Refused {
    let message = "the time of the call was over before the source answered: read the record to see what it has";
    Refused { doubt: true, ..Refused::new(RefusedKind::Timeout, message) }
}
