//! Parsing the bodies of writes.
//!
//! A parsed body takes many times its own size, so members that are not stored are skipped, and the records of a batch
//! are counted before they are parsed.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::face::body::{invalid_body, members};
use crate::face::error_response::ApiError;
use crate::log::truncated;
use crate::schema::Model;
use crate::store::Body;
use crate::validate::type_name;

/// Parses a body as a record.
pub(super) fn record(json: &[u8], model: &Model) -> Result<Body, ApiError> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let record = Members(model).deserialize(&mut deserializer);
    record.and_then(|record| deserializer.end().map(|()| record)).map_err(|error| invalid_body(&error))
}

/// A batch of unparsed records.
pub(super) struct Batch<'b>(Vec<&'b RawValue>);

/// Reasons why a body is not a batch.
pub(super) enum NotABatch {
    NoValue,
    NoList(&'static str),
    Many(usize),
    Body(ApiError),
}

#[derive(Deserialize)]
struct BatchBody<'b> {
    #[serde(borrow, default, deserialize_with = "some")]
    value: Option<&'b RawValue>,
}

/// Makes null `Some`, unlike a missing member.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

impl<'b> Batch<'b> {
    /// The records of `{"value":[record, ..]}`, if there are at most `max`.
    pub(super) fn of(json: &'b [u8], max: u32) -> Result<Self, NotABatch> {
        let refuse = |error| NotABatch::Body(invalid_body(&error));
        // Serde would accept a list as the members in order.
        if !json.trim_ascii_start().starts_with(b"{") {
            members(json).map_err(NotABatch::Body)?;
        }
        let BatchBody { value } = serde_json::from_slice(json).map_err(refuse)?;
        let text = value.map(RawValue::get).ok_or(NotABatch::NoValue)?;
        if !text.starts_with('[') {
            return Err(NotABatch::NoList(kind(text)));
        }
        let count = serde_json::from_str::<Vec<IgnoredAny>>(text).map_err(refuse)?.len();
        if count > max as usize {
            return Err(NotABatch::Many(count));
        }
        serde_json::from_str(text).map(Self).map_err(refuse)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Position and kind of the first element that is not an object.
    pub(super) fn first_non_object(&self) -> Option<(usize, &'static str)> {
        let record = (1..).zip(&self.0).find(|(_, record)| !record.get().starts_with('{'));
        record.map(|(position, record)| (position, kind(record.get())))
    }

    pub(super) fn records(&self, model: &Model) -> Result<Vec<Body>, ApiError> {
        let record = |(position, json): (usize, &&RawValue)| {
            let place = format!("record {position} of `value`: ");
            record(json.get().as_bytes(), model).map_err(|error| error.within(&place))
        };
        (1..).zip(&self.0).map(record).collect()
    }
}

/// The note on related records in bodies, which OData does not write.
pub(super) fn note(bodies: &[Body], model: &Model) -> Option<String> {
    let is_sent = |key: &str| bodies.iter().any(|body| body.get(key).is_some_and(|value| !value.is_null()));
    let keys = model.virtual_fields().iter().map(|field| field.key.as_str()).filter(|key| is_sent(key));
    let names: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
    let verb = if names.len() == 1 { "was" } else { "were" };
    let note = format!("{} {verb} ignored: related records are written through /v1/model", names.join(", "));
    (!names.is_empty()).then(|| truncated(&note))
}

/// The type of a JSON text, for messages.
fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'{') => type_name(&Value::Object(Map::new())),
        Some(b'[') => type_name(&Value::Array(Vec::new())),
        _ => type_name(&serde_json::from_str(json).unwrap_or(Value::Null)),
    }
}

/// Reads the members that are fields of the model, and the first one that is not, which may have to be refused.
struct Members<'m>(&'m Model);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Body;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Body, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Body;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Body, A::Error> {
        let Self(model) = self;
        let (mut body, mut has_unknown) = (Body::new(), false);
        while let Some(key) = map.next_key::<String>()? {
            if model.has_field(&key) {
                body.insert(key, map.next_value()?);
                continue;
            }
            map.next_value::<IgnoredAny>()?;
            if !std::mem::replace(&mut has_unknown, true) {
                body.insert(key, Value::Null);
            }
        }
        Ok(body)
    }
}
