//! Bodies of records that have no type.

use std::collections::HashMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::codec::Writer;
use crate::{Dialect, Error, RelationForm};

/// What a create or an update sends.
pub(super) struct Body {
    pub json: Vec<u8>,
    pub is_empty: bool,
}

/// Lists and objects become JSON text; texts and numbers stay digit by digit as serde wrote them.
///
/// Source: "Data source management API", request parameters of create and update.
pub(super) fn of(record: &(impl Serialize + ?Sized), dialect: &Dialect) -> Result<Body, Error> {
    let text = serde_json::to_string(record).map_err(|error| no_object(&error.to_string()))?;
    let Members(members) = serde_json::from_str(&text).map_err(|_| no_object("it is something else"))?;
    let mut out = Writer::new();
    // Of a field that is set twice the last value counts.
    let last: HashMap<&str, usize> = members.iter().enumerate().map(|(at, (name, _))| (name.as_str(), at)).collect();
    let kept: Vec<_> = (members.iter().enumerate())
        .filter(|(at, (name, _))| last.get(name.as_str()) == Some(at))
        .map(|(_, (name, value))| (value.get(), name.as_str()))
        .collect();
    let is_empty = kept.is_empty();
    out.named(kept, |out, value| member(value, dialect, out));
    let json = out.finish().expect("numbers that are not finite have been made null");
    Ok(Body { json, is_empty })
}

fn member(value: &str, dialect: &Dialect, out: &mut Writer) {
    let form = dialect.relation_form;
    match value.as_bytes().first() {
        Some(b'{') if form != RelationForm::JsonText => match reference(value) {
            Some(id) if form == RelationForm::Id => out.text(&id),
            Some(_) => out.raw(value),
            None => out.text(value),
        },
        Some(b'{' | b'[') => out.text(value),
        _ => out.raw(value),
    }
}

/// The id, where an object is a relation of the newer kind and nothing else.
fn reference(value: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reference {
        _id: String,
    }
    serde_json::from_str(value).ok().map(|Reference { _id }| _id)
}

fn no_object(why: &str) -> Error {
    Error::invalid_value(format!(
        "a record is written from what serde makes a JSON object of: {why}; give a struct, a map with texts for keys, or \
         `json!({{ .. }})`"
    ))
}

/// The members of an object in their order, their values as they are printed.
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

    use super::*;

    fn sent(record: impl Serialize, form: RelationForm) -> String {
        let dialect = Dialect { relation_form: form, ..Dialect::default() };
        String::from_utf8(of(&record, &dialect).unwrap().json).unwrap()
    }

    #[test]
    fn lists_and_objects_travel_as_text_and_all_else_as_it_is() {
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
    fn a_relation_of_the_newer_kind_is_written_as_the_switch_says() {
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
    fn what_is_no_object_is_refused() {
        for value in [json!([1]), json!("a"), json!(null), json!(3)] {
            let error = of(&value, &Dialect::default()).err().unwrap().to_string();
            assert!(error.ends_with("give a struct, a map with texts for keys, or `json!({ .. })`"), "{error}");
        }
        let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(of(&keys, &Dialect::default()).err().unwrap().to_string().contains("key must be a string"));
    }
}
