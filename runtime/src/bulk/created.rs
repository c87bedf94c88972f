//! The records of a batch whose answer has only their ids.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::create::Sent;
use super::job::{Job, PositionedRow};
use super::lookup;
use super::messages::Message;
use crate::Error;
use crate::error::{ErrorKind, Problem};
use crate::protocol::same_record::json;
use crate::protocol::{Answer, Record};
use crate::request::Request;
use crate::value::{Value, WireValue};

/// Returns the records with these ids: matched by position if the gateway guarantees the order, otherwise read.
///
/// An answer without a matching request id may belong to another batch, so its ids cannot be matched by position.
pub(super) async fn records(
    job: &Job,
    rows: &[PositionedRow],
    request: Request,
    answer: Answer,
    ids: Vec<String>,
) -> Sent {
    let is_in_order = rows.len() == 1 || job.client.gateway().features().ids_in_order;
    let are_valid = ids.iter().all(|id| !id.is_empty()) && ids.iter().collect::<HashSet<_>>().len() == ids.len();
    let is_keyed = rows.iter().any(|row| row.encoded.key.is_some());
    if ids.len() == rows.len() && are_valid && is_in_order && answer.is_tied {
        let records = rows.iter().zip(ids).map(|(row, id)| keyed_record(job, row, id)).collect();
        return Sent { request, answer, records, unread: None };
    }
    if ids.len() != rows.len() && !is_keyed {
        // Reading the records would not show which row is missing.
        return Sent { request, answer, records: ids.into_iter().map(bare_record).collect(), unread: None };
    }
    match read(job, &ids).await {
        Ok(records) => Sent { request, answer, records, unread: None },
        Err(error) => {
            let text = Message::LookupFailed { error: &error }.to_string();
            let unread = Error::new(error.kind(), Problem::Text(text)).with_repeated_cause(error);
            Sent { request, answer, records: ids.into_iter().map(bare_record).collect(), unread: Some(unread) }
        }
    }
}

/// A record of which only the id is known.
fn bare_record(id: String) -> Record {
    Record::from_iter([("_id".to_owned(), Json::from(id))])
}

/// The record of a row, with the row's key.
fn keyed_record(job: &Job, row: &PositionedRow, id: String) -> Record {
    let mut record = bare_record(id);
    if let (Some(field), Some(key)) = (job.work.key(), &row.encoded.key) {
        record.insert(field.clone().into_owned(), json(key).unwrap_or_default());
    }
    record
}

async fn read(job: &Job, ids: &[String]) -> Result<Vec<Record>, Error> {
    let values: Vec<Value> = ids.iter().map(|id| Value(WireValue::Id(id.clone()))).collect();
    let records = lookup::records(&job.client, &job.model, "_id", &values.iter().collect::<Vec<_>>()).await?;
    let with_id = |id: &String| records.iter().find(|record| super::answer::id(record) == Some(id)).cloned();
    let found: Vec<Record> = ids.iter().filter_map(with_id).collect();
    match found.len() == ids.len() {
        true => Ok(found),
        false => {
            let message = Message::CountMismatch { sent: ids.len(), received: found.len() };
            Err(Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(message.to_string())))
        }
    }
}
