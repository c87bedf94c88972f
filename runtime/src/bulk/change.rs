//! Updates and deletes by ids: one record a call, or, where the dialect says so, several with commas between them.

use std::borrow::Cow;

use super::chunk::Done;
use super::create::unknown;
use super::encode::present;
use super::engine::not_sent;
use super::job::{Job, Placed, Work};
use super::messages::Words;
use super::outcome::Outcome;
use super::sending::Trouble;
use crate::call::Call;
use crate::client::Client;
use crate::error::{ErrorKind, InDoubt, Problem};
use crate::protocol::operation::{Action, Operation, Records};
use crate::protocol::{Answer, Gateway};
use crate::request::Request;
use crate::value::RowFields;
use crate::{Error, one_record};

pub(super) async fn chunk(job: Job, rows: Vec<Placed>) -> Done {
    let (mut done, mut rows) = (Done::default(), rows);
    if rows.len() > 1 {
        match together(&job, &rows).await {
            Some(all) => return all,
            None => tracing::debug!(target: "weda", "a list of ids was refused; its records follow one by one"),
        }
    }
    for Placed { position, line } in rows.drain(..) {
        if let Some(error) = &done.stop {
            done.outcomes.push((position, not_sent(error)));
            continue;
        }
        let id = line.id.unwrap_or_default();
        let action = match job.work {
            Work::Delete => Action::Delete(Records::One(&id)),
            _ => Action::Update(Records::One(&id), line.encoded.into()),
        };
        let request = request(&job, action);
        let sent = match request {
            Ok(request) => job.send(&request, 1).await,
            Err(error) => Err(Trouble::No(error)),
        };
        let outcome = match sent {
            Ok(_) => Outcome::Succeeded(id),
            Err(Trouble::Doubt(error, doubt) | Trouble::Partly(error, doubt)) => {
                unknown(error, doubt, Vec::new(), &[position])
            }
            Err(Trouble::No(error)) => {
                done.stop = job.stops(&error).then(|| error.clone());
                Outcome::Failed(error)
            }
        };
        done.outcomes.push((position, outcome));
    }
    done
}

/// The records of one call, unless the service does not accept the list or does not find it. Then each can be sent alone:
/// a second change or deletion of a record does nothing more than the first.
async fn together(job: &Job, rows: &[Placed]) -> Option<Done> {
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.line.id.as_deref()).collect();
    let action = match job.work {
        Work::Delete => Action::Delete(Records::Counted(&ids)),
        _ => Action::Update(Records::Counted(&ids), (&rows.first()?.line.encoded).into()),
    };
    let request = request(job, action).ok()?;
    let mut done = Done::default();
    match job.send(&request, ids.len()).await {
        Ok(answer) => match checked(job.client.gateway(), &request, &answer, ids.len()) {
            Ok(()) => {
                let succeeded =
                    |row: &Placed| (row.position, Outcome::Succeeded(row.line.id.clone().unwrap_or_default()));
                done.outcomes.extend(rows.iter().map(succeeded));
            }
            Err(error) => done.unknown(error, doubt(&request, &answer), Vec::new(), rows),
        },
        Err(Trouble::No(error) | Trouble::Partly(error, _)) if is_about_the_list(&error) && !job.stops(&error) => {
            return None;
        }
        Err(Trouble::No(error)) => done.failed(job, error, rows),
        Err(Trouble::Partly(error, doubt) | Trouble::Doubt(error, doubt)) => {
            done.stop = job.stops(&error).then(|| error.clone());
            done.unknown(error, doubt, Vec::new(), rows);
        }
    }
    Some(done)
}

fn is_about_the_list(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::NotFound)
}

fn checked(gateway: &dyn Gateway, request: &Request, answer: &Answer, asked: usize) -> Result<(), Error> {
    let counted = count(gateway, request, answer)?;
    if counted == asked as u64 {
        return Ok(());
    }
    Err(in_doubt(request, answer, &Words::OfIds { asked, counted }))
}

/// The records that a call about several counts.
fn count(gateway: &dyn Gateway, request: &Request, answer: &Answer) -> Result<u64, Error> {
    let counted = gateway.affected(request, &answer.body);
    counted.map_err(|member| in_doubt(request, answer, &Words::NoCount { member }))
}

fn request(job: &Job, action: Action<'_>) -> Result<Request, Error> {
    let operation = Operation { model: job.model.clone(), action };
    job.client.gateway().request(job.client.endpoint(), operation)
}

/// A write that has been answered with something that does not tell what it did.
pub(super) fn in_doubt(request: &Request, answer: &Answer, words: &Words<'_>) -> Error {
    Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(words.to_string()))
        .in_call(request, &answer.request_id)
        .with_doubt(Some(doubt(request, answer)))
}

pub(super) fn doubt(request: &Request, answer: &Answer) -> InDoubt {
    InDoubt::new(request, answer.sent_at, vec![answer.request_id.clone()])
}

/// The update whose answer counts records, with one id. Where there is nothing to change the record is read.
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
            true => Err(Error::invalid_value(Words::CommaInId.to_string())),
            false => Ok(request),
        }
    });
    let of = client.clone();
    Call::new(client, request, move |request, answer| match count(of.gateway(), request, answer)? {
        0 => Ok(false),
        1 => Ok(true),
        // One id cannot be that of several records.
        _ => Err(of.other_answer()),
    })
}
