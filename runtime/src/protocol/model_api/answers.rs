//! Decoding of the gateway's answers, `{"data":..,"requestId":".."}`.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::codec::{DecodeError, Members, Reader, members, members_of, utf8};
use crate::protocol::{PageFacts, RawPage, Record, RowSink, record_list, sent_record};

const NO_RECORDS: &str = "invalid list response: `records` is missing";

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

/// A list with records of any form.
#[derive(Deserialize)]
struct List<T> {
    records: Vec<T>,
    // May be written as `3.0`.
    total: Option<f64>,
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map(|Envelope { data }| data).map_err(|error| error.to_string())
}

/// Decodes a page in a single pass.
pub(super) fn page(body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String> {
    let mut reader = Reader::new(utf8(body)?);
    let mut ids = None;
    let mut total = None::<i64>;
    let read = object(&mut reader, &mut |reader, name| match name {
        "data" => object(reader, &mut |reader, name| match name {
            "records" => Ok(record_list::read("records", reader, rows)?.map(|list| ids = Some(list))),
            "total" => reader.fill(&mut total).map(Ok).map_err(|error| error.inside("total")),
            _ => reader.skip().map(Ok),
        }),
        _ => reader.skip().map(Ok),
    });
    read.map_err(|error| error.to_string())??;
    reader.end().map_err(|error| error.to_string())?;
    let count = total.and_then(|total| u64::try_from(total).ok());
    Ok(PageFacts { count, ids: ids.ok_or(NO_RECORDS)? })
}

/// The outer error is about the page, the inner one about a record.
type Read = Result<Result<(), String>, DecodeError>;

fn object(reader: &mut Reader<'_>, member: &mut dyn FnMut(&mut Reader<'_>, &str) -> Read) -> Read {
    let first = reader.next()?;
    if first != b'{' {
        return Err(reader.expected("an object", first));
    }
    let mut at_start = true;
    while reader.more(b'}', at_start)? {
        at_start = false;
        let name = reader.key()?.to_owned();
        if let Err(error) = member(reader, &name)? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

/// Returns the number of records and of matches of a page without decoding it.
pub(super) fn outline(body: &[u8]) -> Result<(usize, Option<f64>), String> {
    parsed(body).map(|List::<IgnoredAny> { records, total }| (records.len(), total))
}

pub(super) fn records(body: &[u8]) -> Option<RawPage<'_>> {
    #[derive(Deserialize)]
    struct Raw<'b> {
        #[serde(borrow)]
        records: Vec<&'b RawValue>,
        total: Option<f64>,
    }
    let Envelope::<Raw<'_>> { data } = serde_json::from_slice(body).ok()?;
    let records = data.records.into_iter().map(RawValue::get).collect();
    Some(RawPage { records, count: data.total.map(|total| total as u64) })
}

pub(super) fn all_records(body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String> {
    parsed(body).map(|List { records, total }| (records, total))
}

/// Returns the text of `data`, `None` if it is null.
fn data(body: &[u8]) -> Result<Option<&str>, String> {
    for member in members(body) {
        let (name, value) = member.map_err(|error| error.to_string())?;
        if name == "data" {
            return Ok(Some(value).filter(|value| *value != "null"));
        }
    }
    Err("the answer has no `data`".to_owned())
}

/// Returns the members of `data`, `None` if it is null.
fn data_members(body: &[u8]) -> Result<Option<Members<'_>>, String> {
    members_of(body, "data").map_err(|error| error.to_string())
}

/// Returns a member of `data` that is not null.
fn member<'b>(body: &'b [u8], wanted: &str) -> Option<&'b str> {
    data_members(body).ok()??.flatten().find(|(name, value)| name == wanted && *value != "null").map(|(_, value)| value)
}

/// Returns the text of a record. Null, an empty object and a missing one mean that there is none; any other object is a
/// record.
pub(super) fn record(body: &[u8]) -> Result<Option<&str>, String> {
    utf8(body)?;
    let Some(members) = data_members(body)? else { return Ok(None) };
    for member in members {
        let (name, value) = member.map_err(|error| error.to_string())?;
        if name == "record" {
            let is_empty = value.strip_prefix('{').is_some_and(|rest| rest.trim_ascii_start() == "}");
            return Ok(Some(value).filter(|value| *value != "null" && !is_empty));
        }
    }
    Ok(None)
}

pub(super) fn created_id(body: &[u8]) -> Option<String> {
    let id: String = serde_json::from_str(member(body, "id")?).ok()?;
    (!id.is_empty()).then_some(id)
}

pub(super) fn created_ids(body: &[u8]) -> Result<Vec<String>, String> {
    let ids = member(body, "idList").ok_or("the answer has no `idList`")?;
    serde_json::from_str(ids).map_err(|error| error.to_string())
}

/// Returns the count of an update or delete. The number may have a fraction of zero.
pub(super) fn count(body: &[u8]) -> Option<u64> {
    let count: Json = serde_json::from_str(member(body, "count")?).ok()?;
    count.as_f64().filter(|count| *count >= 0.0 && count.fract() == 0.0).map(|count| count as u64)
}

/// Returns the id that an upsert created, or `None` if it updated a record: an update is counted, a create has an id.
pub(super) fn upserted(body: &[u8]) -> Result<Option<String>, String> {
    match (count(body), created_id(body)) {
        (Some(0), Some(id)) => Ok(Some(id)),
        (Some(0), None) => Err("the answer counts no update and has no `id` of a new record".to_owned()),
        (Some(_), _) => Ok(None),
        (None, _) => Err("the answer has no `count`".to_owned()),
    }
}

/// Returns the length of the list of ids that a write by filter must not change.
pub(super) fn forbidden(body: &[u8]) -> usize {
    let ids = member(body, "illegalIdList").and_then(|ids| serde_json::from_str::<Vec<IgnoredAny>>(ids).ok());
    ids.map_or(0, |ids| ids.len())
}

/// Splits definitions into rows.
pub(super) fn definition_rows(body: &str) -> Result<Vec<&RawValue>, String> {
    #[derive(Deserialize)]
    struct Definitions<'b> {
        #[serde(borrow, rename = "DataSourceRelationInfoList")]
        rows: Option<Vec<&'b RawValue>>,
    }
    let Envelope::<Definitions<'_>> { data } = serde_json::from_str(body).map_err(|error| error.to_string())?;
    Ok(data.rows.unwrap_or_default())
}

/// Returns true if an answer has the record of another id, or something else than a record.
pub(super) fn is_of_another_call(id: &str, body: &[u8]) -> bool {
    let Ok(Some(members)) = data_members(body) else { return false };
    members.flatten().any(|(name, value)| match &*name {
        "record" => sent_record::is_of_another_call(id, value.as_bytes()),
        _ => value != "null",
    })
}

/// Returns true if an answer can have the record that was sent; also if it has none.
pub(super) fn is_what_was_sent(sent: &[u8], body: &[u8]) -> bool {
    let (Some(sent), Some(record)) = (data(sent).ok().flatten(), member(body, "record")) else { return true };
    if sent_record::is_what_was_sent(sent.as_bytes(), record.as_bytes()) {
        return true;
    }
    // A relation whose record does not exist is read as null.
    let (Ok(sent), Ok(mut record)) = (serde_json::from_str::<Record>(sent), serde_json::from_str::<Record>(record))
    else {
        return false;
    };
    record.retain(|name, value| !(value.is_null() && sent.get(name).is_some_and(Json::is_object)));
    let (sent, record) = (Json::Object(sent).to_string(), Json::Object(record).to_string());
    sent_record::is_what_was_sent(sent.as_bytes(), record.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G1: every form of "no record", and records without an id.
    #[test]
    fn no_record_has_four_forms() {
        for body in [
            r#"{"data":{"record":null},"requestId":"r"}"#,
            r#"{"data":{"record":{}},"requestId":"r"}"#,
            r#"{"data":{},"requestId":"r"}"#,
            r#"{"data":null,"requestId":"r"}"#,
        ] {
            assert_eq!(record(body.as_bytes()), Ok(None), "{body}");
            assert!(!is_of_another_call("a", body.as_bytes()), "{body}");
        }
        let body = br#"{"requestId":"r","data":{"record":{"name":"a"}}}"#;
        assert_eq!(record(body), Ok(Some(r#"{"name":"a"}"#)));
        for body in [r#"{"requestId":"r"}"#, "null", "[]", "", r#"{"data":{"record":{"a""#] {
            assert!(record(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn answers_of_other_calls_are_detected() {
        for (body, other) in [
            (r#"{"data":{"record":{"name":"b","_id":"A"}}}"#, false),
            (r#"{"data":{"record":{"_id":"b"}}}"#, true),
            (r#"{"data":{"record":{"name":"b"}}}"#, true),
            (r#"{"data":{"id":"a"}}"#, true),
            (r#"{"data":{"count":1}}"#, true),
            (r#"{"data":{"records":[],"total":0}}"#, true),
        ] {
            assert_eq!(is_of_another_call("a", body.as_bytes()), other, "{body}");
        }
    }

    #[test]
    fn a_created_record_is_compared_with_the_sent_one() {
        let sent = br#"{"data":{"name":"a","tags":["x"],"author":{"_id":"u"},"_id":"mine"}}"#;
        for (record, same) in [
            (r#"{"_id":"i","name":"a","tags":["x"],"author":{"_id":"u","name":"n"}}"#, true),
            (r#"{"_id":"i","name":"a","tags":["x"],"author":null}"#, true),
            (r#"{"_id":"i","name":"a"}"#, true),
            (r#"{"_id":"i","name":null}"#, false),
            (r#"{"_id":"i","name":"b"}"#, false),
            (r#"{"_id":"i","name":"a","author":{"_id":"v"}}"#, false),
        ] {
            let answer = format!(r#"{{"data":{{"record":{record}}}}}"#);
            assert_eq!(is_what_was_sent(sent, answer.as_bytes()), same, "{record}");
        }
        assert!(is_what_was_sent(sent, br#"{"data":{"id":"i"}}"#), "it has none");
    }

    #[test]
    fn counts_and_ids() {
        assert_eq!(count(br#"{"data":{"count":2,"legalIdList":["a"],"illegalIdList":[]}}"#), Some(2));
        assert_eq!(count(br#"{"data":{"count":2.0}}"#), Some(2));
        for body in [r#"{"data":{"count":-1}}"#, r#"{"data":{"count":"2"}}"#, r#"{"data":{}}"#, r#"{"count":1}"#] {
            assert_eq!(count(body.as_bytes()), None, "{body}");
        }
        assert_eq!(created_id(br#"{"data":{"id":"a"}}"#).as_deref(), Some("a"));
        assert_eq!(created_id(br#"{"data":{"id":""}}"#), None);
        assert_eq!(created_ids(br#"{"data":{"idList":["a","b"]}}"#), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert!(created_ids(br#"{"data":{"id":"a"}}"#).is_err());
    }

    #[test]
    fn an_upsert_has_created_or_updated() {
        assert_eq!(upserted(br#"{"data":{"count":0,"id":"a"}}"#), Ok(Some("a".to_owned())));
        assert_eq!(upserted(br#"{"data":{"count":1,"id":""}}"#), Ok(None));
        assert_eq!(upserted(br#"{"data":{"count":1}}"#), Ok(None));
        for body in [r#"{"data":{"count":0,"id":""}}"#, r#"{"data":{"id":"a"}}"#, r#"{"data":{}}"#, r#"{"data":null}"#]
        {
            assert!(upserted(body.as_bytes()).is_err(), "{body}");
        }
    }

    /// G27: the lists are optional.
    #[test]
    fn records_that_must_not_be_changed_are_counted() {
        assert_eq!(forbidden(br#"{"data":{"count":1,"legalIdList":["a"],"illegalIdList":["b","c"]}}"#), 2);
        for body in [r#"{"data":{"count":1}}"#, r#"{"data":{"count":1,"illegalIdList":[]}}"#] {
            assert_eq!(forbidden(body.as_bytes()), 0, "{body}");
        }
    }

    #[test]
    fn definitions_are_split_into_rows() {
        let body = r#"{"data":{"DataSourceRelationInfoList":[{"Name":"a"},{"Name":"b"}]},"requestId":"r"}"#;
        let rows: Vec<&str> = definition_rows(body).unwrap().into_iter().map(RawValue::get).collect();
        assert_eq!(rows, [r#"{"Name":"a"}"#, r#"{"Name":"b"}"#]);
        assert!(definition_rows(r#"{"data":{}}"#).unwrap().is_empty());
        assert!(definition_rows("{}").is_err());
    }
}
