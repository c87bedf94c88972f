//! Every kind of field; the table in the documentation is generated from these tests.
//!
//! After an intended change: `UPDATE_GOLDEN=1 cargo test -p weda --test emulator kinds`, then read the diff.

mod operators;
pub mod specimen;

use std::fs;

use serde_json::{Value, json};
use weda::__private::v1::field;
use weda::field::{Number, Text};
use weda::prelude::*;
use weda::{AreaCode, Create, Date, DateTime, ErrorKind, FileRef, GatewayKind, GeoPoint, Json, Location, TimeOfDay};
use weda_codegen::emit::Scope;
use weda_emulator::{Definition, Emulator, Profile};

use crate::fixture::{Shelf, definitions, speaking_all};
use operators::{Operator, operators};

/// A field with a valid value and an invalid one.
struct Sample {
    key: &'static str,
    /// A new record with the value.
    create: Create<Kinds>,
    came_back: fn(&Kinds) -> bool,
    operators: Vec<Operator>,
    /// `None` for read-only fields.
    wrong: Option<Value>,
}

/// `set` are the writable fields, `made` those that the platform sets, each with a stored value.
macro_rules! kinds {
    (
        set { $($field:ident $constant:ident: $type:ty = $value:expr, not $wrong:tt;)* }
        made { $($made_field:ident $made_constant:ident: $made_type:ty = $made:expr;)* }
    ) => {
        #[weda_model("kinds")]
        #[derive(Debug, Clone, PartialEq)]
        pub struct Kinds {
            id: Id<Kinds>,
            $($field: Option<$type>,)*
            $($made_field: Option<$made_type>,)*
        }

        fn samples() -> Vec<Sample> {
            let mut samples = Vec::new();
            $({
                let value = || -> $type { $value };
                samples.push(Sample {
                    key: Kinds::$constant.name(),
                    create: Kinds::new().set(Kinds::$constant, value()),
                    came_back: |read| read.$field == Some($value),
                    operators: operators!(Kinds::$constant, value()),
                    wrong: Some(json!($wrong)),
                });
            })*
            $({
                let value = || -> Option<$made_type> { $made };
                samples.push(Sample {
                    key: Kinds::$made_constant.name(),
                    create: Kinds::new().into_create(),
                    came_back: |read| read.$made_field == $made,
                    operators: operators!(Kinds::$made_constant, value().unwrap_or_default()),
                    wrong: None,
                });
            })*
            samples
        }
    };
}

kinds! {
    set {
        text TEXT: String = "李四".into(), not 7;
        long_text LONG_TEXT: String = "第一行\n第二行".into(), not 7;
        rich_text RICH_TEXT: String = "<p>你好</p>".into(), not 7;
        email EMAIL: String = "li@example.com".into(), not 7;
        phone PHONE: String = "13800000000".into(), not 13_800_000_000_u64;
        landline LANDLINE: String = "029-88200000".into(), not 7;
        address ADDRESS: String = "https://example.com/李".into(), not 7;
        person_name PERSON_NAME: String = "李四".into(), not 7;
        number NUMBER: f64 = 39.5, not "39.5";
        integer INTEGER: i64 = 9_007_199_254_740_993, not 1.5;
        age AGE: i64 = 20, not "20";
        boolean BOOLEAN: bool = true, not 1;
        date_time DATE_TIME: DateTime = DateTime::from_millis(1_646_034_692_306), not "2022-02-28";
        date DATE: Date = Date::from_millis(1_725_120_000_000), not "2024-09-01";
        time TIME: TimeOfDay = TimeOfDay::from_millis(28_800_000), not 86_400_000;
        image IMAGE: FileRef = FileRef::new("cloud://env/照片.png"), not 7;
        file FILE: FileRef = FileRef::new("cloud://env/合同.pdf"), not 7;
        images IMAGES: Vec<FileRef> = vec![FileRef::new("cloud://env/照片.png")], not [7];
        region REGION: AreaCode = AreaCode::new("陕西省,西安市,雁塔区"), not 610_113;
        location LOCATION: Location = lake(), not { "geopoint": { "coordinates": ["120.13", 30.25] } };
        choice CHOICE: String = "红".into(), not "蓝";
        choices CHOICES: Vec<String> = vec!["红".into(), "绿".into()], not [7];
        unknown_options UNKNOWN_OPTIONS: String = "1".into(), not 1;
        texts TEXTS: Vec<String> = vec!["篮球".into()], not [7];
        table TABLE: Vec<Vec<f64>> = vec![vec![1.5], vec![]], not [1.5];
        object OBJECT: Json = Json(json!({ "city": "杭州" })), not { "city": 7 };
        objects OBJECTS: Vec<Json> = vec![Json(json!({ "floor": 3 }))], not [{ "floor": "三" }];
        json JSON: Json = Json(json!({ "颜色": ["红", null] })), not "{";
        relation RELATION: Id<Shelf> = Id::new("9G5C0WQN26"), not 7;
        detail DETAIL: Id<Shelf> = Id::new("9G5C0WQN26"), not 7;
        new_relation NEW_RELATION: Id<Shelf> = Id::new("9G5C0WQN26"), not { "id": "9G5C0WQN26" };
        unknown_format UNKNOWN_FORMAT: String = "李四".into(), not 7;
        unknown_type UNKNOWN_TYPE: Json = Json(json!([1, 2])), not "{";
    }
    made {
        auto_number AUTO_NUMBER: String = Some("K-0001".into());
        reverse REVERSE: Vec<Id<Shelf>> = None;
    }
}

fn lake() -> Location {
    Location { address: "杭州市西湖区".into(), point: Some(GeoPoint { longitude: 120.13, latitude: 30.25 }) }
}

const TEXT: &str = include_str!("../../database-schemas/kinds.json");

fn definition() -> Definition {
    definitions().get("kinds").unwrap().clone()
}

/// Creates a record with a value that the types would have rejected.
fn misfit(key: &'static str, wrong: &Value) -> Create<Kinds> {
    let new = Kinds::new();
    match wrong {
        Value::String(text) => new.set(field::<Kinds, Text, weda::field::Nullable>(key), text),
        Value::Number(number) => new.set(field::<Kinds, Number, weda::field::Nullable>(key), number.as_f64().unwrap()),
        _ => new.set(field::<Kinds, Json, weda::field::Nullable>(key), wrong.clone()),
    }
}

#[tokio::test]
async fn each_value_comes_back_and_is_found_by_the_operators_of_its_kind() {
    for sample in samples() {
        let emulator = Emulator::builder().definitions(definitions()).profile(Profile::lenient()).start().unwrap();
        // The gateway reads a relation to a record that does not exist as none.
        emulator.load("shelf", [json!({ "_id": "9G5C0WQN26", "name": "甲" })]).unwrap();
        let (narrow, wide) = (crate::fixture::connect(emulator.address()), speaking_all(&emulator));
        let created = Kinds::create(&narrow, sample.create).await.unwrap();
        // An empty list of related records is absent on OData.
        let is_empty = crate::GATEWAY == GatewayKind::Model && created.reverse.as_ref().is_some_and(Vec::is_empty);
        let is_back = (sample.came_back)(&created) || (sample.key == "reverse" && is_empty);
        assert!(is_back, "{}: {created:?}", sample.key);
        let read = Kinds::get(&narrow, &created.id).await.unwrap();
        assert_eq!(read, Some(created), "{}", sample.key);
        for operator in sample.operators {
            for client in [&wide, &narrow] {
                match operator.query(client).count().await {
                    Ok(found) => assert_eq!(found == 1, operator.finds, "{} {}", sample.key, operator.name),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::NotEnabled, "{} {}: {error}", sample.key, operator.name);
                        let has_no_switches = crate::GATEWAY == GatewayKind::Model;
                        assert!(has_no_switches || std::ptr::eq(client, &narrow), "{} {}", sample.key, operator.name);
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn each_kind_refuses_a_wrong_value_with_field_and_line() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    for sample in samples() {
        let Some(wrong) = &sample.wrong else { continue };
        // The gateway refuses these forms before it looks at the definition.
        if crate::GATEWAY == GatewayKind::Model && ["json", "unknownType", "newRelation"].contains(&sample.key) {
            continue;
        }
        let line = TEXT.lines().position(|line| line.contains(&format!("\"{}\":", sample.key))).unwrap() + 1;
        let error = Kinds::create(&client, misfit(sample.key, wrong)).await.unwrap_err().to_string();
        let place = format!("field `{}` (database-schemas/kinds.json:{line})", sample.key);
        assert!(error.contains(&place), "{error}");
    }
    assert_eq!(Kinds::query(&client).count().await.unwrap(), 0);
}

odata_only! {
/// Kind, declaration and Rust type are from definition and generator, the rest from the samples.
#[test]
fn the_documentation_has_the_table_of_these_kinds() {
    let definition = definition();
    let plan = weda_codegen::check([&definition], &Default::default(), &Default::default()).unwrap();
    let target = |identifier: &str| plan.type_of(identifier).unwrap().name.parse().unwrap();
    let scope = Scope::inner(&target);
    let client = crate::fixture::connect("127.0.0.1:4010");

    let mut table = String::from("| declaration | kind | Rust | on the wire | operators |\n|---|---|---|---|---|\n");
    let mut samples = samples();
    for field in &definition.fields {
        let at = samples.iter().position(|sample| sample.key == field.key).expect("a sample for every field");
        let sample = samples.remove(at);
        let line = TEXT.lines().nth(field.line as usize - 1).unwrap();
        let (_, declaration) = line.trim().trim_end_matches(',').split_once(": ").unwrap();
        let planned = plan.models[0].fields.iter().find(|planned| planned.member.key == field.key).unwrap();
        let rust = scope.value(&planned.member.shape).to_string().replace("w :: ", "").replace(' ', "");
        let wire = match &sample.wrong {
            Some(_) => format!("`{}`", sent(&Kinds::create(&client, sample.create), sample.key)),
            None => "read only".to_owned(),
        };
        let operators = operators::listed(&sample.operators, &client);
        table += &format!("| `{declaration}` | {} | `{rust}` | {wire} | {operators} |\n", field.kind.name());
    }
    assert!(samples.is_empty());

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kinds.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &table).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), table, "see this file's docs");
}
}

/// Returns the value of a field in the body of a call.
fn sent(call: &weda::Call<Kinds>, key: &str) -> Value {
    let body = call.preview().unwrap().unwrap().body.unwrap();
    serde_json::from_str::<Value>(&body).unwrap()[key].clone()
}

/// The platform's forms store blank locations with an empty address and null coordinates.
#[tokio::test]
async fn a_blank_location_is_no_absent_one() {
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    let blank = Kinds::create(&client, Kinds::new().set(Kinds::LOCATION, Location::default())).await.unwrap();
    assert_eq!(blank.location, Some(Location { address: String::new(), point: None }));
    Kinds::update(&client, &blank.id, Kinds::patch().clear(Kinds::LOCATION)).await.unwrap();
    assert_eq!(Kinds::get(&client, &blank.id).await.unwrap().unwrap().location, None);

    let nowhere = Location { address: String::new(), point: Some(GeoPoint { longitude: f64::NAN, latitude: 0.0 }) };
    let error = Kinds::create(&client, Kinds::new().set(Kinds::LOCATION, nowhere)).preview().unwrap_err();
    assert!(error.to_string().contains("`location`"), "{error}");
}
