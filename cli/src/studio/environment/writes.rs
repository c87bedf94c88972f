//! Writes to an environment.

use serde_json::{Map, Value};
use weda::dynamic::ModelHandle;
use weda::{ErrorKind, Outcome};
use weda_studio::{Refused, RefusedKind, Write, Written, check_record};

use crate::fields::Fields;
use crate::records;
use crate::transfers::refused;

/// Carries out a write.
///
/// # Errors
/// Returns a refusal with a doubt if the write may have been applied nevertheless.
pub(super) async fn carry_out(model: &ModelHandle, fields: Option<&Fields>, write: Write) -> Result<Written, Refused> {
    match write {
        Write::Create { values } => {
            check(fields, &values, true)?;
            let created = model.create(&values).await.map_err(|error| refused(&error))?;
            Ok(written(Some(created.id().to_owned()), 1))
        }
        Write::Update { id, changes, seen } => {
            check(fields, &changes, false)?;
            let gone = || Refused::new(RefusedKind::NotFound, format!("there is no record `{id}` any more"));
            if let Some(seen) = seen {
                // The service has no write with a condition: a change between these two calls is not noticed.
                let now = model.get(&id).await.map_err(|error| refused(&error))?.ok_or_else(gone)?;
                unchanged(&records::native(&now, fields), &seen)?;
            }
            match model.update_checked(&id, &changes).await.map_err(|error| refused(&error))? {
                true => Ok(written(None, 1)),
                false => Err(gone()),
            }
        }
        Write::Delete { ids } => delete(model, ids).await,
        _ => Err(Refused::new(RefusedKind::Unsupported, "this environment cannot do this: use the command")),
    }
}

fn written(id: Option<String>, count: u64) -> Written {
    let mut written = Written::default();
    (written.id, written.count) = (id, count);
    written
}

fn check(fields: Option<&Fields>, values: &Map<String, Value>, is_new: bool) -> Result<(), Refused> {
    fields.map_or(Ok(()), |fields| check_record(fields.definition(), values, is_new))
}

fn unchanged(now: &Value, seen: &Value) -> Result<(), Refused> {
    let is_same = now["updatedAt"] == *seen || now["updatedAt"].as_f64().is_some_and(|at| Some(at) == seen.as_f64());
    if is_same {
        return Ok(());
    }
    let message = "the record was changed since it was read: read it again, and decide which values to keep";
    let mut refused = Refused::new(RefusedKind::Conflict, message);
    refused.field = Some("updatedAt".to_owned());
    Err(refused)
}

/// Deletes records. If one is not deleted, the others are nevertheless.
async fn delete(model: &ModelHandle, ids: Vec<String>) -> Result<Written, Refused> {
    let mut deletes = Deletes::default();
    let mut outcomes = model.delete_many(ids).stream();
    while let Some(outcome) = outcomes.next().await {
        deletes.note(&outcome);
    }
    deletes.end()
}

/// The outcomes of a call that deletes records.
#[derive(Default)]
struct Deletes {
    deleted: u64,
    /// Gone before.
    absent: u64,
    refused: u64,
    unknown: u64,
    /// The first refusal, and the first that leaves a doubt.
    errors: [Option<Refused>; 2],
}

impl Deletes {
    fn note(&mut self, outcome: &Outcome<String>) {
        let Some(error) = outcome.error() else {
            self.deleted += 1;
            return;
        };
        let error_as_told = refused(error);
        let is_unknown = outcome.is_unknown() || error_as_told.doubt;
        match is_unknown {
            true => self.unknown += 1,
            false if error.kind() == ErrorKind::NotFound => {
                self.absent += 1;
                return;
            }
            false => self.refused += 1,
        }
        self.errors[usize::from(is_unknown)].get_or_insert(error_as_told);
    }

    /// # Errors
    /// Returns a refusal with all numbers if a record was not deleted, or may not have been. It has a doubt if any outcome
    /// is unknown.
    fn end(self) -> Result<Written, Refused> {
        let [refusal, doubt] = self.errors;
        // A doubt first: it has to be looked into before anything is repeated.
        let Some(mut error) = doubt.or(refusal) else { return Ok(written(None, self.deleted)) };
        error.doubt = self.unknown > 0;
        let mut parts = vec![format!("{} deleted", self.deleted), format!("{} refused", self.refused)];
        parts.push(format!("{} unknown", self.unknown));
        if self.absent > 0 {
            parts.push(format!("{} already gone", self.absent));
        }
        error.message = format!("{}: {}", parts.join(", "), error.message);
        Err(error)
    }
}
