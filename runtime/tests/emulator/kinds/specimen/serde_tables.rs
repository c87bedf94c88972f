//! serde by layouts equals serde's derives, in JSON and other self-describing formats.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

use super::{Specimen, random, run, specimen};

/// The same model, generated with serde's derives.
#[path = "../../../../../codegen/tests/outputs/v1_serde/models.rs"]
mod derived;

type Derived = derived::Specimen;

fn vacant(name: &str) -> Value {
    json!({ "_id": "a1", "name": name, "inner": { "city": "北京" } })
}

/// Converts a value to a format and back; `None` if the format cannot represent it.
fn in_toml<T: Serialize + DeserializeOwned>(value: &T) -> Option<T> {
    toml::to_string(value).ok().map(|text| toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}")))
}

fn in_cbor<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    ciborium::from_reader(bytes.as_slice()).unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn tables_and_derives_write_and_read_the_same() {
    let fields = specimen().fields;
    run(400, &random::record(&fields, false), |(meant, _)| {
        let (row, oracle): (Specimen, Derived) =
            (from_value(meant.clone()).unwrap(), from_value(meant.clone()).unwrap());
        let told = serde_json::to_string(&row).unwrap();
        prop_assert_eq!(&told, &serde_json::to_string(&oracle).unwrap(), "{}", meant);
        prop_assert!(serde_json::from_str::<Specimen>(&told).unwrap() == row, "JSON, {}", told);
        prop_assert!(in_cbor(&row) == row, "CBOR, {}", told);
        prop_assert_eq!(in_toml(&row).is_some(), in_toml(&oracle).is_some(), "{}", told);
        prop_assert!(in_toml(&row).is_none_or(|back| back == row), "TOML, {}", told);
        Ok(())
    });
}

/// Rows as maps of values, as some formats and `#[serde(flatten)]` need.
#[test]
fn a_row_can_be_part_of_other_types() {
    #[derive(Serialize, serde::Deserialize)]
    struct Marked {
        mark: u8,
        #[serde(flatten)]
        row: Specimen,
    }
    let row: Specimen = from_value(vacant("李四")).unwrap();
    let mut told = to_value(Marked { mark: 7, row }).unwrap();
    assert_eq!((&told["mark"], &told["name"]), (&json!(7), &json!("李四")));
    told["number"] = json!(1.5);
    let back: Marked = from_value(told).unwrap();
    assert_eq!((back.mark, back.row.name.as_str(), back.row.number), (7, "李四", Some(1.5)));
}

#[test]
fn what_does_not_fit_is_named() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut record = vacant("李四");
        change(&mut record);
        from_value::<Specimen>(record).err().map(|error| error.to_string()).unwrap_or_default()
    };
    for (change, text) in [
        (&(|record: &mut Value| record["integer"] = json!("x")) as &dyn Fn(&mut Value), "field `integer`: expected"),
        (&|record| record["name"] = json!(null), "field `name`: it is null"),
        (&|record| drop(record.as_object_mut().unwrap().remove("name")), "missing field `name`"),
        (&|record| record["inner"] = json!([]), "field `inner`: expected"),
        (&|record| *record = json!(["a1"]), "invalid length 1, expected an object with the fields of `specimen`"),
        (&|record| *record = json!(7), "expected an object with the fields of `specimen`"),
        // Forms of the service are not accepted by serde.
        (&|record| record["texts"] = json!("[\"a\"]"), "field `texts`: expected a list"),
        (&|record| record["texts"] = json!(""), "field `texts`: expected a list"),
        (&|record| record["choices"] = json!("x,y"), "field `choices`: expected a list"),
        (&|record| record["inner"] = json!("{\"city\":\"a\"}"), "field `inner`: expected an object"),
        (&|record| record["relation"] = json!({ "_id": "x" }), "field `relation`: expected a text"),
    ] {
        assert!(refused(change).contains(text), "{text}: {}", refused(change));
    }
    let twice = r#"{"_id":"a","name":"a","inner":{"city":"a"},"name":"b"}"#;
    let error = serde_json::from_str::<Specimen>(twice).err().unwrap();
    assert!(error.to_string().starts_with("duplicate field `name`"), "{error}");
    let twice = r#"{"_id":"a","name":"a","inner":{"city":"a","city":"b"}}"#;
    let error = serde_json::from_str::<Specimen>(twice).err().unwrap();
    assert!(error.to_string().starts_with("field `inner.city`: expected one value, found two"), "{error}");

    let mut row: Specimen = from_value(vacant("李四")).unwrap();
    row.number = Some(f64::NAN);
    assert!(to_value(&row).unwrap_err().to_string().contains("field `number` is not a finite number"));
    let text = "_id = \"a\"\nname = \"a\"\nnumber = nan\n[inner]\ncity = \"a\"\n";
    assert!(toml::from_str::<Specimen>(text).err().unwrap().to_string().contains("is not a finite number"));
}

/// Some formats write structs without field names.
#[test]
fn a_row_is_read_from_its_values_in_their_order() {
    let row: Specimen = from_value(vacant("李四")).unwrap();
    let told = serde_json::to_string(&row).unwrap();
    let values: Vec<&serde_json::value::RawValue> = {
        let mut members = serde_json::Deserializer::from_str(&told);
        struct Values;
        impl<'de> serde::de::Visitor<'de> for Values {
            type Value = Vec<&'de serde_json::value::RawValue>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some((_, value)) = map.next_entry::<String, _>()? {
                    values.push(value);
                }
                Ok(values)
            }
        }
        serde::Deserializer::deserialize_map(&mut members, Values).unwrap()
    };
    assert!(serde_json::from_str::<Specimen>(&serde_json::to_string(&values).unwrap()).unwrap() == row);
}

/// Strings with a meaning on the wire are plain strings in serde.
#[test]
fn a_text_is_the_text_that_it_is() {
    let mut record = vacant("{\"a\":1}");
    for (field, value) in
        [("json", json!("[1]")), ("unknownType", json!("null")), ("relation", json!("{\"_id\":\"x\"}"))]
    {
        record[field] = value;
    }
    let row: Specimen = from_value(record.clone()).unwrap();
    let told = to_value(&row).unwrap();
    for (field, value) in record.as_object().unwrap().iter().filter(|(field, _)| *field != "inner") {
        assert_eq!(told[field], *value, "{field}");
    }
}
