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
    let (mut deleted, mut failed) = (0, None);
    let mut outcomes = model.delete_many(ids).stream();
    while let Some(outcome) = outcomes.next().await {
        let is_gone = outcome.error().is_some_and(|error| error.kind() == ErrorKind::NotFound && !outcome.is_unknown());
        match &outcome {
            Outcome::Succeeded(_) => deleted += 1,
            _ if is_gone => {}
            other => {
                if let Some(error) = other.error().filter(|_| failed.is_none()) {
                    let mut refused = refused(error);
                    refused.doubt |= other.is_unknown();
                    failed = Some(refused);
                }
            }
        }
    }
    match failed {
        Some(mut refused) => {
            refused.message = format!("{deleted} records were deleted, others were not: {}", refused.message);
            Err(refused)
        }
        None => Ok(written(None, deleted)),
    }
}
