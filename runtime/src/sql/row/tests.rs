use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::{DateTime, Id, Json as FreeJson};

fn read<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    super::read(serde_json::from_str(json).unwrap())
}

struct Book;

#[derive(Debug, Deserialize, PartialEq)]
enum Grade {
    #[serde(rename = "优")]
    Best,
}

#[derive(Debug, Deserialize)]
struct Everything {
    flag: bool,
    whole: i64,
    small: u8,
    double: f64,
    text: String,
    tags: Vec<String>,
    extra: BTreeMap<String, i64>,
    id: Id<Book>,
    at: DateTime,
    grade: Grade,
    none: Option<f64>,
    free: FreeJson,
}

/// Each column in the forms in which MySQL, its driver and a model may have it.
#[test]
fn columns_are_read_in_every_form() {
    for (flag, whole, small, double, text, tags, extra) in [
        ("true", "9007199254740993", "7", "0.1", r#""张三""#, r#"["a","b"]"#, r#"{"k":1}"#),
        ("1", r#""9007199254740993""#, "7.0", r#""0.1""#, r#""张三""#, r#""[\"a\",\"b\"]""#, r#""{\"k\":1}""#),
        (
            r#""1""#,
            r#""9007199254740993.0000""#,
            r#""7""#,
            r#"" 0.1 ""#,
            r#""张三""#,
            r#"" [\"a\",\"b\"]""#,
            r#"{"k":1}"#,
        ),
        (r#""true""#, "9007199254740993", r#""7.00""#, "1e-1", r#""张三""#, r#"["a","b"]"#, r#""{ \"k\":1}""#),
    ] {
        let json = format!(
            r#"{{"flag":{flag},"whole":{whole},"small":{small},"double":{double},"text":{text},"tags":{tags},"extra":{extra},
                "id":"A1","at":"1767196800000","grade":"优","none":null,"free":"[1]","unknown":{{}}}}"#
        );
        let row: Everything = read(&json).unwrap_or_else(|error| panic!("{json}{error}"));
        assert!(row.flag);
        assert_eq!((row.whole, row.small, row.double), (9_007_199_254_740_993, 7, 0.1));
        assert_eq!((row.text.as_str(), row.tags, row.extra["k"]), ("张三", vec!["a".to_owned(), "b".to_owned()], 1));
        assert_eq!((row.id.as_str(), row.at.as_millis(), row.grade), ("A1", 1_767_196_800_000, Grade::Best));
        assert_eq!((row.none, row.free.0), (None, serde_json::json!("[1]")), "free JSON is as it is sent");
    }
    assert!(!read::<bool>(r#"{"a":0}"#).unwrap());
    assert_eq!(read::<String>(r#"{"a":12.50}"#).unwrap(), "12.5");
}

#[test]
fn the_only_column_can_be_a_row() {
    assert_eq!(read::<i64>(r#"{"n":"3"}"#), Ok(3));
    assert_eq!(read::<Option<f64>>(r#"{"n":null}"#), Ok(None));
    assert_eq!(read::<Option<f64>>(r#"{"n":1}"#), Ok(Some(1.0)));
    assert_eq!(read::<Vec<i64>>(r#"{"n":"[1,2]"}"#), Ok(vec![1, 2]));
    #[derive(Debug, Deserialize, PartialEq)]
    struct Only {
        n: i64,
    }
    assert_eq!(read::<Only>(r#"{"n":3}"#), Ok(Only { n: 3 }));
    assert_eq!(read::<Option<Only>>(r#"{"n":3}"#).map_err(|error| error.contains("expected")), Err(true));
    let map: serde_json::Map<String, Json> = read(r#"{"b":1,"a":"x"}"#).unwrap();
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":"x","b":1}"#);
}

#[test]
fn errors_name_the_column() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Mean {
        course: String,
        mean: f64,
        tags: Option<Vec<bool>>,
    }
    for (json, expected) in [
        (r#"{"course":"数学","mean":"九十"}"#, ", column `mean`: found the text \"九十\", expected f64"),
        (r#"{"course":"数学","mean":null}"#, ", column `mean`: found null, expected f64"),
        (r#"{"course":null,"mean":1}"#, ", column `course`: found null, expected a string"),
        (r#"{"course":"数学"}"#, ": missing field `mean`; its columns are `course`"),
        (r#"{"course":"a","mean":1,"tags":"x"}"#, ", column `tags`: found the text \"x\", expected a sequence"),
        (r#"{"course":"a","mean":1,"tags":"[1]"}"#, ", column `tags`: invalid type: integer `1`, expected a boolean"),
        ("[1]", ": it is not an object"),
    ] {
        let error = read::<Mean>(json).unwrap_err();
        assert!(error.starts_with(expected), "{json}: {error}");
    }
    let long = format!(r#"{{"course":"a","mean":"{}"}}"#, "密".repeat(100));
    assert!(read::<Mean>(&long).unwrap_err().matches('密').count() == 20, "only the beginning is shown");
    assert!(read::<i64>(r#"{"a":1,"b":2}"#).unwrap_err().contains("its columns are `a`, `b`"));
    for (json, fits) in
        [("300", false), ("255", true), ("-1", false), ("\"1.5\"", false), ("1.5", false), ("\"\"", false)]
    {
        assert_eq!(read::<u8>(&format!(r#"{{"a":{json}}}"#)).is_ok(), fits, "{json}");
    }
}
