//! Rows with keys: what may have been stored is looked for, and what is not there is sent again.

use std::time::Duration;

use tokio::time::sleep;

use super::answer::{Record, agrees, has_key, id};
use super::change::in_doubt;
use super::create::{Sent, is_about_rows, is_too_large, send, stops};
use super::engine::{Job, Placed, not_sent};
use super::look;
use super::outcome::Outcome;
use super::task::Done;
use super::words::Words;
use crate::Error;
use crate::error::{ErrorKind, Problem};

/// How often rows are sent that are not there afterwards, and how often they are looked for while that fails.
const ROUNDS: u32 = 8;
const LOOKS: u32 = 8;
/// The longest pause before the second round; it doubles with each, up to the longest of all.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);

/// Rows that are sent together.
struct Round {
    rows: Vec<Placed>,
    /// How often they were, without being told anything about rows.
    sent: u32,
}

impl Round {
    /// The first half, and the second.
    fn halves(mut self) -> [Round; 2] {
        let rows = self.rows.split_off(self.rows.len() / 2);
        let second = Round { rows, sent: self.sent };
        [self, second]
    }
}

pub(super) async fn keyed(job: &Job, field: &str, rows: Vec<Placed>) -> Done {
    let mut done = Done::default();
    let mut waiting = vec![Round { rows, sent: 0 }];
    while let Some(mut round) = waiting.pop() {
        if let Some(error) = &done.stop {
            done.outcomes.extend(round.rows.iter().map(|row| (row.position, not_sent(error))));
            continue;
        }
        if round.sent > 0 {
            sleep(pause(round.sent)).await;
        }
        // Whether what went wrong is about some of the rows, so that the others are better off without them.
        let (error, about_rows) = match send(job, &round.rows).await {
            Ok(Sent { request, answer, records }) => {
                let rows = std::mem::take(&mut round.rows);
                let sent = rows.len();
                // What came back tells by its keys which row it is, in whatever order.
                round.rows = sort_out(field, rows, &records, Found::Created, &mut done);
                if round.rows.is_empty() {
                    continue;
                }
                let words = Words::Count { sent, came: records.len() };
                (in_doubt(&request, &answer, &words).with_doubt(None), true)
            }
            Err(error) if is_too_large(&error) && round.rows.len() > 1 => {
                waiting.extend(round.halves().into_iter().rev());
                continue;
            }
            Err(error) if error.in_doubt().is_some() => (error, false),
            Err(error) if is_about_rows(&error) => (error, true),
            // Nothing was done, and what was before has been looked for.
            Err(error) => {
                done.failed(error, &round.rows);
                continue;
            }
        };
        let rows = std::mem::take(&mut round.rows);
        let was_alone = rows.len() == 1;
        round.rows = match found(job, field, &rows).await {
            Ok(records) => sort_out(field, rows, &records, Found::Later(&error), &mut done),
            Err(unread) => {
                done.not_read(&error, &unread, &rows);
                continue;
            }
        };
        // They are not there, and so it is known what became of them so far.
        match round.rows.len() {
            0 => {}
            1 if was_alone && error.is_refusal() && about_rows => done.failed(error, &round.rows),
            2.. if about_rows => waiting.extend(round.halves().into_iter().rev()),
            _ if round.sent + 1 >= ROUNDS => done.failed(error.with_doubt(None), &round.rows),
            _ => {
                round.sent += 1;
                waiting.push(round);
            }
        }
    }
    done
}

/// How records with the rows' keys were come by.
#[derive(Clone, Copy)]
enum Found<'a> {
    /// As the answer to the rows.
    Created,
    /// By looking for them after this went wrong.
    Later(&'a Error),
}

/// Gives the rows whose keys are among the records their outcomes, and hands back the others.
fn sort_out(field: &str, rows: Vec<Placed>, records: &[Record], found: Found<'_>, done: &mut Done) -> Vec<Placed> {
    let mut missing = Vec::new();
    for row in rows {
        let key = row.line.key.as_ref();
        let same = records.iter().filter(|record| key.is_some_and(|key| has_key(record, field, key)));
        let same: Vec<&Record> = same.collect();
        let ids: Vec<String> = same.iter().filter_map(|record| id(record)).map(str::to_owned).collect();
        match (same.as_slice(), ids.as_slice(), found) {
            ([], ..) => missing.push(row),
            // What a batch answers is what it stored, whatever the service has made of the values.
            ([_], [id], Found::Created) => done.outcomes.push((row.position, Outcome::Succeeded(id.clone()))),
            ([record], [id], _) if agrees(&row.line.body, record) => {
                done.outcomes.push((row.position, Outcome::Succeeded(id.clone())));
            }
            // It was there before, and is another.
            ([_], _, Found::Later(error)) if error.in_doubt().is_none() => {
                let error = conflict(&Words::OtherValues { field }).with_source(error.clone());
                done.outcomes.push((row.position, Outcome::Failed(error)));
            }
            ([_], ..) => done.unknown(doubtful(&Words::OtherValues { field }, found), ids, &[row]),
            _ => done.unknown(doubtful(&Words::Several { field }, found), ids, &[row]),
        }
    }
    missing
}

fn conflict(words: &Words<'_>) -> Error {
    Error::new(ErrorKind::Conflict, Problem::Text(words.to_string()))
}

fn doubtful(words: &Words<'_>, found: Found<'_>) -> Error {
    match found {
        Found::Later(error) => conflict(words).with_doubt(error.in_doubt().cloned()).with_source(error.clone()),
        Found::Created => conflict(words),
    }
}

/// The records that have the rows' keys. It is worth some patience, since rows that are not looked for stay unknown.
async fn found(job: &Job, field: &str, rows: &[Placed]) -> Result<Vec<Record>, Error> {
    let keys: Vec<_> = rows.iter().filter_map(|row| row.line.key.as_ref()).collect();
    let mut looked = 0;
    loop {
        match look::records(&job.client, &job.model, field, &keys).await {
            Ok(records) => return Ok(records),
            Err(error) if looked + 1 >= LOOKS || stops(&error) => return Err(error),
            Err(error) => {
                looked += 1;
                tracing::debug!(%error, "looking for the rows once more");
                sleep(pause(looked)).await;
            }
        }
    }
}

fn pause(round: u32) -> Duration {
    // Chunks that failed together must not come back together.
    PAUSE.saturating_mul(2_u32.saturating_pow(round - 1)).min(LONGEST).mul_f64(fastrand::f64())
}

impl Done {
    fn not_read(&mut self, error: &Error, unread: &Error, rows: &[Placed]) {
        let words = Words::NotRead { error: unread };
        let unsettled = Error::new(unread.kind(), Problem::Text(words.to_string()));
        let unsettled = unsettled.with_doubt(error.in_doubt().cloned()).with_source(error.clone());
        self.unknown(unsettled, Vec::new(), rows);
        if stops(unread) {
            self.stop = Some(unread.clone());
        }
    }
}
