//! A chunk of new records.

use super::answer::{self, by_position};
use super::change::in_doubt;
use super::engine::{Job, Placed, Work, not_sent};
use super::outcome::{Outcome, Unsettled};
use super::settle;
use super::task::{Done, range};
use super::words::Words;
use crate::answer::Answer;
use crate::error::{Code, ErrorKind, Problem};
use crate::request::Request;
use crate::{Error, odata};

pub(super) async fn chunk(job: Job, rows: Vec<Placed>) -> Done {
    match &job.work {
        Work::Create { key: Some(field) } => settle::keyed(&job, field, rows).await,
        _ => unkeyed(&job, rows).await,
    }
}

/// Rows that nothing tells from each other: what may have been stored is not sent again.
async fn unkeyed(job: &Job, rows: Vec<Placed>) -> Done {
    let mut done = Done::default();
    let mut waiting = vec![rows];
    while let Some(mut rows) = waiting.pop() {
        if let Some(error) = &done.stop {
            done.outcomes.extend(rows.iter().map(|row| (row.position, not_sent(error))));
            continue;
        }
        let sent = send(job, &rows).await;
        let error = match sent {
            Ok(Sent { request, answer, records }) => {
                let bodies: Vec<&[u8]> = rows.iter().map(|row| row.line.body.as_slice()).collect();
                match by_position(&bodies, &records) {
                    Ok(ids) => {
                        let succeeded = rows.iter().zip(ids).map(|(row, id)| (row.position, Outcome::Succeeded(id)));
                        done.outcomes.extend(succeeded);
                        continue;
                    }
                    Err(words) => {
                        let error = in_doubt(&request, &answer, &words);
                        done.unknown(error, answer::ids(&records), &rows);
                        continue;
                    }
                }
            }
            Err(error) => error,
        };
        let splits = is_too_large(&error) || job.client.dialect().atomic_batches && is_about_rows(&error);
        if error.in_doubt().is_some() {
            done.unknown(error, Vec::new(), &rows);
        } else if rows.len() > 1 && splits {
            // Half and half again, until it is known which rows are to blame; the first half comes first.
            let second = rows.split_off(rows.len() / 2);
            waiting.extend([second, rows]);
        } else if rows.len() > 1 && is_about_rows(&error) {
            let words = Words::RefusedInPart { error: &error };
            let refused = Error::new(error.kind(), Problem::Text(words.to_string())).with_source(error);
            done.unknown(refused, Vec::new(), &rows);
        } else {
            done.failed(error, &rows);
        }
    }
    done
}

/// A batch that the service has stored, as it says.
pub(super) struct Sent {
    pub request: Request,
    pub answer: Answer,
    pub records: Vec<answer::Record>,
}

pub(super) async fn send(job: &Job, rows: &[Placed]) -> Result<Sent, Error> {
    let request = match rows {
        // A batch passes over objects without members.
        [row] if row.line.is_empty() => odata::create(&job.client, &job.model, row.line.body.clone())?,
        rows => odata::create_batch(&job.client, &job.model, rows.iter().map(|row| row.line.body.as_slice()))?,
    };
    let answer = job.client.send(&request).await?;
    let records = match rows {
        [row] if row.line.is_empty() => {
            serde_json::from_slice(&answer.body).map(|record| vec![record]).map_err(|error| error.to_string())
        }
        _ => answer::records(&answer.body),
    };
    match records {
        Ok(records) => Ok(Sent { request, answer, records }),
        Err(reason) => Err(in_doubt(&request, &answer, &Words::NoBatch { reason })),
    }
}

impl Done {
    pub fn unknown(&mut self, error: Error, ids: Vec<String>, rows: &[Placed]) {
        let positions: Vec<u64> = rows.iter().map(|row| row.position).collect();
        let outcome = unknown(error, ids, &positions);
        self.outcomes.extend(positions.iter().map(|position| (*position, outcome.clone())));
    }

    pub fn failed(&mut self, error: Error, rows: &[Placed]) {
        if stops(&error) {
            self.stop = Some(error.clone());
        }
        self.outcomes.extend(rows.iter().map(|row| (row.position, Outcome::Failed(error.clone()))));
    }
}

pub(super) fn unknown(error: Error, ids: Vec<String>, positions: &[u64]) -> Outcome<String> {
    Outcome::Unknown(Unsettled::new(error, ids, range(positions)))
}

/// Whether every further call would meet the same. A token that expired, even twice in a row, says nothing about the next.
pub(super) fn stops(error: &Error) -> bool {
    match error.code() {
        Some(Code::InvalidAccessToken | Code::AccessTokenExpired) => false,
        Some(Code::DataSourceNotExist) => true,
        _ => matches!(
            error.kind(),
            ErrorKind::Settings | ErrorKind::Authentication | ErrorKind::Permission | ErrorKind::QuotaExceeded
        ),
    }
}

pub(super) fn is_too_large(error: &Error) -> bool {
    error.code() == Some(&Code::ExceedRequestSizeLimit) || error.status() == Some(413)
}

/// Whether a refusal is about what the rows hold. Checks that come before the business service look at no rows; when
/// that service refuses a batch, it may have stored a part of it (nothing is documented).
pub(super) fn is_about_rows(error: &Error) -> bool {
    let gateway = matches!(
        error.code(),
        Some(Code::BadRequest | Code::InvalidCommonParam | Code::InvalidParam | Code::ExceedRequestSizeLimit)
    );
    let about = matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Conflict);
    error.is_refusal() && about && !gateway && error.in_doubt().is_none()
}
