//! Updates and deletes by ids: one record a call, or, where the dialect says so, several with commas between them.

use serde::Deserialize;
use serde_json::Value as Json;

use super::chunk::Done;
use super::create::unknown;
use super::engine::{Job, Placed, Work, not_sent};
use super::input::present;
use super::messages::Words;
use super::outcome::Outcome;
use super::sending::Trouble;
use crate::Error;
use crate::call::Call;
use crate::client::Client;
use crate::error::{ErrorKind, InDoubt, Problem};
use crate::protocol::answer::Answer;
use crate::protocol::odata;
use crate::request::Request;

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
        let request = match job.work {
            Work::Delete => odata::delete(job.client.target(), &job.model, &id),
            _ => odata::update(job.client.target(), &job.model, &id, line.body),
        };
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
    let (request, member) = match job.work {
        Work::Delete => (odata::delete_ids(job.client.target(), &job.model, &ids), "deleteCount"),
        _ => {
            let body = rows.first().map(|row| row.line.body.clone()).unwrap_or_default();
            (odata::update_ids(job.client.target(), &job.model, &ids, body), "updateCount")
        }
    };
    let request = request.ok()?;
    let mut done = Done::default();
    match job.send(&request, ids.len()).await {
        Ok(answer) => match checked(&request, &answer, member, ids.len()) {
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

fn checked(request: &Request, answer: &Answer, member: &str, asked: usize) -> Result<(), Error> {
    let counted = count(request, answer, member)?;
    if counted == asked as u64 {
        return Ok(());
    }
    Err(in_doubt(request, answer, &Words::OfIds { asked, counted }))
}

/// The records that a batch call counts.
pub(super) fn count(request: &Request, answer: &Answer, member: &str) -> Result<u64, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Counts {
        update_count: Option<Json>,
        delete_count: Option<Json>,
    }
    let counts = serde_json::from_slice::<Counts>(&answer.body).ok();
    let count =
        counts.and_then(|counts| if member == "updateCount" { counts.update_count } else { counts.delete_count });
    // Numbers may be printed with a fraction.
    let count = count.and_then(|count| count.as_f64()).filter(|count| *count >= 0.0 && count.fract() == 0.0);
    count.map(|count| count as u64).ok_or_else(|| in_doubt(request, answer, &Words::NoCount { member }))
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

/// The batch form with one id, for the sake of its count.
pub(crate) fn update_checked(client: &Client, model: &str, id: &str, body: Result<Vec<u8>, Error>) -> Call<bool> {
    let request = body.and_then(|body| {
        let id = present(id.to_owned(), model)?;
        match id.contains(',') {
            true => Err(Error::invalid_value(Words::CommaInId.to_string())),
            false => odata::update_ids(client.target(), model, &[&id], body),
        }
    });
    let of = client.clone();
    Call::new(client, request, move |request, answer| match count(request, answer, "updateCount")? {
        0 => Ok(false),
        1 => Ok(true),
        // One id cannot be that of several records.
        _ => Err(of.other_answer()),
    })
}

pub(crate) fn nothing_to_check() -> Error {
    Error::invalid_value(Words::NothingToCheck.to_string())
}
