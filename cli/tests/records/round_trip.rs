//! Out of one environment and into an empty one: equal, but for times and owner.

use serde_json::{Map, Value, json};
use weda_definition::Kind;
use weda_emulator::{Definition, Definitions};

use crate::fixture::World;
use crate::import::keeping_ids;

/// Models with a field of every kind, and those that they refer to.
fn definitions() -> Vec<Definition> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/database-schemas");
    Definitions::read(dir).unwrap().into_iter().collect()
}

/// A value of a kind, another one for each number.
fn value(kind: &Kind, at: usize) -> Value {
    match kind {
        Kind::Text if at.is_multiple_of(5) => json!(""),
        Kind::Text => json!(format!("第{at}'\"\\,\n😀 行")),
        Kind::Number => json!(at as f64 / 8.0 - 3.0),
        Kind::Integer => json!(9_007_199_254_740_000_i64 + at as i64),
        Kind::Boolean => json!(at.is_multiple_of(2)),
        Kind::DateTime => json!(1_725_120_000_000_i64 + at as i64),
        Kind::Date => json!(1_725_120_000_000_i64 + at as i64 % 100 * 86_400_000),
        Kind::Time => json!(at % 86_400_000),
        Kind::File => json!(format!("cloud://a/{at}.png")),
        Kind::AreaCode => json!("陕西省,西安市,雁塔区"),
        Kind::Location => {
            json!({ "address": "西湖", "geopoint": { "type": "Point", "coordinates": [120.13, at as f64 / 100_000.0] } })
        }
        Kind::AutoNumber(_) => json!(format!("own-{at}")),
        Kind::Choice(options) => options.items.get(at % 2).map_or(json!("free"), |option| json!(option.key)),
        Kind::List(item) => json!([value(item, at), value(item, at + 1)]),
        Kind::Object(fields) => {
            let members = fields.iter().map(|field| (field.key.clone(), value(&field.kind, at)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Kind::Json => json!({ "any": [at, null, { "深": true }] }),
        Kind::Relation(_) => json!(format!("shelf-{}", at % 7)),
        Kind::Relations(_) => Value::Null,
        other => panic!("values of kind {} are not made yet", other.name()),
    }
}

fn record(definition: &Definition, at: usize) -> Value {
    let mut record = Map::from_iter([("_id".to_owned(), json!(format!("{}-{at}", definition.identifier)))]);
    for (place, field) in definition.fields.iter().enumerate() {
        // Every field is empty now and then.
        let is_empty = (at + place).is_multiple_of(11) && !field.required;
        let is_made = field.is_writable() || matches!(field.kind, Kind::AutoNumber(_));
        if is_made && !is_empty {
            let value = match field.key.as_str() {
                "email" => json!(format!("a{at}@example.com")),
                "address" => json!("https://example.com/"),
                "phone" => json!("13800138000"),
                "landline" => json!("029-88888888"),
                _ if field.unique || field.required => json!(format!("{}-{at}", field.key)),
                _ => value(&field.kind, at),
            };
            record.insert(field.key.clone(), value);
        }
    }
    Value::Object(record)
}

/// Takes away what a cell of a table cannot tell from nothing.
fn without_empty_texts(records: &mut [Value]) {
    for record in records {
        for value in record.as_object_mut().unwrap().values_mut().filter(|value| *value == "") {
            *value = Value::Null;
        }
    }
}

fn there_and_back(records: usize, format: &str) {
    let models = ["shelf", "book", "kinds"];
    let world = World::of(definitions(), keeping_ids());
    for model in models {
        let definition = definitions().into_iter().find(|definition| definition.identifier == model).unwrap();
        let records = if model == "shelf" { 7 } else { records };
        world.emulator.load(model, (0..records).map(|at| record(&definition, at))).unwrap();
    }
    world.run(&[&["export"], models.as_slice(), &["--out", "data", "--format", format]].concat()).ok();

    let empty = World::of(definitions(), keeping_ids());
    for model in models {
        let file = world.path(&format!("data/{model}.{format}"));
        empty.run(&["import", model, file.to_str().unwrap(), "--keep-ids"]).ok();
        // Chunks are stored in the order in which they come, which is not that of the file.
        let sorted = |mut records: Vec<Value>| {
            records.sort_by(|one, other| one["_id"].as_str().cmp(&other["_id"].as_str()));
            records
        };
        let (mut one, other) = (sorted(world.stored(model)), sorted(empty.stored(model)));
        if !matches!(format, "json" | "ndjson") {
            without_empty_texts(&mut one);
        }
        assert_eq!(one.len(), other.len(), "{model}");
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other, "{model}");
        }
    }
    assert_eq!(std::fs::read_dir(world.path("data")).unwrap().count(), models.len());
}

#[test]
fn two_thousand_records_of_every_kind_come_back_equal() {
    there_and_back(1_000, "ndjson");
}

#[test]
fn an_array_is_as_good() {
    there_and_back(250, "json");
}

/// A table cannot hold an empty text, which is read as an absent value.
#[test]
fn tables_and_workbooks_are_as_good_but_for_empty_texts() {
    for format in ["csv", "tsv", "xlsx"] {
        there_and_back(60, format);
    }
}

/// `cargo test --release -p weda-cli --test records -- --ignored hundred_thousand`: two minutes.
#[test]
#[ignore = "takes minutes: --release -- --ignored hundred_thousand"]
fn a_hundred_thousand_records_of_every_kind_come_back_equal() {
    there_and_back(50_000, "ndjson");
}
