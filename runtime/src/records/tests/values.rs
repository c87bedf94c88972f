//! Single values: accepted forms, and the errors of others.

use serde_json::json;

use super::{Class, Grade, Home, read, student};
use crate::codec::FieldSlot;
use crate::codec::Writer;
use crate::{AreaCode, Date, DateTime, FileRef, GeoPoint, Id, Json, Location, TimeOfDay};

const EMPTY: &str = "it is null, but every record should have it";

/// Checks that each text decodes to the value, also within `Option`.
#[track_caller]
fn accepted<T: FieldSlot + PartialEq + Clone>(value: T, texts: &[&str])
where
    Option<T>: FieldSlot + PartialEq,
{
    for text in texts {
        assert_eq!(read::<T>(text), Ok(value.clone()), "{text}");
        assert_eq!(read::<Option<T>>(text), Ok(Some(value.clone())), "{text}");
    }
}

/// Checks that each text means no value: `None` for an `Option`, otherwise an error.
#[track_caller]
fn absent<T: FieldSlot + PartialEq>(texts: &[&str])
where
    Option<T>: FieldSlot + PartialEq,
{
    for text in texts {
        assert_eq!(read::<Option<T>>(text), Ok(None), "{text}");
        assert_eq!(read::<T>(text).unwrap_err(), EMPTY, "{text}");
    }
}

/// Checks the error for each text, also within `Option`.
#[track_caller]
fn refused<T: FieldSlot + PartialEq>(cases: &[(&str, &str)])
where
    Option<T>: FieldSlot + PartialEq,
{
    for (text, words) in cases {
        assert_eq!(read::<T>(text).unwrap_err(), *words, "{text}");
        assert_eq!(read::<Option<T>>(text).unwrap_err(), *words, "{text}");
    }
}

#[test]
fn texts() {
    accepted(String::new(), &[r#""""#]);
    accepted("李\"四\n😀/".to_owned(), &["\"李\\\"四\\n😀/\"", r#" "\u674e\"\u56DB\u000a\ud83d\uDE00\/" "#]);
    absent::<String>(&["null", " null "]);
    refused::<String>(&[
        ("5", "expected a text, found number 5"),
        ("true", "expected a text, found boolean true"),
        ("{}", "expected a text, found an object"),
        ("[1]", "expected a text, found a list"),
    ]);
}

#[test]
fn numbers() {
    accepted(89.0, &["89", "89.0", "8.9e1", "890E-1"]);
    accepted(-0.1, &["-0.1", "-1e-1"]);
    accepted(9_007_199_254_740_992.0, &["9007199254740992", "9007199254740993", "9007199254740992.00"]);
    accepted(1.797_693_134_862_315_7e308, &["1.7976931348623157e308"]);
    accepted(5e-324, &["5e-324"]);
    absent::<f64>(&["null"]);
    refused::<f64>(&[
        ("\"ninety\"", "expected a number, found text \"ninety\""),
        ("\"\"", "expected a number, found text \"\""),
        ("1e999", "expected a number that a double can hold, found 1e999"),
        ("-1e999", "expected a number that a double can hold, found -1e999"),
        ("false", "expected a number, found boolean false"),
    ]);
}

#[test]
fn integers() {
    accepted(89_i64, &["89", "89.0", "89.000", "8.9e1"]);
    accepted(0_i64, &["0", "-0", "-0.0"]);
    accepted(i64::MAX, &["9223372036854775807", "9223372036854775807.0"]);
    accepted(i64::MIN, &["-9223372036854775808"]);
    absent::<i64>(&["null"]);
    refused::<i64>(&[
        ("89.5", "expected a whole number of at most 64 bits, found 89.5"),
        ("9223372036854775808", "expected a whole number of at most 64 bits, found 9223372036854775808"),
        ("1e19", "expected a whole number of at most 64 bits, found 1e19"),
        ("1e999", "expected a whole number of at most 64 bits, found 1e999"),
        ("\"89\"", "expected a whole number, found text \"89\""),
    ]);
}

#[test]
fn booleans() {
    accepted(true, &["true"]);
    accepted(false, &["false", " false\n"]);
    absent::<bool>(&["null"]);
    refused::<bool>(&[
        ("0", "expected true or false, found number 0"),
        ("\"true\"", "expected true or false, found text \"true\""),
    ]);
}

#[test]
fn times() {
    let millis = 1_725_120_000_000;
    let texts = &["1725120000000", "1725120000000.0", "1.72512e12"];
    accepted(DateTime::from_millis(millis), texts);
    accepted(Date::from_millis(millis), texts);
    accepted(TimeOfDay::from_millis(millis), texts);
    accepted(DateTime::from_millis(-1), &["-1"]);
    absent::<DateTime>(&["null"]);
    refused::<Date>(&[
        ("\"2024-09-01\"", "expected milliseconds, found text \"2024-09-01\""),
        ("1.5", "expected whole milliseconds, found 1.5"),
        ("[]", "expected milliseconds, found a list"),
    ]);
}

#[test]
fn choices() {
    accepted(Grade::First, &["\"一年级\"", r#""\u4e00年级""#]);
    accepted(Grade::Other("研究生".into()), &["\"研究生\""]);
    absent::<Grade>(&["null"]);
    refused::<Grade>(&[("1", "expected a text, found number 1")]);
}

#[test]
fn lists() {
    let tags = || vec!["篮球".to_owned(), "a\"b".to_owned()];
    accepted(tags(), &[r#"["篮球","a\"b"]"#, r#" [ "篮球" , "a\u0022b" ] "#, r#""[\"篮球\",\"a\\\"b\"]""#]);
    accepted(tags(), &[r#""[\"\\u7bee\u7403\",\"a\\u0022b\"] ""#]);
    accepted(Vec::<String>::new(), &["[]", "\"[]\"", "\" [ ] \""]);
    accepted(vec![1.5, -2.0], &["[1.5,-2]", "\"[1.5,-2.0]\""]);
    accepted(vec![vec![1_i64], vec![]], &["[[1],[]]", "\"[[1],[]]\"", r#"["[1]","[]"]"#]);
    absent::<Vec<String>>(&["null", r#""""#, r#""null""#]);
    refused::<Vec<String>>(&[
        ("7", "expected a list, found number 7"),
        ("{}", "expected a list, found an object"),
        (r#""篮球""#, r#"expected a list or its JSON text, found text "篮球""#),
        (r#""{}""#, r#"expected a list or its JSON text, found text "{}""#),
        (r#""[1"#, "the answer is not JSON: it ends in the middle of a value"),
    ]);
}

#[test]
fn elements_are_named_by_their_index() {
    refused::<Vec<String>>(&[
        (r#"["a",2]"#, "field `[1]`: expected a text, found number 2"),
        (r#""[\"a\",\"b\",{}]""#, "field `[2]`: expected a text, found an object"),
        (r#"["a",null]"#, "field `[1]`: expected a value, found null"),
    ]);
    refused::<Vec<Vec<i64>>>(&[
        ("[[1],[2,3.5]]", "field `[1][1]`: expected a whole number of at most 64 bits, found 3.5"),
        (r#"[[1],""]"#, "field `[1]`: expected a value, found an empty text"),
    ]);
}

#[test]
fn objects() {
    let home = Home { city: "杭州".into(), floor: Some(3) };
    accepted(
        home,
        &[
            r#"{"city":"杭州","floor":3}"#,
            r#"{"floor":3.0,"_id":"x","more":{"a":[{}]},"c\u0069ty":"杭州"}"#,
            r#""{\"city\":\"杭州\",\"floor\":3}""#,
            r#"{"city":"西安","city":"杭州","floor":9,"floor":3}"#,
        ],
    );
    accepted(Home { city: String::new(), floor: None }, &[r#"{"city":""}"#, r#"{"city":"","floor":null}"#]);
    absent::<Home>(&["null", r#""""#, r#""null""#]);
    refused::<Home>(&[
        ("[]", "expected an object, found a list"),
        (r#""杭州""#, r#"expected an object or its JSON text, found text "杭州""#),
        ("{}", "field `city`: it is missing, but every record should have it"),
        (r#"{"city":"a","floor":"x"}"#, "field `floor`: expected a whole number, found text \"x\""),
    ]);
}

#[test]
fn relations() {
    accepted(
        Id::<Class>::new("9G5C"),
        &[
            r#""9G5C""#,
            r#"{"_id":"9G5C"}"#,
            r#"{"name":"三年二班","_id":"9G5C","x":[1]}"#,
            r#""{\"_id\":\"9G5C\"}""#,
            r#"" {\"name\":\"三年二班\",\"_id\":\"9G5C\"} ""#,
        ],
    );
    absent::<Id<Class>>(&["null", r#""""#, r#""null""#, "{}", r#"{"_id":""}"#, r#"{"_id":null}"#, r#""{}""#]);
    refused::<Id<Class>>(&[
        ("7", "expected an id, or an object with `_id`, found number 7"),
        ("[]", "expected an id, or an object with `_id`, found a list"),
        (r#"{"_id":7}"#, "field `_id`: expected a text, found number 7"),
        (r#""{\"_id\":7}""#, "field `_id`: expected a text, found number 7"),
    ]);
}

#[test]
fn free_json() {
    let object = || Json(json!({ "颜色": ["红", null], "n": 1.5 }));
    accepted(object(), &[r#"{"颜色":["红",null],"n":1.5}"#, r#""{\"颜色\":[\"红\",null],\"n\":1.5}""#]);
    accepted(Json(json!("红")), &[r#""红""#]);
    accepted(Json(json!("{red}")), &[r#""{red}""#]);
    accepted(Json(json!(false)), &["false"]);
    accepted(Json(json!(9_223_372_036_854_775_807_i64)), &["9223372036854775807"]);
    // The nearest double, as for numbers.
    accepted(Json(json!(0.123_456_789_012_345_68)), &["0.12345678901234568"]);
    absent::<Json>(&["null", r#""""#, r#""null""#]);
}

/// A null or empty string within a list of free JSON failed the whole page with "the definition lists it as required".
/// `Vec<Json>` decoded its elements like fields, for which both mean no value. Elements of free JSON are now accepted
/// unchanged.
#[test]
fn free_json_keeps_null_and_empty_texts_inside_lists() {
    accepted(vec![Json(json!(null)), Json(json!("")), Json(json!(1))], &[r#"[null,"",1]"#, r#""[null,\"\",1]""#]);
}

#[test]
fn files_and_regions() {
    accepted(FileRef::new("cloud://env/李.png"), &["\"cloud://env/李.png\"", r#""cloud:\/\/env\/\u674e.png""#]);
    accepted(FileRef::new(""), &[r#""""#]);
    absent::<FileRef>(&["null"]);
    refused::<FileRef>(&[("7", "expected a text, found number 7"), ("[]", "expected a text, found a list")]);
    accepted(vec![FileRef::new("a")], &[r#"["a"]"#, r#""[\"a\"]""#]);
    accepted(AreaCode::new("陕西省,西安市"), &["\"陕西省,西安市\""]);
    refused::<AreaCode>(&[("{}", "expected a text, found an object")]);
}

/// In degrees, longitude first.
fn place(address: &str, point: Option<(f64, f64)>) -> Location {
    let point = point.map(|(longitude, latitude)| GeoPoint { longitude, latitude });
    Location { address: address.to_owned(), point }
}

#[test]
fn locations() {
    accepted(
        place("西湖", Some((120.13, 30.25))),
        &[
            r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[120.13,30.25]}}"#,
            r#""{\"address\":\"西湖\",\"geopoint\":{\"type\":\"Point\",\"coordinates\":[120.13,30.25]}}""#,
            r#"{"geopoint":"{\"coordinates\":\"[120.13,30.25]\"}","_id":"x","address":"西湖"}"#,
            r#"{"address":"西湖","geopoint":{"coordinates":[120.13,30.25,3.5]}}"#,
        ],
    );
    absent::<Location>(&["null", r#""""#, r#""null""#]);
    refused::<Location>(&[
        ("[120.13,30.25]", "expected an object, found a list"),
        (r#""西湖""#, r#"expected an object or its JSON text, found text "西湖""#),
        (r#"{"address":7}"#, "field `address`: expected a text, found number 7"),
        (r#"{"geopoint":[1,2]}"#, "field `geopoint`: expected an object, found a list"),
        (
            r#"{"geopoint":{"coordinates":[1,"2"]}}"#,
            "field `geopoint.coordinates[1]`: expected a number, found text \"2\"",
        ),
    ]);
}

/// A location without a point is not absent, even if blank.
#[test]
fn locations_without_a_point() {
    accepted(
        place("西湖", None),
        &[
            r#"{"address":"西湖"}"#,
            r#"{"address":"西湖","geopoint":null}"#,
            r#"{"address":"西湖","geopoint":""}"#,
            r#"{"address":"西湖","geopoint":{}}"#,
            r#"{"address":"西湖","geopoint":{"type":null,"coordinates":null}}"#,
            r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[]}}"#,
            r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[null,null]}}"#,
            r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[120.13,null]}}"#,
            r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[null,30.25]}}"#,
        ],
    );
    accepted(
        place("", None),
        &["{}", r#""{}""#, r#"{"address":"","geopoint":{"type":"Point","coordinates":[null,null]}}"#],
    );
}

#[test]
fn locations_are_written_as_geojson() {
    let written = |place: Location| {
        let mut out = Writer::new();
        crate::codec::Codec::write(&place, &mut out);
        out.finish_text().ok()
    };
    for (place, json) in [
        (
            place("西湖", Some((120.13, -30.25))),
            r#"{"address":"西湖","geopoint":{"type":"Point","coordinates":[120.13,-30.25]}}"#,
        ),
        (place("", None), r#"{"address":"","geopoint":{"type":"Point","coordinates":[null,null]}}"#),
    ] {
        assert_eq!(written(place.clone()).as_deref(), Some(json));
        assert_eq!(read::<Location>(json), Ok(place));
    }
    assert_eq!(written(place("", Some((f64::NAN, 0.0)))), None, "no number that JSON has");
}

#[test]
fn long_values_are_truncated() {
    let words = read::<i64>(&format!("\"{}\"", "李".repeat(60))).unwrap_err();
    assert_eq!(words, format!("expected a whole number, found text \"{}…", "李".repeat(34)));
}

#[test]
fn errors_have_the_path_from_the_outside_in() {
    for (members, words) in [
        (r#""score":"ninety""#, "field `score`: expected a number, found text \"ninety\""),
        (r#""tags":["a",7]"#, "field `tags[1]`: expected a text, found number 7"),
        (r#""home":{"city":7}"#, "field `home.city`: expected a text, found number 7"),
        (
            r#""home":"{\"city\":null}""#,
            "field `home.city`: it is null, but every record should have it; \
             `optional = [\"student.home.city\"]` in weda.toml reads it as an `Option` \
             (take it out of `present` if it is there)",
        ),
        (r#""class":{"_id":[]}"#, "field `class._id`: expected a text, found a list"),
        (r#""marks":"[1,\"2\"]""#, "field `marks[1]`: expected a number, found text \"2\""),
        (r#""tags":"[\"a\"""#, "field `tags`: its text is not JSON: it ends in the middle of a value"),
        (r#""tags":"[] []""#, "field `tags`: its text is not JSON: `[` follows after its end"),
        (r#""class":"{\"_id\"}""#, "field `class`: its text is not JSON: expected `:` after a key"),
    ] {
        assert_eq!(
            student(members).unwrap_err(),
            format!("model `student`, record 1 of the page (_id a1), {words}"),
            "{members}"
        );
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Sport {
    Ball,
    Other(String),
}

impl crate::model::option_set::Options for Sport {
    type Tag = ();
    const LISTED: &'static [(&'static str, &'static str)] = &[("ball", "球")];

    fn nth(index: usize, key: String) -> Self {
        if index == 0 { Self::Ball } else { Self::Other(key) }
    }

    fn index(&self) -> Result<usize, &str> {
        match self {
            Self::Ball => Ok(0),
            Self::Other(key) => Err(key),
        }
    }
}

/// F23: one record with several options in the old form failed the whole page.
#[test]
fn several_options_may_be_comma_separated_keys() {
    let other = |key: &str| Sport::Other(key.to_owned());
    for (json, sports) in [
        (r#""ball,跑""#, vec![Sport::Ball, other("跑")]),
        (r#"" ball , a\"b ""#, vec![Sport::Ball, other("a\"b")]),
        (r#""ball""#, vec![Sport::Ball]),
        (r#""[\"ball\",\"a,b\"]""#, vec![Sport::Ball, other("a,b")]),
        (r#"["ball"]"#, vec![Sport::Ball]),
        (r#""[]""#, vec![]),
    ] {
        assert_eq!(read::<Vec<Sport>>(json).unwrap(), sports, "{json}");
    }
    assert_eq!(read::<Option<Vec<Sport>>>(r#""""#).unwrap(), None);
    assert!(read::<Vec<Sport>>(r#""{\"a\":1}""#).is_err() && read::<Vec<Sport>>(r#""[\"a\"""#).is_err());
    let strict = read::<Vec<String>>(r#""a,b""#).unwrap_err();
    assert!(
        strict.contains("expected a list or its JSON text"),
        "a wrong value could hide in a list of texts: {strict}"
    );
}
