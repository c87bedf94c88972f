//! Rows with keys: what may have been stored is looked for, and what is not there is sent again.

use std::time::Duration;

use tokio::time::sleep;
use weda_definition::printable;

use super::answer::{Claims, id};
use super::change::{doubt, in_doubt};
use super::chunk::Done;
use super::create::{Sent, send};
use super::engine::not_sent;
use super::job::{Job, Placed};
use super::look;
use super::messages::Words;
use super::outcome::Outcome;
use super::sending::Trouble;
use super::split::{halves, is_about_rows, is_too_large};
use crate::Error;
use crate::client::exponential;
use crate::error::{ErrorKind, InDoubt, Problem, Retry};
use crate::protocol::Record;
use crate::protocol::same_record::agrees;

/// How often rows are sent that are not there afterwards, and how often they are looked for while that fails.
const ROUNDS: u32 = 8;
const LOOKS: u32 = 8;
/// The longest pause before the second round; it doubles with each, up to the longest of all.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
/// How long rows are left alone after a time-out: the service may still be at work on them.
const LATE: Duration = Duration::from_millis(500);

/// Rows that are sent together.
struct Round {
    rows: Vec<Placed>,
    /// How often they were, without being told anything about rows.
    sent: u32,
    /// What went wrong the last time, and what was first sent of which nobody knows whether it was stored.
    before: Option<(Error, InDoubt)>,
}

impl Round {
    /// The first half, and the second.
    fn halves(self) -> [Round; 2] {
        halves(self.rows).map(|rows| Round { rows, sent: self.sent, before: self.before.clone() })
    }

    /// The rows are not to be sent again, and were not there when they were last looked for. After a time-out that says
    /// little: the service may have stored them later.
    fn end(self, job: &Job, error: Error, done: &mut Done) {
        let stop = job.stops(&error).then(|| error.clone());
        match self.before {
            Some((late, doubt)) if late.is_timeout() => done.unknown(late, doubt, Vec::new(), &self.rows),
            _ => done.failed(job, error.with_doubt(None), &self.rows),
        }
        done.stop = done.stop.take().or(stop);
    }

    /// Something went wrong with another chunk or round that these would meet too.
    fn stopped(self, job: &Job, stop: &Error, done: &mut Done) {
        match self.before.clone() {
            Some((error, _)) => self.end(job, error, done),
            None => {
                let outcome = not_sent(stop);
                done.outcomes.extend(self.rows.iter().map(|row| (row.position, outcome.clone())));
            }
        }
    }
}

/// What went wrong with a round.
struct Wrong {
    error: Error,
    /// Where some of the rows may be stored.
    doubt: Option<InDoubt>,
    /// About some of the rows, so that the others are better off without them.
    about_rows: bool,
    /// The service has said no.
    refused: bool,
}

pub(super) async fn keyed(job: &Job, field: &str, rows: Vec<Placed>) -> Done {
    let mut done = Done::default();
    let mut waiting = vec![Round { rows, sent: 0, before: None }];
    while let Some(mut round) = waiting.pop() {
        if let Some(stop) = done.stop.clone() {
            round.stopped(job, &stop, &mut done);
            continue;
        }
        if round.sent > 0 {
            sleep(pause(round.sent)).await;
        }
        let was_alone = round.rows.len() == 1;
        let wrong = match send(job, &round.rows).await {
            Ok(Sent { request, answer, unread: Some(error), .. }) => {
                let error = error.in_call(&request, &answer.request_id);
                Wrong { error, doubt: Some(doubt(&request, &answer)), about_rows: false, refused: false }
            }
            Ok(sent) => match created(field, &mut round, &sent, &mut done) {
                Some(wrong) => wrong,
                None => continue,
            },
            Err(Trouble::No(error)) if is_too_large(&error) && !was_alone => {
                waiting.extend(round.halves().into_iter().rev());
                continue;
            }
            // What was before has been looked for.
            Err(Trouble::No(error)) if !is_about_rows(&error) => {
                round.end(job, error, &mut done);
                continue;
            }
            Err(Trouble::No(error)) => Wrong { error, doubt: None, about_rows: true, refused: true },
            Err(Trouble::Partly(error, doubt)) => {
                let about_rows = is_about_rows(&error);
                Wrong { error, doubt: Some(doubt), about_rows, refused: true }
            }
            Err(Trouble::Doubt(error, doubt)) => {
                if error.is_timeout() {
                    sleep(LATE).await;
                }
                Wrong { error, doubt: Some(doubt), about_rows: false, refused: false }
            }
        };
        let first = round.before.as_ref().map(|(_, doubt)| doubt).or(wrong.doubt.as_ref()).cloned();
        let rows = std::mem::take(&mut round.rows);
        let records = match found(job, field, &rows).await {
            Ok(records) => records,
            Err(unread) => {
                done.not_read(job, &wrong.error, first, &unread, &rows);
                continue;
            }
        };
        let later = Found { error: Some(&wrong.error), doubt: first.as_ref() };
        let (missing, strays) = sort_out(field, rows, &records, later, &mut done);
        round.rows = missing;
        if round.rows.is_empty() {
            continue;
        }
        if let (Some(first), Some(strays)) = (&first, strays) {
            // One of them may be what has become of a row.
            let error = conflict(&Words::OtherKeys { field }).with_cause(wrong.error);
            done.unknown(error, first.clone(), strays, &round.rows);
            continue;
        }
        // They are not there, and so it is known what became of them so far.
        let Wrong { error, about_rows, refused, .. } = wrong;
        let splits = about_rows && round.rows.len() > 1;
        if refused && !splits && (was_alone || !about_rows) {
            round.end(job, error, &mut done);
            continue;
        }
        round.before = first.map(|doubt| (error.clone(), doubt));
        if splits {
            waiting.extend(round.halves().into_iter().rev());
        } else if round.sent + 1 >= ROUNDS {
            round.end(job, error, &mut done);
        } else {
            round.sent += 1;
            waiting.push(round);
        }
    }
    done
}

/// What came back tells by its keys which row it is, in whatever order. Hands back what is wrong where rows are missing
/// that were surely not stored, as far as one can tell from what came; they are what is left of the round.
fn created(field: &str, round: &mut Round, sent: &Sent, done: &mut Done) -> Option<Wrong> {
    let Sent { request, answer, records, .. } = sent;
    let rows = std::mem::take(&mut round.rows);
    let (asked, came) = (rows.len(), records.len());
    let doubt = doubt(request, answer);
    let (missing, strays) = sort_out(field, rows, records, Found { error: None, doubt: Some(&doubt) }, done);
    if missing.is_empty() {
        return None;
    }
    let words = match strays {
        None => Words::Count { sent: asked, came },
        // The service may store values in another way than they are sent.
        Some(_) => Words::OtherKeys { field },
    };
    let error = in_doubt(request, answer, &words).with_doubt(None);
    if came >= asked || strays.is_some() {
        done.unknown(error, doubt, strays.unwrap_or_default(), &missing);
        return None;
    }
    round.rows = missing;
    Some(Wrong { error, doubt: Some(doubt), about_rows: true, refused: false })
}

/// How records with the rows' keys were come by.
#[derive(Clone, Copy)]
struct Found<'a> {
    /// By looking for them after this went wrong; otherwise as the answer to the rows.
    error: Option<&'a Error>,
    /// What may have stored rows. Without it the row was alone, was refused, and nothing else was ever sent of it.
    doubt: Option<&'a InDoubt>,
}

/// Gives the rows whose keys are among the records their outcomes, and hands back the others, with the ids of the records
/// that are no row's, where there are such.
fn sort_out(
    field: &str,
    rows: Vec<Placed>,
    records: &[Record],
    found: Found<'_>,
    done: &mut Done,
) -> (Vec<Placed>, Option<Vec<String>>) {
    let claims = Claims::of(field, rows.iter().map(|row| row.line.key.as_ref()), records);
    let strays = claims.strays();
    let mut missing = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        let same = claims.of_row(at);
        let ids: Vec<String> = same.iter().filter_map(|record| id(record)).map(str::to_owned).collect();
        let words = match (same.as_slice(), ids.as_slice()) {
            ([], _) => {
                missing.push(row);
                continue;
            }
            // What a batch answers is what it stored, whatever the service has made of the other values.
            ([record], [id]) if claims.is_only(at) && (found.error.is_none() || agrees(&row.line.fields, record)) => {
                done.outcomes.push((row.position, Outcome::Succeeded(id.clone())));
                continue;
            }
            ([_], [_]) if claims.is_only(at) => Words::OtherValues { field },
            ([_], []) => Words::BadIds,
            _ => Words::Several { field },
        };
        let error = match found.error {
            Some(error) => conflict(&words).with_cause(error.clone()),
            None => conflict(&words),
        };
        match found.doubt {
            Some(doubt) => done.unknown(error, doubt.clone(), ids, &[row]),
            // It was there before, and is another.
            None => done.outcomes.push((row.position, Outcome::Failed(error))),
        }
    }
    (missing, strays)
}

fn conflict(words: &Words<'_>) -> Error {
    Error::new(ErrorKind::Conflict, Problem::Text(words.to_string()))
}

/// The records that have the rows' keys. It is worth some patience, since rows that are not looked for stay unknown; but
/// not where a client is told to have none.
async fn found(job: &Job, field: &str, rows: &[Placed]) -> Result<Vec<Record>, Error> {
    let keys: Vec<_> = rows.iter().filter_map(|row| row.line.key.as_ref()).collect();
    let looks = if job.client.attempts() > 1 { LOOKS } else { 1 };
    let mut looked = 0;
    loop {
        match look::records(&job.client, &job.model, field, &keys).await {
            Ok(records) => return Ok(records),
            Err(error) if looked + 1 >= looks || error.retry() == Retry::Never || job.stops(&error) => {
                return Err(error);
            }
            Err(error) => {
                looked += 1;
                // Not its text, which may repeat values of records.
                tracing::debug!(
                    target: "weda",
                    kind = ?error.kind(),
                    code = error.plain_code(),
                    request_id = error.request_id().map(printable).as_deref(),
                    "looking for the rows once more"
                );
                sleep(pause(looked)).await;
            }
        }
    }
}

fn pause(round: u32) -> Duration {
    // Chunks that failed together must not come back together.
    exponential(PAUSE, LONGEST, round).mul_f64(fastrand::f64())
}

impl Done {
    fn not_read(&mut self, job: &Job, error: &Error, doubt: Option<InDoubt>, unread: &Error, rows: &[Placed]) {
        match doubt {
            Some(doubt) => {
                let words = Words::NotRead { error: unread };
                let unsettled = Error::new(unread.kind(), Problem::Text(words.to_string())).with_cause(error.clone());
                self.unknown(unsettled, doubt, Vec::new(), rows);
            }
            // It is refused, whatever is stored.
            None => self.failed(job, error.clone(), rows),
        }
        if job.stops(unread) {
            self.stop = Some(unread.clone());
        }
    }
}

#[cfg(test)]
mod tests;
