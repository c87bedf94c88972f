//! Conversion of serializable values to the fields of a record.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::Error;
use crate::value::{RowFields, Value, WireValue};

/// Converts a value to fields. Strings and numbers remain exactly as serde_json wrote them.
///
/// # Errors
/// Returns an error if the value does not serialize to an object.
pub(super) fn of(record: &(impl Serialize + ?Sized)) -> Result<RowFields, Error> {
    let text = serde_json::to_string(record).map_err(|error| not_an_object(&error.to_string()))?;
    let Members(members) = serde_json::from_str(&text).map_err(|_| not_an_object("this value does not"))?;
    // The last value of a field counts.
    let last: HashMap<&str, usize> = members.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let is_last: Vec<bool> =
        members.iter().enumerate().map(|(at, (name, _))| last.get(name.as_str()) == Some(&at)).collect();
    let last_values = members.into_iter().zip(is_last).filter(|(_, is_last)| *is_last);
    Ok(last_values.map(|((name, value), _)| (Cow::Owned(name), Value(value_of(value.get())))).collect())
}

fn value_of(json: &str) -> WireValue {
    match json.as_bytes().first() {
        Some(b'{') => match reference(json) {
            Some(id) => WireValue::PrintedReference { id, json: json.to_owned() },
            None => WireValue::Json(json.to_owned()),
        },
        Some(b'[') => WireValue::Json(json.to_owned()),
        _ => WireValue::Scalar(json.to_owned()),
    }
}

/// Returns the id if the object has no other member, as a relation that is stored as an object.
fn reference(value: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reference {
        _id: String,
    }
    serde_json::from_str(value).ok().map(|Reference { _id }| _id)
}

fn not_an_object(why: &str) -> Error {
    Error::invalid_value(format!(
        "a record must serialize to a JSON object: {why}; pass a struct, a map with string keys, or \
         `json!({{ .. }})`"
    ))
}

/// The members of an object in order, with their values as JSON.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, value::to_raw_value};

    use crate::Dialect;
    use crate::protocol::Gateway as _;
    use crate::protocol::RelationForm;
    use crate::protocol::odata::Odata;

    use super::*;

    fn sent(record: impl Serialize, form: RelationForm) -> String {
        let dialect = Dialect { relation_form: form, ..Dialect::default() };
        String::from_utf8(Odata { dialect }.encode(&of(&record).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn lists_and_objects_are_sent_as_text_and_scalars_unchanged() {
        #[derive(Serialize)]
        struct Book {
            title: &'static str,
            price: f64,
            pages: u64,
            tags: Vec<&'static str>,
            isbn: Option<String>,
        }
        let book = Book { title: "红\"楼", price: 59.5, pages: u64::MAX, tags: vec!["a"], isbn: None };
        assert_eq!(
            sent(book, RelationForm::JsonText),
            r#"{"title":"红\"楼","price":59.5,"pages":18446744073709551615,"tags":"[\"a\"]","isbn":null}"#
        );
        let digits = json!({ "n": to_raw_value(&0.1).unwrap() });
        assert_eq!(sent(digits, RelationForm::JsonText), r#"{"n":0.1}"#);
    }

    #[test]
    fn object_relations_are_written_as_the_switch_requires() {
        let book = || json!({ "author": { "_id": "a1" }, "extra": { "_id": "a1", "x": 1 } });
        let extra = r#""extra":"{\"_id\":\"a1\",\"x\":1}""#;
        for (form, author) in [
            (RelationForm::JsonText, r#""{\"_id\":\"a1\"}""#),
            (RelationForm::Object, r#"{"_id":"a1"}"#),
            (RelationForm::Id, r#""a1""#),
        ] {
            assert_eq!(sent(book(), form), format!(r#"{{"author":{author},{extra}}}"#));
        }
    }

    #[test]
    fn values_that_are_not_objects_are_rejected() {
        for value in [json!([1]), json!("a"), json!(null), json!(3)] {
            let error = of(&value).err().unwrap().to_string();
            assert!(error.ends_with("pass a struct, a map with string keys, or `json!({ .. })`"), "{error}");
        }
        let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(of(&keys).err().unwrap().to_string().contains("key must be a string"));
    }
}
