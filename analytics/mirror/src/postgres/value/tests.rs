use super::*;
use serde_json::json;
use weda_definition::{Definition, OptionSets};

fn column(declaration: serde_json::Value) -> Column {
    let text = json!({ "properties": { "f": declaration } }).to_string();
    let definition = Definition::parse("m", "m.json", &text).unwrap();
    Column::of(&definition.fields[0], &OptionSets::default())
}

fn read(declaration: serde_json::Value, raw: &str) -> Result<Cell<'static>, String> {
    let raw = RawValue::from_string(raw.to_owned()).unwrap();
    Rules::default().cell(&column(declaration), &raw).map(into_owned)
}

fn text(text: &str) -> Cell<'static> {
    Cell::Text(text.to_owned().into())
}

#[test]
fn doubles_lose_no_digit() {
    let number = json!({ "type": "number" });
    for (raw, double) in [
        ("0.1", 0.1),
        ("0.10000000000000001", 0.1),
        ("123456789.12345678", 123_456_789.123_456_78),
        ("-0.0", 0.0),
        ("1180591620717411303424", 1_180_591_620_717_411_303_424.0),
        ("4.9e-324", 5e-324),
        ("9007199254740992.0", 9_007_199_254_740_992.0),
        ("0.000000000000000000000000000", 0.0),
    ] {
        match read(number.clone(), raw).unwrap() {
            Cell::Double(read) => assert_eq!(read.to_bits(), f64::to_bits(double), "{raw}"),
            other => panic!("{raw}: {other:?}"),
        }
    }
    for raw in
        ["1234567890123456789", "9007199254740993", "0.123456789012345678901", "1e400", "1e-400", "\"5\"", "true"]
    {
        assert!(read(number.clone(), raw).is_err(), "{raw}");
    }
}

#[test]
fn whole_numbers_have_19_digits() {
    let integer = json!({ "type": "number", "numberCount": 0 });
    for (raw, whole) in [
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("-9223372036854775808.0", i64::MIN),
        ("89.0", 89),
        ("1.7e12", 1_700_000_000_000),
        ("-0.0", 0),
        ("10e-1", 1),
    ] {
        assert_eq!(read(integer.clone(), raw), Ok(Cell::Bigint(whole)), "{raw}");
    }
    for raw in ["0.5", "9223372036854775808", "1e19", "1e99999999999999999999", "1e-1", "\"1\"", "[]"] {
        assert!(read(integer.clone(), raw).is_err(), "{raw}");
    }
}

#[test]
fn days_follow_the_history_of_the_zone() {
    let day = json!({ "type": "number", "format": "date" });
    // The milliseconds are those of Python's `zoneinfo`, the days those of its calendar.
    for (millis, days) in
        [("-2209017943000", -36_524), ("581094000000", -4_231), ("684860400000", -3_030), ("1725120000000", 9_010)]
    {
        assert_eq!(read(day.clone(), millis), Ok(Cell::Day(days)), "{millis}");
    }
    assert!(read(day.clone(), "999999999999999999").is_err());
    assert!(read(day, "-300000000000000").is_err(), "before the calendar of PostgreSQL");
}

#[test]
fn moments_and_times_have_limits() {
    let moment = json!({ "type": "number", "format": "datetime" });
    assert_eq!(read(moment.clone(), "946684800123"), Ok(Cell::Moment(123_000)));
    assert_eq!(read(moment.clone(), "-2.0e12"), Ok(Cell::Moment((-2_000_000_000_000 - MILLENNIUM) * 1_000)));
    assert!(read(moment.clone(), "9223372036854775807").is_err());
    assert!(read(moment, "-211000000000000000").is_err());
    let time = json!({ "type": "number", "format": "time" });
    assert_eq!(read(time.clone(), "86399999"), Ok(Cell::Time(86_399_999_000)));
    assert!(read(time.clone(), "86400000").is_err() && read(time, "-1").is_err());
}

#[test]
fn texts_are_kept_and_nul_is_refused() {
    let string = json!({ "type": "string" });
    assert_eq!(read(string.clone(), r#""""#), Ok(text("")), "an empty text is not null");
    assert_eq!(read(string.clone(), "null"), Ok(Cell::Null));
    assert_eq!(read(string.clone(), r#""\u674e\"\t""#), Ok(text("李\"\t")));
    for raw in [r#""a\u0000b""#, r#""\ud800""#, "1", "{}"] {
        assert!(read(string.clone(), raw).is_err(), "{raw}");
    }
    let rules = Rules { replace_nul: true, ..Rules::default() };
    let raw = RawValue::from_string(r#""a\u0000b""#.to_owned()).unwrap();
    assert_eq!(rules.cell(&column(string), &raw).map(into_owned), Ok(text("a\u{fffd}b")));
}

#[test]
fn a_relation_has_many_forms() {
    let relation = json!({ "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "c" } });
    for raw in [r#""A1""#, r#"{"_id":"A1","name":"x"}"#, r#""{\"_id\":\"A1\"}""#] {
        assert_eq!(read(relation.clone(), raw), Ok(text("A1")), "{raw}");
    }
    for raw in [r#""""#, r#""null""#, "{}", r#"{"_id":null}"#, r#"{"_id":""}"#] {
        assert_eq!(read(relation.clone(), raw), Ok(Cell::Null), "{raw}");
    }
    for raw in ["1", "[]", r#"{"_id":1}"#, r#""{""#] {
        assert!(read(relation.clone(), raw).is_err(), "{raw}");
    }
}

#[test]
fn lists_are_native_or_text() {
    let list = |items: serde_json::Value| json!({ "type": "array", "items": items });
    let texts = list(json!({ "type": "string" }));
    let both = Cell::List(vec![text("a"), Cell::Null, text("")]);
    assert_eq!(read(texts.clone(), r#"["a",null,""]"#), Ok(both.clone()));
    assert_eq!(read(texts.clone(), r#""[\"a\",null,\"\"]""#), Ok(both));
    assert_eq!(read(texts.clone(), "[]"), Ok(Cell::List(Vec::new())), "an empty list is not null");
    for raw in [r#""""#, r#""null""#, "null"] {
        assert_eq!(read(texts.clone(), raw), Ok(Cell::Null), "{raw}");
    }
    let error = read(texts.clone(), "[\"a\",1]").unwrap_err();
    assert_eq!(error, "is 1, not a text, at [1]");
    assert!(read(texts.clone(), "{}").is_err() && read(texts, r#""a,b""#).is_err());
    let keys = json!({ "type": "array", "format": "x-enum", "enum": ["a", "b"] });
    assert_eq!(read(keys.clone(), r#""a, b""#), Ok(Cell::List(vec![text("a"), text("b")])));
    assert!(read(keys, r#""{}""#).is_err());
    let nested = list(json!({ "type": "array", "items": { "type": "number" } }));
    assert!(matches!(read(nested, "[[1],[]]"), Ok(Cell::Json { .. })), "arrays of PostgreSQL are rectangular");
}

#[test]
fn json_is_kept_as_sent() {
    let free = json!({ "type": "object" });
    let stored = |raw: &str| match read(free.clone(), raw) {
        Ok(Cell::Json { text, .. }) => text.into_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(stored(r#"{"b":9007199254740993,"a":[]}"#), r#"{"b":9007199254740993,"a":[]}"#);
    assert_eq!(stored(r#""{\"a\":1}""#), r#"{"a":1}"#);
    assert_eq!(stored(r#""plain""#), r#""plain""#, "a text that is not an object");
    assert_eq!(stored(r#""[broken""#), r#""[broken""#);
    assert_eq!(stored("12"), "12");
    assert_eq!(read(free.clone(), r#""""#), Ok(Cell::Null));
    let error = read(free.clone(), r#"{"a":1,"a":2}"#).unwrap_err();
    assert!(error.contains("twice") && error.contains("`--json-type json`"), "{error}");
    let rules = Rules { json: JsonType::Json, ..Rules::default() };
    let raw = RawValue::from_string(r#"{"a":1,"a":"\u0000"}"#.to_owned()).unwrap();
    assert!(matches!(rules.cell(&column(free), &raw), Ok(Cell::Json { text, .. }) if text == raw.get()));
}
