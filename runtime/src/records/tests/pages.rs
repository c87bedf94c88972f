//! Records and pages: order of keys, missing and unknown fields, and the location of errors.

use bytes::Bytes;

use super::super::{ReadRow, SeenIds};
use super::{Home, Student, page, read, rows, single, student};
use crate::codec::{DecodeError, FieldSlot, Reader, RecordLayout, read_cells};
use crate::model::{Tag, tag_of};
use crate::value::IntoValue;
use crate::value::{UnsendableNumber, WireValue};
use crate::{Date, DateTime, Id, Json, Model, TimeOfDay};

#[test]
fn a_record_of_every_kind() {
    let members = r#""score":89.0,"credits":4.0,"active":true,"born":1725120000000,"seen":1646034692306,
        "wakes":25200000,"tags":"[\"篮球\"]","marks":[1.5,2],"home":"{\"city\":\"杭州\"}","class":{"_id":"c1"},
        "extra":"{\"a\":1}","grade":"一年级""#;
    let expected = Student {
        score: Some(89.0),
        credits: Some(4),
        active: Some(true),
        born: Some(Date::from_millis(1_725_120_000_000)),
        seen: Some(DateTime::from_millis(1_646_034_692_306)),
        wakes: Some(TimeOfDay::from_millis(25_200_000)),
        tags: Some(vec!["篮球".into()]),
        marks: Some(vec![1.5, 2.0]),
        home: Some(Home { city: "杭州".into(), floor: None }),
        class: Some(Id::new("c1")),
        extra: Some(Json(serde_json::json!({ "a": 1 }))),
        grade: Some(super::Grade::First),
        ..Student::named("a1", "李四")
    };
    assert_eq!(student(members), Ok(expected));
}

#[test]
fn missing_fields_equal_null() {
    let nothing = Student::named("a1", "李四");
    assert_eq!(rows(r#"{"_id":"a1","name":"李四"}"#), Ok(vec![nothing.clone()]));
    let nulls = r#""score":null,"credits":null,"active":null,"born":null,"seen":null,"wakes":null,"tags":null,
        "marks":null,"home":null,"class":null,"extra":null,"grade":null"#;
    assert_eq!(student(nulls), Ok(nothing));
}

#[test]
fn keys_come_in_any_order_escaped_and_repeated() {
    let expected = Student { score: Some(2.0), tags: None, ..Student::named("a1", "李四") };
    for record in [
        r#"{"name":"李四","score":2,"_id":"a1"}"#,
        r#"{"s\u0063ore":2,"\u006eame":"李四","\u005fid":"a1"}"#,
        r#"{"score":1,"name":"王五","tags":["x"],"_id":"a0","_id":"a1","tags":null,"score":2,"name":"李四"}"#,
        r#"{ "unknown" : [ { "a\"b" : [ [ ] , { } ] } , -1.5e+3 , "]}" ] , "name" : "李四" , "score" : 2 , "_id" : "a1" , "Score" : "x" }"#,
    ] {
        assert_eq!(rows(record), Ok(vec![expected.clone()]), "{record}");
    }
}

#[test]
fn records_of_a_page_are_independent() {
    let page = rows(
        r#"{"_id":"a","name":"\u674e","tags":["\u0061","\u0062"]},{"name":"b","_id":"b"},{"_id":"c","score":1,"name":"\u0063"}"#,
    );
    let names: Vec<String> = page.unwrap().into_iter().map(|row| format!("{}{:?}", row.name, row.tags)).collect();
    assert_eq!(names, [r#"李Some(["a", "b"])"#, "bNone", "cNone"]);
}

#[test]
fn faults_name_the_record_and_its_id() {
    let good = r#"{"_id":"a1","name":"李四"}"#;
    for (record, words) in [
        (
            r#"{"name":"王五","score":true,"_id":"a2"}"#,
            " (_id a2), field `score`: expected a number, found boolean true",
        ),
        (r#"{"name":"王五","score":true}"#, ", field `score`: expected a number, found boolean true"),
        (
            r#"{"_id":"a2"}"#,
            " (_id a2), field `name`: it is missing, but every record should have it; `optional = [\"student.name\"]` in weda.toml reads it as an `Option` (take it out of `present` if it is there), and a `#[weda_model]` view may do so too",
        ),
        (
            r#"{"_id":"a2","name":null}"#,
            " (_id a2), field `name`: it is null, but every record should have it; `optional = [\"student.name\"]` in weda.toml reads it as an `Option` (take it out of `present` if it is there), and a `#[weda_model]` view may do so too",
        ),
        (
            r#"{"name":"王五"}"#,
            ", field `_id`: it is missing, but every record should have it; a `#[weda_model]` view without that field reads the record",
        ),
        ("[]", ", expected an object, found a list"),
        ("null", ", expected an object, found null"),
    ] {
        let error = rows(&format!("{good},{record}")).unwrap_err();
        assert_eq!(error, format!("model `student`, record 2 of the page{words}"), "{record}");
    }
    let error = single::<Student>(br#"{"@odata.context":"c","_id":"a2","name":7}"#).unwrap_err();
    assert_eq!(error, "model `student`, the record (_id a2), field `name`: expected a text, found number 7");
}

/// A page with `""` or `"null"` in place of a record produced a record without id and name. Records were decoded like
/// nested objects, which may be JSON text or absent, without a check of required fields. A record must now be an
/// object.
#[test]
fn a_record_is_never_a_text() {
    for record in [r#""""#, r#""null""#, r#""{\"_id\":\"a\",\"name\":\"b\"}""#] {
        let error = rows(record).unwrap_err();
        assert!(error.starts_with("model `student`, record 1 of the page, expected an object, found text "), "{error}");
    }
}

/// A view that declared a required field as `Option` failed on records without the field, with the advice to do just
/// that. Only the layout's list of required fields was checked: null was accepted, a missing member was not. A slot
/// that may be empty may now also be missing.
#[test]
fn a_view_may_make_a_required_field_optional() {
    #[derive(Debug, PartialEq)]
    struct View {
        id: Id<View>,
        name: Option<String>,
    }
    impl Model for View {
        type Tag = Tag<{ tag_of("student") }>;
        const IDENTIFIER: &'static str = "student";
    }
    impl ReadRow for View {
        fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
            static TABLE: RecordLayout = RecordLayout { model: "student", names: &["_id", "name"], required: &[0, 1] };
            let mut view = View { id: FieldSlot::vacant(), name: FieldSlot::vacant() };
            read_cells(&TABLE, &mut [&mut view.id, &mut view.name], reader)?;
            Ok(view)
        }
    }
    for body in [r#"{"_id":"a"}"#, r#"{"_id":"a","name":null}"#] {
        assert_eq!(single::<View>(body.as_bytes()), Ok(Some(View { id: Id::new("a"), name: None })), "{body}");
    }
    assert!(single::<View>(br#"{"_id":"","name":"b"}"#).is_err(), "an id is not an `Option`");
}

/// A repeated nested object kept fields of its first occurrence that the second one lacked, and so did the id of a
/// relation. It was filled in place without being reset. The last value of a key now replaces the others.
#[test]
fn a_repeated_object_replaces_the_first() {
    let list = r#"[{"city":"杭州","floor":3}]"#;
    assert_eq!(read::<Vec<Home>>(list), Ok(vec![Home { city: "杭州".into(), floor: Some(3) }]));

    let mut home = Home { city: "杭州".into(), floor: Some(3) };
    Reader::new(r#"{"city":"西安"}"#).fill(&mut home).unwrap();
    assert_eq!(home, Home { city: "西安".into(), floor: None });

    let mut tags = vec!["first".to_owned()];
    Reader::new(r#"["second"]"#).fill(&mut tags).unwrap();
    assert_eq!(tags, ["second"]);

    let mut id = Id::<Student>::new("first");
    assert!(Reader::new(r#""null""#).fill(&mut id).is_err());
}

#[test]
fn answers_about_one_record() {
    let student = Some(Student::named("a1", "李四"));
    for (body, expected) in [
        (r#"{"@odata.context":"$metadata#student","_id":"a1","name":"李四"}"#, &student),
        (" {\"name\":\"李四\",\"_id\":\"a1\"}\n", &student),
        ("", &None),
        (" null ", &None),
        ("{}", &None),
        (r#"{"@odata.context":"$metadata#student"}"#, &None),
        (r#"{"_id":null,"name":null}"#, &None),
    ] {
        assert_eq!(single::<Student>(body.as_bytes()).as_ref(), Ok(expected), "{body}");
    }
    for (body, words) in [
        (r#"{"_id":"a1","name":"李四"} {}"#, "the answer is not JSON: `{` follows after its end"),
        ("[]", "model `student`, the record, expected an object, found a list"),
    ] {
        assert_eq!(single::<Student>(body.as_bytes()).unwrap_err(), words, "{body}");
    }
}

#[test]
fn the_envelope_of_a_page() {
    let read = |body: &str| page::<Student>(body.as_bytes()).map(|page| (page.rows.len(), page.count, page.ids.len()));
    let one = r#"[{"_id":"a1","name":"李四"}]"#;
    for (body, expected) in [
        (format!(r#"{{"value":{one}}}"#), (1, None, 1)),
        (format!(r#"{{"value":{one},"@odata.count":450,"@odata.other":{{}}}}"#), (1, Some(450), 1)),
        (format!(r#" {{ "@odata.count" : 4.5e2 , "value" : {one} }} "#), (1, Some(450), 1)),
        (format!(r#"{{"@odata.count":null,"value":{one}}}"#), (1, None, 1)),
        (r#"{"v\u0061lue":[]}"#.to_owned(), (0, None, 0)),
    ] {
        assert_eq!(read(&body), Ok(expected), "{body}");
    }
    for (body, words) in [
        ("[]", "expected an object with `value`, found a list"),
        ("{}", "invalid list response: `value` is missing"),
        (r#"{"@odata.count":1}"#, "invalid list response: `value` is missing"),
        (r#"{"value":null}"#, "field `value`: expected a list, found null"),
        (r#"{"value":{}}"#, "field `value`: expected a list, found an object"),
        (
            r#"{"value":[],"@odata.count":1.5}"#,
            "field `@odata.count`: expected a whole number of at most 64 bits, found 1.5",
        ),
    ] {
        assert_eq!(read(body).unwrap_err(), words, "{body}");
    }
}

/// Overlapping pages are detected by ids, which views need not load.
#[test]
fn ids_are_compared_by_their_text() {
    let mut seen_ids = SeenIds::default();
    let mut again = |records: &str| {
        let body = Bytes::from(format!(r#"{{"value":[{records}]}}"#));
        let ids = page::<Student>(&body).unwrap().ids;
        assert_eq!(ids.len(), records.matches("name").count());
        seen_ids.add_page(ids, &body)
    };
    let first = r#"{"_id":"a","name":"1"},{"name":"2","_id": "b" ,"home":{"city":"x","_id":"c"}}"#;
    assert!(!again(first));
    assert!(
        !again(r#"{"name":"3","_id":"c"},{"_id":"d","_id":"e","name":"4"}"#),
        "the id of a nested object does not count"
    );
    assert!(again(r#"{"_id":"f","name":"5"},{"name":"6","_id" :"b"}"#), "of the first page");
    assert!(again(r#"{"_id":"c","name":"7"}"#), "of the second");
    seen_ids = SeenIds::default();
    let mut again = |records: &str| {
        let body = Bytes::from(format!(r#"{{"value":[{records}]}}"#));
        seen_ids.add_page(page::<Student>(&body).unwrap().ids, &body)
    };
    assert!(!again(r#"{"_id":"b","name":"1"},{"_id":"a","name":"2"}"#), "not sorted, but different");
    assert!(again(r#"{"_id":"c","name":"1"},{"_id":"d","name":"2"},{"_id":"c","name":"3"}"#), "within one page");
}

/// A nested object omits missing members and writes native values.
#[test]
fn a_written_object_is_read_back() {
    let wire = |student: Student| IntoValue::<Student>::into_value(student).0;
    let student = Student {
        score: Some(89.5),
        credits: Some(i64::MAX),
        active: Some(false),
        born: Some(Date::from_millis(-1)),
        tags: Some(vec!["a\"b".into()]),
        home: Some(Home { city: "杭州".into(), floor: None }),
        class: Some(Id::new("c1")),
        extra: Some(Json(serde_json::json!({ "a": [null] }))),
        grade: Some(super::Grade::First),
        ..Student::named("a1", "李四")
    };
    let text = r#"{"_id":"a1","name":"李四","score":89.5,"credits":9223372036854775807,"active":false,"born":-1,"tags":["a\"b"],"home":{"city":"杭州"},"class":"c1","extra":{"a":[null]},"grade":"一年级"}"#;
    assert!(wire(student.clone()) == WireValue::Json(text.to_owned()));
    assert_eq!(rows(text), Ok(vec![student.clone()]));
    assert!(
        wire(Student { marks: Some(vec![1.0, f64::NAN]), ..student })
            == WireValue::Unsendable(UnsendableNumber::NotFinite)
    );
}
