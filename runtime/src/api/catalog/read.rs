//! Reads answers with definitions and option sets, in either spelling of their envelopes.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{DefinitionRow, OptionSetRow, OptionSetRows};
use crate::Error;
use crate::protocol::{Answer, Gateway, envelope};
use crate::request::Request;

pub(super) fn definitions(
    gateway: &dyn Gateway,
    request: &Request,
    answer: &Answer,
) -> Result<Vec<DefinitionRow>, Error> {
    #[derive(Deserialize)]
    struct Row<'b> {
        #[serde(rename = "Id", alias = "id")]
        id: Option<String>,
        #[serde(rename = "Name", alias = "name")]
        name: String,
        #[serde(rename = "Title", alias = "title")]
        title: Option<String>,
        #[serde(borrow, rename = "Schema", alias = "schema")]
        schema: &'b RawValue,
    }
    let invalid = |reason: String| invalid_list("definitions", &reason, request, answer);
    let body = std::str::from_utf8(&answer.body).map_err(|error| invalid(error.to_string()))?;
    let rows = gateway.definition_rows(body).map_err(invalid)?;
    let read = |json: &RawValue| {
        let Row { id, name, title, schema } = serde_json::from_str(json.get())?;
        // Documented as text that holds JSON; JSON itself is accepted too.
        let schema = match schema.get().starts_with('"') {
            true => serde_json::from_str(schema.get())?,
            false => schema.get().to_owned(),
        };
        Ok(DefinitionRow { id, name, title, schema, json: json.get().to_owned() })
    };
    rows.into_iter().map(|row| read(row).map_err(|error: serde_json::Error| invalid(error.to_string()))).collect()
}

pub(super) fn option_sets(request: &Request, answer: &Answer) -> Result<OptionSetRows, Error> {
    #[derive(Deserialize)]
    struct Data<'b> {
        #[serde(alias = "Total")]
        total: Option<u64>,
        #[serde(borrow, alias = "Items")]
        items: Option<Vec<&'b RawValue>>,
    }
    #[derive(Deserialize)]
    struct Row {
        #[serde(alias = "Name")]
        name: String,
        #[serde(alias = "Title")]
        title: Option<String>,
        #[serde(alias = "Config")]
        config: Option<String>,
    }
    let invalid = |reason: String| invalid_list("option sets", &reason, request, answer);
    let body = std::str::from_utf8(&answer.body).map_err(|error| invalid(error.to_string()))?;
    let data = envelope::data(body).ok_or_else(|| invalid("there is no `data` inside a `response`".to_owned()))?;
    let Data { total, items } = serde_json::from_str(data.get()).map_err(|error| invalid(error.to_string()))?;
    let read = |json: &RawValue| {
        let Row { name, title, config } = serde_json::from_str(json.get())?;
        Ok(OptionSetRow { name, title, config, json: json.get().to_owned() })
    };
    let rows: Vec<OptionSetRow> = items
        .unwrap_or_default()
        .into_iter()
        .map(|row| read(row).map_err(|error: serde_json::Error| invalid(error.to_string())))
        .collect::<Result<_, _>>()?;
    match total {
        // Pages are not documented, and an incomplete list must not pass for a complete one.
        Some(total) if total > rows.len() as u64 => {
            Err(invalid(format!("it holds {} of {total}, so request fewer per call", rows.len())))
        }
        _ => Ok(OptionSetRows { json: body.to_owned(), rows }),
    }
}

fn invalid_list(of: &str, reason: &str, request: &Request, answer: &Answer) -> Error {
    Error::decode(format!("invalid list of {of}: {reason}; give the request id to the vendor's support"))
        .in_call(request, &answer.request_id)
}
