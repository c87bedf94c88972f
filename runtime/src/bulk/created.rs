//! The records of a batch whose answer has their ids alone.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::create::Sent;
use super::job::{Job, Placed};
use super::look;
use super::messages::Words;
use crate::Error;
use crate::error::{ErrorKind, Problem};
use crate::protocol::same_record::json;
use crate::protocol::{Answer, Record};
use crate::request::Request;
use crate::value::{Value, WireValue};

/// The records that the ids stand for, in their order: by position where the gateway vouches for it, and otherwise read.
///
/// An answer that does not bear the id of its request may be another batch's, whose ids say nothing of these rows.
pub(super) async fn records(job: &Job, rows: &[Placed], request: Request, answer: Answer, ids: Vec<String>) -> Sent {
    let is_told = rows.len() == 1 || job.client.gateway().features().ids_in_order;
    let are_whole = ids.iter().all(|id| !id.is_empty()) && ids.iter().collect::<HashSet<_>>().len() == ids.len();
    let is_keyed = rows.iter().any(|row| row.line.key.is_some());
    if ids.len() == rows.len() && are_whole && is_told && answer.is_tied {
        let records = rows.iter().zip(ids).map(|(row, id)| known(job, row, id)).collect();
        return Sent { request, answer, records, unread: None };
    }
    if ids.len() != rows.len() && !is_keyed {
        // Nothing that is read would tell which row is missing.
        return Sent { request, answer, records: ids.into_iter().map(alone).collect(), unread: None };
    }
    match read(job, &ids).await {
        Ok(records) => Sent { request, answer, records, unread: None },
        Err(error) => {
            let text = Words::NotRead { error: &error }.to_string();
            let unread = Error::new(error.kind(), Problem::Text(text)).with_repeated_cause(error);
            Sent { request, answer, records: ids.into_iter().map(alone).collect(), unread: Some(unread) }
        }
    }
}

/// A record of which nothing is known but the id.
fn alone(id: String) -> Record {
    Record::from_iter([("_id".to_owned(), Json::from(id))])
}

/// A record that is known to be a row's.
fn known(job: &Job, row: &Placed, id: String) -> Record {
    let mut record = alone(id);
    if let (Some(field), Some(key)) = (job.work.key(), &row.line.key) {
        record.insert(field.clone().into_owned(), json(key).unwrap_or_default());
    }
    record
}

async fn read(job: &Job, ids: &[String]) -> Result<Vec<Record>, Error> {
    let values: Vec<Value> = ids.iter().map(|id| Value(WireValue::Id(id.clone()))).collect();
    let records = look::records(&job.client, &job.model, "_id", &values.iter().collect::<Vec<_>>()).await?;
    let with_id = |id: &String| records.iter().find(|record| super::answer::id(record) == Some(id)).cloned();
    let found: Vec<Record> = ids.iter().filter_map(with_id).collect();
    match found.len() == ids.len() {
        true => Ok(found),
        false => {
            let words = Words::Count { sent: ids.len(), came: found.len() };
            Err(Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(words.to_string())))
        }
    }
}
