//! Invalid answers: truncated, too deep, not UTF-8, not JSON. They are errors, never panics.

use super::{Home, Student, page, read, rows, single, student};
use crate::Json;
use crate::records::ReadRow;

const PAGE: &str = r##"{"@odata.context":"$metadata#student","@odata.count":2,"value":[{"_id":"a1","name":"\u674e\ud83d\ude00四",
"score":-8.95e1,"credits":4.0,"active":true,"born":1725120000000,"tags":"[\"\\u7bee球\"]","marks":[1.5,2],"home":{"city":"杭州"},
"class":"{\"_id\":\"c1\"}","extra":{"a":[null,false]},"unknown":[{"b":1e-7}]},{"name":"王五","_id":"a2","active":null}]}"##;

#[test]
fn a_page_truncated_at_any_byte_is_an_error() {
    assert_eq!(page::<Student>(PAGE.as_bytes()).unwrap().rows.len(), 2);
    for end in 0..PAGE.len() {
        assert!(page::<Student>(&PAGE.as_bytes()[..end]).is_err(), "{:?}", PAGE.get(..end));
    }
    let record = r#"{"_id":"a1","name":"\u674e四","home":"{\"city\":\"x\"}"}"#;
    for end in 1..record.len() {
        assert!(single::<Student>(&record.as_bytes()[..end]).is_err(), "{end}");
    }
}

/// The nested text is a valid string in the page, but truncated inside.
#[test]
fn a_nested_text_truncated_at_any_byte_is_an_error() {
    for (field, text) in [
        ("tags", r#"["a","\u674e"]"#),
        ("home", r#"{"city":"杭州","floor":3}"#),
        ("class", r#"{"x":[1.5e1],"_id":"c1"}"#),
    ] {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        student(&format!("\"{field}\":{}", quoted(text))).unwrap();
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(student(&format!("\"{field}\":{}", quoted(&text[..end]))).is_err(), "{}", &text[..end]);
        }
    }
}

#[test]
fn a_byte_that_is_not_utf8_is_an_error_that_says_where() {
    for at in [20, PAGE.find("李").unwrap_or(PAGE.find("四").unwrap()), PAGE.find("unknown").unwrap()] {
        let mut bytes = PAGE.as_bytes().to_vec();
        bytes[at] = 0xff;
        assert_eq!(page::<Student>(&bytes).unwrap_err(), format!("the answer is not UTF-8 from byte {at} on"));
    }
    assert!(single::<Student>(b"{\"_id\":\"\xc3\"}").unwrap_err().contains("not UTF-8"));
}

#[test]
fn unlimited_nesting_is_rejected_and_does_not_overflow_the_stack() {
    let many = 100_000;
    let (open, close) = ("[".repeat(many), "]".repeat(many));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(many), "}".repeat(many));
    for deep in [format!("{open}{close}"), open.clone(), objects, r#"[{"a":"#.repeat(many)] {
        for field in ["unknown", "extra", "tags", "home", "class", "name", "score"] {
            let error = student(&format!("\"{field}\":{deep}")).unwrap_err();
            assert!(error.contains("expected at most 128 levels of nesting, found more"), "{field}: {error}");
        }
        assert!(rows(&deep).is_err());
        assert!(page::<Student>(deep.as_bytes()).is_err());
        assert!(student(&format!("\"tags\":\"{}\"", deep.replace('"', "\\\""))).is_err());
        assert!(student(&format!("\"class\":\"{{\\\"x\\\":{}\"", deep.replace('"', "\\\""))).is_err());
    }
    assert!(single::<Student>(format!(r#"{{"_id":{open}{close}}}"#).as_bytes()).is_err());
    // A string that only looks like JSON is a string.
    let extra = student(&format!("\"extra\":\"{open}{close}\"")).unwrap().extra;
    assert_eq!(extra, Some(Json(format!("{open}{close}").into())));
}

#[test]
fn the_depth_of_any_model_is_accepted() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(student(&format!("\"unknown\":{}", deep(120))).is_ok());
    assert!(student(&format!("\"extra\":{}", deep(120))).is_ok());
    assert!(student(&format!("\"unknown\":{}", deep(130))).is_err());
}

/// Nested JSON text counts as a level, so that it does not evade the limit.
#[test]
fn the_limit_applies_within_texts() {
    let reads = |levels: usize, text: bool| {
        let home = format!("{{\"city\":\"a\",\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        let home = if text { serde_json::to_string(&home).unwrap() } else { home };
        student(&format!("\"home\":{home}")).is_ok()
    };
    let deepest = (1..200).take_while(|levels| reads(*levels, false)).count();
    assert!((100..128).contains(&deepest), "{deepest}");
    assert_eq!((1..200).take_while(|levels| reads(*levels, true)).count(), deepest);
}

#[test]
fn invalid_json() {
    for text in [
        "",
        " ",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{\"city\":\"a\",}",
        "{\"city\" \"a\"}",
        "{city:\"a\"}",
        "{\"city\":\"a\"]",
        "{'city':'a'}",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "--1",
        "1.5.5",
        "NaN",
        "Infinity",
        "tru",
        "True",
        "nul",
        "nulll",
        "truefalse",
        "\"a\nb\"",
        "\"a\u{0}b\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12zz\"",
        "\"\\ud83d\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ude00\"",
        "\"a",
        "\"a\\",
        "\"a\\\"",
        "1 2",
        "{} {}",
        "\u{feff}1",
        "/* a */ 1",
    ] {
        assert!(read::<Option<Json>>(text).is_err(), "free JSON: {text}");
        assert!(read::<Option<String>>(text).is_err(), "a text: {text}");
        assert!(read::<Option<f64>>(text).is_err(), "a number: {text}");
        assert!(read::<Option<i64>>(text).is_err(), "a whole number: {text}");
        assert!(read::<Option<bool>>(text).is_err(), "a boolean: {text}");
        assert!(read::<Option<Vec<f64>>>(text).is_err(), "a list: {text}");
        assert!(read::<Option<Home>>(text).is_err(), "an object: {text}");
        assert!(student(&format!("\"unknown\":{text}")).is_err(), "an unknown field: {text}");
    }
}

#[test]
fn invalid_json_is_explained() {
    for (body, words) in [
        ("{\"value\":[]} x", "the answer is not JSON: `x` follows after its end"),
        ("{\"value\":[]", "the answer is not JSON: it ends in the middle of a value"),
        ("{\"value\":[] \"a\"}", "the answer is not JSON: expected `,` or `}`, found `\"`"),
        ("{value:[]}", "the answer is not JSON: expected a key in double quotes"),
        ("<html>", "the answer is not JSON: `<` does not begin a value"),
        ("服务", "the answer is not JSON: `服` does not begin a value"),
        ("{\"value\":[]}。", "the answer is not JSON: `。` follows after its end"),
        ("{\"value\":[1。]}", "model `student`, record 1 of the page, expected an object, found number 1"),
        ("{\"value\":[]，}", "the answer is not JSON: expected `,` or `}`, found `，`"),
    ] {
        assert_eq!(page::<Student>(body.as_bytes()).unwrap_err(), words, "{body}");
    }
}

/// The codec must not panic on any bytes, in particular those that resemble records.
#[test]
fn no_byte_at_any_position_panics() {
    let base = br#"{"value":[{"_id":"a","name":"\u674e","tags":"[\"x\"]","score":-1.5e3,"home":{"city":null}}]}"#;
    for at in 0..base.len() {
        for byte in [0, b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b'n', b'u', b'-', b'9', b'.', b'e', 0x7f, 0xe6]
        {
            let mut bytes = base.to_vec();
            bytes[at] = byte;
            let _ = page::<Student>(&bytes);
            let _ = single::<Student>(&bytes[10..]);
        }
    }
}

#[test]
fn a_row_can_be_decoded_in_place() {
    let mut reader = super::Reader::new(r#"{"_id":"a","name":"b"},{"_id":"c","name":"d"}"#);
    assert_eq!(Student::read(&mut reader).unwrap(), Student::named("a", "b"));
    assert!(reader.end().is_err());
}
