//! Untyped records.

use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::text;
use crate::Error;
use crate::model::{Model, Tag};

/// A record as sent by the service: the text of a JSON object in which lists and objects are strings of JSON.
///
/// ```no_run
/// # async fn run(client: weda::Client) -> weda::Result<()> {
/// #[derive(serde::Deserialize)]
/// struct Student {
///     name: String,
///     score: Option<f64>,
/// }
///
/// if let Some(record) = client.model("student").get("9G5C0WQN26").await? {
///     println!("{}", record.as_json());
///     let tags: Option<Vec<String>> = record.get("tags")?;
///     let student: Student = record.deserialize()?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    id: Box<str>,
    json: Box<str>,
}

/// The model of untyped queries, which their filters, orders and records share.
impl Model for Record {
    // Not the hash of any identifier, since identifiers are not empty.
    type Tag = Tag<0>;
    const IDENTIFIER: &'static str = "";
}

impl Record {
    pub(crate) fn new(id: String, json: String) -> Self {
        Self { id: id.into_boxed_str(), json: json.into_boxed_str() }
    }

    /// Returns the `_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the record as JSON, without the service's annotations.
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// Returns the value of one field. A missing field reads as null, so use an [`Option`] if it may be missing.
    ///
    /// Lists and objects are strings of JSON; if the type is not a string, the value is decoded from within.
    ///
    /// # Errors
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if the value has another type.
    pub fn get<T: DeserializeOwned>(&self, field: &str) -> Result<T, Error> {
        let mut reader = serde_json::Deserializer::from_str(&self.json);
        let value = Member(field).deserialize(&mut reader).map_err(|error| self.decode_error("", &error))?;
        let json = value.map_or("null", RawValue::get);
        serde_json::from_str(json).or_else(|error| {
            let nested = serde_json::from_str::<String>(json).ok();
            let nested = nested.as_deref().map(|text| if text.trim().is_empty() { "null" } else { text });
            nested
                .and_then(|text| serde_json::from_str(text).ok())
                .ok_or_else(|| self.decode_error(&format!(", field `{field}`"), &error))
        })
    }

    /// Deserializes the whole record. Lists and objects are strings of JSON in it; [`get`](Self::get) decodes them.
    ///
    /// # Errors
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if a value has another type.
    pub fn deserialize<'r, T: Deserialize<'r>>(&'r self) -> Result<T, Error> {
        serde_json::from_str(&self.json).map_err(|error| self.decode_error("", &error))
    }

    /// Returns the record as JSON.
    #[must_use]
    pub fn into_json(self) -> String {
        self.json.into_string()
    }

    fn decode_error(&self, field: &str, error: &serde_json::Error) -> Error {
        Error::decode(format!("record {}{field}: {error}; read it as another type, or inspect `as_json()`", self.id))
    }
}

/// Parses a record from JSON, for example from a file.
impl FromStr for Record {
    type Err = Error;

    /// # Errors
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) if the text is not an object with a string `_id`.
    fn from_str(json: &str) -> Result<Self, Error> {
        text("", json.trim()).ok().flatten().ok_or_else(|| {
            let text = "the text is not a record; pass an object with a string `_id`, as the service returns it";
            Error::decode(text.to_owned())
        })
    }
}

/// Prints the id only, since values may be confidential.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Record").field(&self.id).finish()
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json: &RawValue = serde_json::from_str(&self.json).map_err(serde::ser::Error::custom)?;
        json.serialize(serializer)
    }
}

/// Finds the JSON text of a member; the last one if there are several.
struct Member<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_member) = map.next_key_seed(Is(self.0))? {
            match is_member {
                true => found = Some(map.next_value()?),
                false => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

/// Compares a key without copying it.
struct Is<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let json = r#"{"_id":"a","n":59.0,"name":"李","tags":"[\"x\"]","none":null,"blank":"","na\u006de2":1}"#;
        Record::new("a".to_owned(), json.to_owned())
    }

    #[test]
    fn values_are_read_by_name() {
        let record = record();
        assert_eq!(record.get::<f64>("n").unwrap(), 59.0);
        assert_eq!(record.get::<String>("name").unwrap(), "李");
        assert_eq!(record.get::<i64>("name2").unwrap(), 1, "the key is printed with an escape");
        assert_eq!(record.get::<Vec<String>>("tags").unwrap(), ["x"]);
        assert_eq!(record.get::<String>("tags").unwrap(), r#"["x"]"#);
        for absent in ["none", "missing", "blank"] {
            assert_eq!(record.get::<Option<Vec<String>>>(absent).unwrap(), None, "{absent}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_an_error_with_record_and_field() {
        let error = record().get::<f64>("name").unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Decode);
        let text = error.to_string();
        assert!(text.starts_with("record a, field `name`: invalid type: string"), "{text}");
        assert!(text.ends_with("; read it as another type, or inspect `as_json()`"), "{text}");
        assert!(record().get::<f64>("missing").is_err());
    }

    #[test]
    fn a_record_is_serialized_unchanged() {
        let record = record();
        assert_eq!(record.as_json().parse::<Record>().unwrap(), record);
        assert!(r#"{"name":"a"}"#.parse::<Record>().is_err() && "[]".parse::<Record>().is_err());
        assert_eq!(serde_json::to_string(&record).unwrap(), record.as_json());
        assert_eq!(format!("{record:?}"), r#"Record("a")"#, "no value is printed");
    }
}
