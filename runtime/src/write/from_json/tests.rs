use serde_json::json;

use crate::model::{Fields, Model, Tag, tag_of};
use crate::protocol::odata;
use crate::value::{Value, WireValue};
use crate::{Date, Patch};

struct Sku;

impl Model for Sku {
    type Tag = Tag<{ tag_of("goods_sku") }>;
    const IDENTIFIER: &'static str = "goods_sku";
}

impl Fields for Sku {
    const FIELDS: &'static str = "r- _id\nt! title\nn? price\ni? stock\nb? active\nd? seenAt\nD? saleAt\nT? opensAt\nc? grade\n\
                                  j? extra\no? spec\np? place\nr? brand\nR? spuId\nlt? tags\nln? sizes\nllt? table\nlj? any\n\
                                  lR- friends\nd- createdAt";
}

fn read(json: &str) -> Result<Patch<Sku>, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// Returns the body that is sent.
fn sent(json: &str) -> String {
    let fields = read(json).unwrap().fields;
    let body = String::from_utf8(odata::batch([&fields].into_iter())).unwrap();
    body.trim_start_matches(r#"{"value":["#).trim_end_matches("]}").to_owned()
}

/// Returns the error message without the position that serde_json appends.
fn rejected(json: &str) -> String {
    let error = read(json).unwrap_err();
    let (message, place) = error.rsplit_once(" at line ").unwrap_or_else(|| panic!("{error}"));
    assert!(place.contains("column"), "{error}");
    message.to_owned()
}

fn value(json: &str) -> WireValue {
    let Value(value) = read(json).unwrap().fields.remove(0).1;
    value
}

#[test]
fn absent_null_and_a_value_differ() {
    assert!(read("{}").unwrap().is_empty());
    assert_eq!(sent(r#"{"price": null}"#), r#"{"price":null}"#);
    assert_eq!(sent(r#"{"price": 49.5, "title": "红"}"#), r#"{"price":49.5,"title":"红"}"#);
}

#[test]
fn every_kind_is_sent_as_it_is_set() {
    assert!(value(r#"{"stock": 9007199254740993}"#) == WireValue::Int(9_007_199_254_740_993));
    assert!(value(r#"{"stock": 89.0}"#) == WireValue::Int(89));
    assert!(value(r#"{"price": 60}"#) == WireValue::Int(60));
    assert!(value(r#"{"price": 1e3}"#) == WireValue::Float(1000.0));
    assert!(value(r#"{"active": false}"#) == WireValue::Bool(false));
    assert!(value(r#"{"seenAt": 1646034692306}"#) == WireValue::Int(1_646_034_692_306));
    assert!(value(r#"{"saleAt": 1725120000000}"#) == WireValue::Day(Date::from_millis(1_725_120_000_000)));
    assert!(value(r#"{"opensAt": 28800000}"#) == WireValue::Int(28_800_000));
    assert!(value(r#"{"grade": "neu"}"#) == WireValue::Text("neu".to_owned()));
    assert!(value(r#"{"brand": "b1"}"#) == WireValue::Id("b1".to_owned()));
    assert!(value(r#"{"spuId": "s1"}"#) == WireValue::Reference("s1".to_owned()));
    for (field, json) in [
        ("extra", "[1,null]"),
        ("spec", r#"{"a":1}"#),
        ("tags", r#"["a","b"]"#),
        ("sizes", "[1,2.5]"),
        ("table", r#"[["a"],[]]"#),
        ("any", r#"[null,{"a":1}]"#),
    ] {
        assert!(value(&format!(r#"{{"{field}": {json}}}"#)) == WireValue::Json(json.to_owned()), "{field}");
    }
    let place = r#"{"place": {"address": "西湖", "point": {"longitude": 120.13, "latitude": 30.25}}}"#;
    let wire = r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[120.13,30.25]}}"#;
    assert!(value(place) == WireValue::Json(wire.to_owned()));
}

#[test]
fn errors_of_values_name_model_field_expected_and_found() {
    for (json, message) in [
        (r#"{"title": 1}"#, "model `goods_sku`, field `title`: expected a text, found a number"),
        (r#"{"price": "1"}"#, "model `goods_sku`, field `price`: expected a number, found a text"),
        (
            r#"{"stock": 1.5}"#,
            "model `goods_sku`, field `stock`: expected a whole number of at most 64 bits, found a number",
        ),
        (
            r#"{"stock": 1e30}"#,
            "model `goods_sku`, field `stock`: expected a whole number of at most 64 bits, found a number",
        ),
        (r#"{"stock": "many"}"#, "model `goods_sku`, field `stock`: expected a whole number, found a text"),
        (r#"{"active": 1}"#, "model `goods_sku`, field `active`: expected true or false, found a number"),
        (r#"{"seenAt": "2024-09-01"}"#, "model `goods_sku`, field `seenAt`: expected milliseconds, found a text"),
        (r#"{"saleAt": true}"#, "model `goods_sku`, field `saleAt`: expected milliseconds, found a boolean"),
        (r#"{"opensAt": 0.5}"#, "model `goods_sku`, field `opensAt`: expected whole milliseconds, found a number"),
        (r#"{"grade": ["a"]}"#, "model `goods_sku`, field `grade`: expected a text, found a list"),
        (r#"{"spec": "{}"}"#, "model `goods_sku`, field `spec`: expected an object, found a text"),
        (r#"{"spec": [1]}"#, "model `goods_sku`, field `spec`: expected an object, found a list"),
        (
            r#"{"place": "西湖"}"#,
            "model `goods_sku`, field `place`: expected a location with its `address` and `point`, found a text",
        ),
        (r#"{"brand": 7}"#, "model `goods_sku`, field `brand`: expected the id of a record, found a number"),
        (
            r#"{"spuId": {"_id": "s1"}}"#,
            "model `goods_sku`, field `spuId`: expected the id of a record, found an object",
        ),
        (r#"{"tags": "a,b"}"#, "model `goods_sku`, field `tags`: expected a list, found a text"),
        (r#"{"tags": ["a", 3]}"#, "model `goods_sku`, field `tags[1]`: expected a text, found a number"),
        (r#"{"tags": ["a", null]}"#, "model `goods_sku`, field `tags[1]`: expected a value, found null"),
        (r#"{"table": [["a"], [1]]}"#, "model `goods_sku`, field `table[1][0]`: expected a text, found a number"),
    ] {
        assert_eq!(rejected(json), message, "{json}");
    }
}

#[test]
fn fields_that_cannot_be_written_are_rejected() {
    for (json, message) in [
        (r#"{"titel": "a"}"#, "model `goods_sku` has no field `titel`"),
        (r#"{"spu_id": "a"}"#, "model `goods_sku` has no field `spu_id`, did you mean `spuId`?"),
        (r#"{"Title": "a"}"#, "model `goods_sku` has no field `Title`, did you mean `title`?"),
        ("{\"\\u001b[31m\": 1}", "model `goods_sku` has no field `\\u{1b}[31m`"),
        (r#"{"_id": "x"}"#, "model `goods_sku`, field `_id`: it is read-only: the platform sets it; leave it out"),
        (
            r#"{"createdAt": null}"#,
            "model `goods_sku`, field `createdAt`: it is read-only: the platform sets it; leave it out",
        ),
        (
            r#"{"title": null}"#,
            "model `goods_sku`, field `title`: it is required and cannot be null; leave it out to keep its value",
        ),
        (r#"{"stock": 1, "price": 2, "stock": 1}"#, "model `goods_sku`, field `stock`: it occurs twice; remove one"),
    ] {
        assert_eq!(rejected(json), message, "{json}");
    }
    for no_object in ["[]", "1", "null", r#""a""#] {
        assert!(read(no_object).unwrap_err().contains("an object with the fields of `goods_sku` to change"));
    }
}

/// TOML and CBOR are self-describing, too.
#[test]
fn other_formats_are_supported() {
    let patch: Patch<Sku> = toml::from_str("title = \"红\"\nstock = 3\ntags = [\"a\"]").unwrap();
    assert_eq!(format!("{patch:?}"), r#"{"stock", "tags", "title"}"#);
    let mut bytes = Vec::new();
    ciborium::into_writer(&json!({ "price": null, "stock": 3, "spec": { "a": 1 } }), &mut bytes).unwrap();
    let patch: Patch<Sku> = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(format!("{patch:?}"), r#"{"price", "spec", "stock"}"#);
    assert!(toml::from_str::<Patch<Sku>>("stock = 1.5").unwrap_err().to_string().contains("field `stock`"));
}

/// As in typed calls: integers are not rounded, and 1e400 does not fit a double.
#[test]
fn numbers_that_do_not_fit_are_rejected() {
    assert!(value(r#"{"price": 1.8446744073709552e19}"#) == WireValue::Float(18_446_744_073_709_551_615.0));
    assert_eq!(
        rejected(r#"{"price": 18446744073709551615}"#),
        "model `goods_sku`, field `price`: expected a whole number that fits an `i64`, found a larger one"
    );
    assert!(read(r#"{"price": 1e400}"#).is_err());
    assert!(read(r#"{"stock": 18446744073709551615}"#).is_err());
}
