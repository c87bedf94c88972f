//! Reads answers to SQL.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::protocol::envelope;
use crate::protocol::sql::Tables;

/// Rows and their number, in either answer.
#[derive(Deserialize)]
struct Data<'b> {
    #[serde(borrow, alias = "executeResultList")]
    records: Option<Vec<&'b RawValue>>,
    /// In any form.
    total: Option<Json>,
}

/// Returns the rows of an answer, which a statement and a template wrap differently.
pub(super) fn rows(body: &[u8]) -> Result<Vec<&RawValue>, String> {
    #[derive(Deserialize)]
    struct Outer<'b> {
        #[serde(borrow)]
        data: Option<&'b RawValue>,
        #[serde(rename = "Response", alias = "response")]
        template: Option<IgnoredAny>,
    }
    let body = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    if let Some(data) = envelope::data(body) {
        return of_template(data);
    }
    let Outer { data, template } = serde_json::from_str(body).map_err(|error| error.to_string())?;
    match (data, template) {
        (Some(data), _) => of_statement(data),
        (None, Some(_)) => Ok(Vec::new()),
        (None, None) => Err("there is no `data`".to_owned()),
    }
}

/// The answer of a template that writes may have no data, or the number of records without rows.
fn of_template(data: &RawValue) -> Result<Vec<&RawValue>, String> {
    let data: Option<Data<'_>> = serde_json::from_str(data.get()).map_err(|error| error.to_string())?;
    let Some(Data { records: Some(rows), total }) = data else { return Ok(Vec::new()) };
    match number(total.as_ref()) {
        Some(total) if !rows.is_empty() => complete(rows, total),
        _ => Ok(rows),
    }
}

fn of_statement(data: &RawValue) -> Result<Vec<&RawValue>, String> {
    let Data { records, total } = serde_json::from_str(data.get()).map_err(|error| error.to_string())?;
    match (records, number(total.as_ref())) {
        (Some(rows), Some(total)) => complete(rows, total),
        (Some(rows), None) => Ok(rows),
        (None, Some(0)) => Ok(Vec::new()),
        (None, _) => Err("there is no `executeResultList`".to_owned()),
    }
}

/// Checks that a part of the rows does not pass for all of them.
fn complete(rows: Vec<&RawValue>, total: u64) -> Result<Vec<&RawValue>, String> {
    match total > rows.len() as u64 {
        true => Err(format!("it holds {} of {total} rows, so select fewer with LIMIT", rows.len())),
        false => Ok(rows),
    }
}

fn number(total: Option<&Json>) -> Option<u64> {
    match total? {
        Json::Number(total) => total.as_u64(),
        Json::String(total) => total.parse().ok(),
        _ => None,
    }
}

/// Returns the name of a model's table; `None` if the model has none.
pub(super) fn table_name(body: &[u8], tables: Tables) -> Result<Option<String>, String> {
    #[derive(Deserialize)]
    struct Answer {
        data: Detail,
    }
    #[derive(Deserialize)]
    struct Detail {
        #[serde(rename = "PreviewTableName", alias = "previewTableName")]
        trial: Option<String>,
        #[serde(rename = "PublishedTableName", alias = "publishedTableName")]
        published: Option<String>,
    }
    let Answer { data } = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let name = match tables {
        Tables::Trial => data.trial,
        Tables::Published => data.published,
    };
    Ok(name.filter(|name| !name.is_empty()))
}
