//! A chunk of new records.

use super::answer::{self, by_position};
use super::change::{doubt, in_doubt};
use super::chunk::{ChunkResult, range};
use super::created;
use super::engine::not_sent;
use super::job::{Job, PositionedRow, Work};
use super::messages::Message;
use super::outcome::{Outcome, Unconfirmed};
use super::reconcile;
use super::sending::SendFailure;
use super::split::{halves, is_about_rows, is_too_large};
use crate::Error;
use crate::error::{InDoubt, Problem};
use crate::protocol::operation::{Action, Operation};
use crate::protocol::{Answer, Created, Record};
use crate::request::Request;
use crate::value::RowFields;

pub(super) async fn chunk(job: Job, rows: Vec<PositionedRow>) -> ChunkResult {
    match &job.work {
        Work::Create { key: Some(field) } => reconcile::keyed(&job, field, rows).await,
        _ => unkeyed(&job, rows).await,
    }
}

/// Rows without keys: what may have been stored is not sent again.
async fn unkeyed(job: &Job, rows: Vec<PositionedRow>) -> ChunkResult {
    let mut done = ChunkResult::default();
    let mut waiting = vec![rows];
    while let Some(rows) = waiting.pop() {
        if let Some(error) = &done.stop {
            let outcome = not_sent(error);
            done.outcomes.extend(rows.iter().map(|row| (row.position, outcome.clone())));
            continue;
        }
        let atomic = job.client.gateway().features().atomic_batches;
        let (error, splits) = match send(job, &rows).await {
            Ok(Sent { request, answer, records, unread: Some(error) }) => {
                let error = error.in_call(&request, &answer.request_id);
                done.unknown(error, doubt(&request, &answer), answer::ids(&records), &rows);
                continue;
            }
            Ok(Sent { request, answer, records, unread: None }) => {
                let sent: Vec<&RowFields> = rows.iter().map(|row| &row.encoded.fields).collect();
                match by_position(&sent, &records) {
                    Ok(ids) => {
                        let succeeded = rows.iter().zip(ids).map(|(row, id)| (row.position, Outcome::Succeeded(id)));
                        done.outcomes.extend(succeeded);
                    }
                    Err(message) => {
                        // The answer may belong to another request, and so may later ones on this connection.
                        job.client.other_answer();
                        let error = in_doubt(&request, &answer, &message);
                        done.unknown(error, doubt(&request, &answer), answer::ids(&records), &rows);
                    }
                }
                continue;
            }
            Err(SendFailure::Unknown(error, doubt)) => {
                done.unknown(error, doubt, Vec::new(), &rows);
                continue;
            }
            Err(SendFailure::MaybePartial(error, doubt)) if !atomic => {
                if job.stops(&error) {
                    done.stop = Some(error.clone());
                }
                let message = Message::BatchRefused { error: &error };
                let refused = Error::new(error.kind(), Problem::Text(message.to_string())).with_repeated_cause(error);
                done.unknown(refused, doubt, Vec::new(), &rows);
                continue;
            }
            Err(SendFailure::MaybePartial(error, _)) => {
                let splits = is_about_rows(&error);
                (error, splits)
            }
            Err(SendFailure::NotApplied(error)) => {
                let splits = is_too_large(&error);
                (error, splits)
            }
        };
        if rows.len() > 1 && splits {
            // The first half comes first.
            waiting.extend(halves(rows).into_iter().rev());
        } else {
            done.failed(job, error, &rows);
        }
    }
    done
}

/// A batch that the service reported as stored.
pub(super) struct Sent {
    pub request: Request,
    pub answer: Answer,
    pub records: Vec<Record>,
    /// The reason why only the ids of the records are known.
    pub unread: Option<Error>,
}

pub(super) async fn send(job: &Job, rows: &[PositionedRow]) -> Result<Sent, SendFailure> {
    let gateway = job.client.gateway();
    let alone = match rows {
        [row] if row.encoded.is_alone => Some(row),
        _ => None,
    };
    let encoded: Vec<&[u8]> = rows.iter().map(|row| row.encoded.body.as_slice()).collect();
    let action = match alone {
        Some(row) => Action::Create((&row.encoded.body).into()),
        None => Action::CreateMany(&encoded),
    };
    let operation = Operation { model: job.model.clone(), action };
    let request = gateway.request(job.client.endpoint(), operation).map_err(SendFailure::NotApplied)?;
    let answer = job.send(&request, rows.len()).await?;
    let created = match (alone, alone.and_then(|_| gateway.created_id(&answer.body))) {
        (_, Some(id)) => Ok(Created::Ids(vec![id])),
        (Some(_), None) => gateway.record(&answer.body).and_then(|text| {
            let record = serde_json::from_str(text.unwrap_or_default()).map_err(|error| error.to_string())?;
            Ok(Created::Records(vec![record]))
        }),
        (None, None) => gateway.created(&answer.body),
    };
    match created {
        Ok(Created::Records(records)) => Ok(Sent { request, answer, records, unread: None }),
        Ok(Created::Ids(ids)) => Ok(created::records(job, rows, request, answer, ids).await),
        Err(reason) => {
            let error = in_doubt(&request, &answer, &Message::InvalidAnswer { reason });
            Err(SendFailure::Unknown(error, doubt(&request, &answer)))
        }
    }
}

impl ChunkResult {
    /// Adds rows whose outcome is unknown.
    pub fn unknown(&mut self, error: Error, doubt: InDoubt, ids: Vec<String>, rows: &[PositionedRow]) {
        let positions: Vec<u64> = rows.iter().map(|row| row.position).collect();
        let outcome = unknown(error, doubt, ids, &positions);
        self.outcomes.extend(positions.iter().map(|position| (*position, outcome.clone())));
    }

    pub fn failed(&mut self, job: &Job, error: Error, rows: &[PositionedRow]) {
        if job.stops(&error) {
            self.stop = Some(error.clone());
        }
        self.outcomes.extend(rows.iter().map(|row| (row.position, Outcome::Failed(error.clone()))));
    }
}

pub(super) fn unknown(error: Error, doubt: InDoubt, ids: Vec<String>, positions: &[u64]) -> Outcome<String> {
    Outcome::Unknown(Unconfirmed::new(error.with_doubt(Some(doubt)), ids, range(positions)))
}
