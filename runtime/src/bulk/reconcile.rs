//! Reconciles rows with keys: rows that may have been stored are looked up, and missing ones are sent again.

use std::time::Duration;

use tokio::time::sleep;
use weda_definition::printable;

use super::answer::{KeyMatches, id};
use super::change::{doubt, in_doubt};
use super::chunk::ChunkResult;
use super::create::{Sent, send};
use super::engine::not_sent;
use super::job::{Job, PositionedRow};
use super::lookup;
use super::messages::Message;
use super::outcome::Outcome;
use super::sending::SendFailure;
use super::split::{halves, is_about_rows, is_too_large};
use crate::Error;
use crate::client::exponential;
use crate::error::{ErrorKind, InDoubt, Problem, Retry};
use crate::protocol::Record;
use crate::protocol::same_record::agrees;

/// Maximum number of times that missing rows are sent, and that a failing lookup is tried.
const MAX_ROUNDS: u32 = 8;
const MAX_LOOKUPS: u32 = 8;
/// Maximum delay before the second round; it doubles with each, up to `MAX_DELAY`.
const FIRST_DELAY: Duration = Duration::from_millis(100);
const MAX_DELAY: Duration = Duration::from_secs(5);
/// Delay of the lookup after a timeout: the service may still be applying the write.
const DELAY_AFTER_TIMEOUT: Duration = Duration::from_millis(500);

/// Rows that are sent together.
struct Round {
    rows: Vec<PositionedRow>,
    /// Number of times they were sent without an error about single rows.
    sent: u32,
    /// The last error, and the first write that is in doubt.
    last: Option<(Error, InDoubt)>,
}

impl Round {
    /// The first half, and the second.
    fn halves(self) -> [Round; 2] {
        halves(self.rows).map(|rows| Round { rows, sent: self.sent, last: self.last.clone() })
    }

    /// Ends the round: the rows are not sent again, and the last lookup did not find them. After a timeout their outcome is
    /// still unknown: the service may have stored them later.
    fn end(self, job: &Job, error: Error, done: &mut ChunkResult) {
        let stop = job.stops(&error).then(|| error.clone());
        match self.last {
            Some((late, doubt)) if late.is_timeout() => done.unknown(late, doubt, Vec::new(), &self.rows),
            _ => done.failed(job, error.with_doubt(None), &self.rows),
        }
        done.stop = done.stop.take().or(stop);
    }

    /// Ends the round because of an error of another chunk or round that would fail these rows as well.
    fn stopped(self, job: &Job, stop: &Error, done: &mut ChunkResult) {
        match self.last.clone() {
            Some((error, _)) => self.end(job, error, done),
            None => {
                let outcome = not_sent(stop);
                done.outcomes.extend(self.rows.iter().map(|row| (row.position, outcome.clone())));
            }
        }
    }
}

/// The failure of a round.
struct RoundFailure {
    error: Error,
    /// Set if some of the rows may be stored.
    doubt: Option<InDoubt>,
    /// The error concerns some of the rows, so that others may succeed without them.
    about_rows: bool,
    /// The service refused the request.
    refused: bool,
}

pub(super) async fn keyed(job: &Job, field: &str, rows: Vec<PositionedRow>) -> ChunkResult {
    let mut done = ChunkResult::default();
    let mut waiting = vec![Round { rows, sent: 0, last: None }];
    while let Some(mut round) = waiting.pop() {
        if let Some(stop) = done.stop.clone() {
            round.stopped(job, &stop, &mut done);
            continue;
        }
        if round.sent > 0 {
            sleep(delay(round.sent)).await;
        }
        let was_alone = round.rows.len() == 1;
        let failure = match send(job, &round.rows).await {
            Ok(Sent { request, answer, unread: Some(error), .. }) => {
                let error = error.in_call(&request, &answer.request_id);
                RoundFailure { error, doubt: Some(doubt(&request, &answer)), about_rows: false, refused: false }
            }
            Ok(sent) => match created(field, &mut round, &sent, &mut done) {
                Some(failure) => failure,
                None => continue,
            },
            Err(SendFailure::NotApplied(error)) if is_too_large(&error) && !was_alone => {
                waiting.extend(round.halves().into_iter().rev());
                continue;
            }
            // Earlier rounds have been looked up.
            Err(SendFailure::NotApplied(error)) if !is_about_rows(&error) => {
                round.end(job, error, &mut done);
                continue;
            }
            Err(SendFailure::NotApplied(error)) => RoundFailure { error, doubt: None, about_rows: true, refused: true },
            Err(SendFailure::MaybePartial(error, doubt)) => {
                let about_rows = is_about_rows(&error);
                RoundFailure { error, doubt: Some(doubt), about_rows, refused: true }
            }
            Err(SendFailure::Unknown(error, doubt)) => {
                if error.is_timeout() {
                    sleep(DELAY_AFTER_TIMEOUT).await;
                }
                RoundFailure { error, doubt: Some(doubt), about_rows: false, refused: false }
            }
        };
        let first = round.last.as_ref().map(|(_, doubt)| doubt).or(failure.doubt.as_ref()).cloned();
        let rows = std::mem::take(&mut round.rows);
        let records = match find_records(job, field, &rows).await {
            Ok(records) => records,
            Err(unread) => {
                done.not_read(job, &failure.error, first, &unread, &rows);
                continue;
            }
        };
        let source = RecordSource { error: Some(&failure.error), doubt: first.as_ref() };
        let (missing, unmatched) = assign_records(field, rows, &records, source, &mut done);
        round.rows = missing;
        if round.rows.is_empty() {
            continue;
        }
        if let (Some(first), Some(unmatched)) = (&first, unmatched) {
            // One of them may be the record of a row.
            let error = conflict(&Message::UnknownKeys { field }).with_cause(failure.error);
            done.unknown(error, first.clone(), unmatched, &round.rows);
            continue;
        }
        // The remaining rows are not stored.
        let RoundFailure { error, about_rows, refused, .. } = failure;
        let splits = about_rows && round.rows.len() > 1;
        if refused && !splits && (was_alone || !about_rows) {
            round.end(job, error, &mut done);
            continue;
        }
        round.last = first.map(|doubt| (error.clone(), doubt));
        if splits {
            waiting.extend(round.halves().into_iter().rev());
        } else if round.sent + 1 >= MAX_ROUNDS {
            round.end(job, error, &mut done);
        } else {
            round.sent += 1;
            waiting.push(round);
        }
    }
    done
}

/// Assigns the returned records to rows by their keys, in any order. Returns a failure if rows are missing that, judging by
/// the returned records, were not stored; these remain in the round.
fn created(field: &str, round: &mut Round, sent: &Sent, done: &mut ChunkResult) -> Option<RoundFailure> {
    let Sent { request, answer, records, .. } = sent;
    let rows = std::mem::take(&mut round.rows);
    let (sent_rows, received) = (rows.len(), records.len());
    let doubt = doubt(request, answer);
    let (missing, unmatched) =
        assign_records(field, rows, records, RecordSource { error: None, doubt: Some(&doubt) }, done);
    if missing.is_empty() {
        return None;
    }
    let message = match unmatched {
        None => Message::CountMismatch { sent: sent_rows, received },
        // The service may change values when it stores them.
        Some(_) => Message::UnknownKeys { field },
    };
    let error = in_doubt(request, answer, &message).with_doubt(None);
    if received >= sent_rows || unmatched.is_some() {
        done.unknown(error, doubt, unmatched.unwrap_or_default(), &missing);
        return None;
    }
    round.rows = missing;
    Some(RoundFailure { error, doubt: Some(doubt), about_rows: true, refused: false })
}

/// The source of records with the rows' keys.
#[derive(Clone, Copy)]
struct RecordSource<'a> {
    /// The error after which they were looked up; `None` if they are the answer to the rows.
    error: Option<&'a Error>,
    /// The write that may have stored rows; `None` if a single row was refused at its first attempt.
    doubt: Option<&'a InDoubt>,
}

/// Adds the outcomes of the rows whose keys the records have. Returns the other rows, and the ids of unmatched records if there
/// are any.
fn assign_records(
    field: &str,
    rows: Vec<PositionedRow>,
    records: &[Record],
    source: RecordSource<'_>,
    done: &mut ChunkResult,
) -> (Vec<PositionedRow>, Option<Vec<String>>) {
    let matches = KeyMatches::of(field, rows.iter().map(|row| row.encoded.key.as_ref()), records);
    let unmatched = matches.unmatched();
    let mut missing = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        let same = matches.of_row(at);
        let ids: Vec<String> = same.iter().filter_map(|record| id(record)).map(str::to_owned).collect();
        let message = match (same.as_slice(), ids.as_slice()) {
            ([], _) => {
                missing.push(row);
                continue;
            }
            // The answer to a batch holds what was stored, even if the service has changed other values.
            ([record], [id])
                if matches.is_unambiguous(at) && (source.error.is_none() || agrees(&row.encoded.fields, record)) =>
            {
                done.outcomes.push((row.position, Outcome::Succeeded(id.clone())));
                continue;
            }
            ([_], [_]) if matches.is_unambiguous(at) => Message::StoredWithOtherValues { field },
            ([_], []) => Message::InvalidIds,
            _ => Message::SeveralRecords { field },
        };
        let error = match source.error {
            Some(error) => conflict(&message).with_cause(error.clone()),
            None => conflict(&message),
        };
        match source.doubt {
            Some(doubt) => done.unknown(error, doubt.clone(), ids, &[row]),
            // Another record, stored before.
            None => done.outcomes.push((row.position, Outcome::Failed(error))),
        }
    }
    (missing, unmatched)
}

fn conflict(message: &Message<'_>) -> Error {
    Error::new(ErrorKind::Conflict, Problem::Text(message.to_string()))
}

/// Reads the records with the rows' keys. Failures are retried, since the outcomes stay unknown otherwise, unless the client
/// disables retries.
async fn find_records(job: &Job, field: &str, rows: &[PositionedRow]) -> Result<Vec<Record>, Error> {
    let keys: Vec<_> = rows.iter().filter_map(|row| row.encoded.key.as_ref()).collect();
    let max_lookups = if job.client.attempts() > 1 { MAX_LOOKUPS } else { 1 };
    let mut failed = 0;
    loop {
        match lookup::records(&job.client, &job.model, field, &keys).await {
            Ok(records) => return Ok(records),
            Err(error) if failed + 1 >= max_lookups || error.retry() == Retry::Never || job.stops(&error) => {
                return Err(error);
            }
            Err(error) => {
                failed += 1;
                // Not its text, which may repeat values of records.
                tracing::debug!(
                    target: "weda",
                    kind = ?error.kind(),
                    code = error.plain_code(),
                    request_id = error.request_id().map(printable).as_deref(),
                    "the lookup of rows failed and is retried"
                );
                sleep(delay(failed)).await;
            }
        }
    }
}

fn delay(round: u32) -> Duration {
    // Jitter, so that chunks that failed together are not retried together.
    exponential(FIRST_DELAY, MAX_DELAY, round).mul_f64(fastrand::f64())
}

impl ChunkResult {
    fn not_read(&mut self, job: &Job, error: &Error, doubt: Option<InDoubt>, unread: &Error, rows: &[PositionedRow]) {
        match doubt {
            Some(doubt) => {
                let message = Message::LookupFailed { error: unread };
                let unconfirmed =
                    Error::new(unread.kind(), Problem::Text(message.to_string())).with_cause(error.clone());
                self.unknown(unconfirmed, doubt, Vec::new(), rows);
            }
            // The row was refused, whatever is stored.
            None => self.failed(job, error.clone(), rows),
        }
        if job.stops(unread) {
            self.stop = Some(unread.clone());
        }
    }
}

#[cfg(test)]
mod tests;
