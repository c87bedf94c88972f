//! Printing records as OData.

mod record;

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::json;

use crate::face::answer::Answer;
use crate::face::printed::{RecordList, text};
use crate::profile::Profile;
use crate::schema::Model;
pub(super) use record::RecordFormat;

/// The answer with one record.
pub(super) fn single<'v>(
    status: u16,
    model: &Model,
    values: impl Iterator<Item = ValueRef<'v>>,
    profile: &Profile,
) -> Answer {
    let mut body = Vec::new();
    RecordFormat { model, profile, select: None, single: true }.print(&mut body, values);
    Answer::printed(status, body)
}

/// The answer for a record that does not exist, without `_id`.
pub(super) fn no_record(model: &Model) -> Answer {
    Answer::json(200, &json!({ "@odata.context": context(model) }))
}

/// Borrows the values of a record.
pub(super) fn values(row: &[Stored]) -> impl Iterator<Item = ValueRef<'_>> {
    row.iter().map(ValueRef::from)
}

fn context(model: &Model) -> String {
    format!("$metadata#{}", model.identifier)
}

/// Begins a list of records; `count` is the number of matches, if requested.
pub(super) fn list(model: &Model, count: Option<u64>) -> RecordList {
    let mut body = b"{\"@odata.context\":".to_vec();
    text(&mut body, &context(model));
    if let Some(count) = count {
        body.extend_from_slice(format!(",\"@odata.count\":{count}").as_bytes());
    }
    body.extend_from_slice(b",\"value\":[");
    RecordList::new(body)
}

/// The answer with a list.
pub(super) fn list_answer(status: u16, list: RecordList) -> Answer {
    Answer::printed(status, list.end(b"]}"))
}
