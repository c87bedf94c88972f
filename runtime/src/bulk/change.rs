//! Updates and deletes by ids: one record per call or, if the dialect enables it, a comma-separated list of ids.

use std::borrow::Cow;

use super::chunk::ChunkResult;
use super::create::unknown;
use super::encode::present;
use super::engine::not_sent;
use super::job::{Job, PositionedRow, Work};
use super::messages::Message;
use super::outcome::Outcome;
use super::sending::SendFailure;
use crate::call::Call;
use crate::client::Client;
use crate::error::{ErrorKind, InDoubt, Problem};
use crate::protocol::operation::{Action, Operation, Records};
use crate::protocol::{Answer, Gateway};
use crate::request::Request;
use crate::value::RowFields;
use crate::{Error, one_record};

pub(super) async fn chunk(job: Job, rows: Vec<PositionedRow>) -> ChunkResult {
    let (mut done, mut rows) = (ChunkResult::default(), rows);
    let mut may_be_deleted = false;
    if rows.len() > 1 {
        match together(&job, &rows).await {
            Together::Done(all) => return all,
            Together::Refused => {
                tracing::debug!(target: "weda", "a list of ids was refused; its records are sent one by one");
            }
            Together::SomeMissing => may_be_deleted = matches!(job.work, Work::Delete),
        }
    }
    for PositionedRow { position, encoded } in rows.drain(..) {
        if let Some(error) = &done.stop {
            done.outcomes.push((position, not_sent(error)));
            continue;
        }
        let id = encoded.id.unwrap_or_default();
        let action = match job.work {
            Work::Delete => Action::Delete(Records::One(&id)),
            _ => Action::Update(Records::One(&id), encoded.body.into()),
        };
        let request = request(&job, action);
        let sent = match request {
            Ok(request) => job.send(&request, 1).await,
            Err(error) => Err(SendFailure::NotApplied(error)),
        };
        let outcome = match sent {
            Ok(_) => Outcome::Succeeded(id),
            Err(SendFailure::Unknown(error, doubt) | SendFailure::MaybePartial(error, doubt)) => {
                unknown(error, doubt, Vec::new(), &[position])
            }
            // By the call before.
            Err(SendFailure::NotApplied(error)) if may_be_deleted && error.is_about_a_record() => {
                Outcome::Succeeded(id)
            }
            Err(SendFailure::NotApplied(error)) => {
                done.stop = job.stops(&error).then(|| error.clone());
                Outcome::Failed(error)
            }
        };
        done.outcomes.push((position, outcome));
    }
    done
}

/// The result of one call for several records. If it did not settle them, each can be sent alone, since updates and deletes
/// are idempotent.
enum Together {
    Done(ChunkResult),
    /// The service does not accept the list or does not find it.
    Refused,
    /// Some of the records do not exist; the others are changed.
    SomeMissing,
}

/// Sends the records in one call.
async fn together(job: &Job, rows: &[PositionedRow]) -> Together {
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.encoded.id.as_deref()).collect();
    let action = match job.work {
        Work::Delete => Action::Delete(Records::Counted(&ids)),
        _ => {
            let body = rows.first().map(|row| row.encoded.body.as_slice()).unwrap_or_default();
            Action::Update(Records::Counted(&ids), body.into())
        }
    };
    let Ok(request) = request(job, action) else { return Together::Refused };
    let mut done = ChunkResult::default();
    match job.send(&request, ids.len()).await {
        Ok(answer) => match check_count(job.client.gateway(), &request, &answer, ids.len()) {
            Ok(()) => {
                let succeeded = |row: &PositionedRow| {
                    (row.position, Outcome::Succeeded(row.encoded.id.clone().unwrap_or_default()))
                };
                done.outcomes.extend(rows.iter().map(succeeded));
            }
            Err(_) if is_smaller(job.client.gateway(), &request, &answer, ids.len()) => return Together::SomeMissing,
            Err(error) => done.unknown(error, doubt(&request, &answer), Vec::new(), rows),
        },
        Err(SendFailure::NotApplied(error) | SendFailure::MaybePartial(error, _))
            if concerns_list(&error) && !job.stops(&error) =>
        {
            return Together::Refused;
        }
        Err(SendFailure::NotApplied(error)) => done.failed(job, error, rows),
        Err(SendFailure::MaybePartial(error, doubt) | SendFailure::Unknown(error, doubt)) => {
            done.stop = job.stops(&error).then(|| error.clone());
            done.unknown(error, doubt, Vec::new(), rows);
        }
    }
    Together::Done(done)
}

/// Returns true if fewer records were affected than ids were sent, and that means that the others do not exist.
fn is_smaller(gateway: &dyn Gateway, request: &Request, answer: &Answer, sent: usize) -> bool {
    let counted = gateway.affected(request, &answer.body);
    gateway.features().missing_ids_are_counted && counted.is_ok_and(|counted| counted < sent as u64)
}

fn concerns_list(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::NotFound)
}

/// Compares the number of affected records with the number of ids sent.
fn check_count(gateway: &dyn Gateway, request: &Request, answer: &Answer, sent: usize) -> Result<(), Error> {
    let counted = count(gateway, request, answer)?;
    if counted == sent as u64 {
        return Ok(());
    }
    Err(in_doubt(request, answer, &Message::AffectedMismatch { sent, counted }))
}

/// The number of records affected by a call on several ids.
fn count(gateway: &dyn Gateway, request: &Request, answer: &Answer) -> Result<u64, Error> {
    let counted = gateway.affected(request, &answer.body);
    counted.map_err(|member| in_doubt(request, answer, &Message::MissingCount { member }))
}

fn request(job: &Job, action: Action<'_>) -> Result<Request, Error> {
    let operation = Operation { model: job.model.clone(), action };
    job.client.gateway().request(job.client.endpoint(), operation)
}

/// The error of a write whose answer does not show its effect.
pub(super) fn in_doubt(request: &Request, answer: &Answer, message: &Message<'_>) -> Error {
    Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(message.to_string()))
        .in_call(request, &answer.request_id)
        .with_doubt(Some(doubt(request, answer)))
}

pub(super) fn doubt(request: &Request, answer: &Answer) -> InDoubt {
    InDoubt::new(request, answer.sent_at, vec![answer.request_id.clone()])
}

/// An update whose answer counts the affected records, with one id. If the patch is empty, the record is read.
pub(crate) fn update_checked(
    client: &Client,
    model: Cow<'static, str>,
    id: &str,
    fields: Result<RowFields, Error>,
) -> Call<bool> {
    if fields.as_ref().is_ok_and(RowFields::is_empty) {
        return one_record::exists(client, model, id);
    }
    let request = fields.and_then(|fields| {
        let row = client.gateway().encode(&fields)?;
        let action = Action::Update(Records::Counted(&[id]), row.into());
        let request = client.gateway().request(client.endpoint(), Operation { model: model.clone(), action })?;
        present(id.to_owned(), &model)?;
        match client.gateway().features().commas_between_ids && id.contains(',') {
            true => Err(Error::invalid_value(Message::CommaInId.to_string())),
            false => Ok(request),
        }
    });
    let handle = client.clone();
    Call::new(client, request, move |request, answer| match count(handle.gateway(), request, answer)? {
        0 => Ok(false),
        1 => Ok(true),
        // Several records cannot have one id.
        _ => Err(handle.other_answer()),
    })
}
