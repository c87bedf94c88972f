//! Random definitions and records, compared value by value, and real definitions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::server::Server;
use super::world::{GATEWAYS, World, model};

const KINDS: [&str; 12] = [
    "text", "number", "integer", "boolean", "datetime", "date", "time", "choice", "texts", "numbers", "object", "json",
];

fn property(kind: &str) -> Value {
    match kind {
        "text" => json!({ "type": "string", "title": "文本" }),
        "number" => json!({ "type": "number" }),
        "integer" => json!({ "type": "number", "numberCount": 0 }),
        "boolean" => json!({ "type": "boolean" }),
        "datetime" => json!({ "type": "number", "format": "datetime" }),
        "date" => json!({ "type": "number", "format": "date" }),
        "time" => json!({ "type": "number", "format": "time" }),
        "choice" => json!({ "type": "string", "format": "x-enum", "enum": ["甲", "b'", "c\\"] }),
        "texts" => json!({ "type": "array", "items": { "type": "string" } }),
        "numbers" => json!({ "type": "array", "items": { "type": "number" } }),
        "object" => {
            json!({ "type": "object", "properties": { "a": { "type": "number" }, "城市": { "type": "string" } } })
        }
        _ => json!({ "type": "object" }),
    }
}

fn text(rng: &mut Rng) -> String {
    let parts =
        ["李", "四", "\"", "'", "\\", "\n", "\t", ",", "{", "}", "a", "Ω", "😀", " ", "NULL", "\u{1}", "\\N", "\r"];
    (0..rng.usize(..6)).map(|_| parts[rng.usize(..parts.len())]).collect()
}

fn number(rng: &mut Rng) -> f64 {
    match rng.u8(..4) {
        0 => f64::from(rng.i32(..)) / 8.0,
        1 => rng.f64() * 1e-7,
        2 => rng.f64() * 1e20,
        _ => f64::from(rng.i16(..)),
    }
}

fn free(rng: &mut Rng, depth: u32) -> Value {
    match rng.u8(..if depth == 0 { 4 } else { 6 }) {
        0 => json!(text(rng)),
        1 => json!(number(rng)),
        2 => json!(rng.i64(..)),
        3 => Value::Null,
        4 => (0..rng.usize(..4)).map(|_| free(rng, depth - 1)).collect(),
        _ => Value::Object((0..rng.usize(..4)).map(|_| (text(rng), free(rng, depth - 1))).collect()),
    }
}

/// A value with the text that psql prints for it. JSON is compared as JSON.
fn value(kind: &str, rng: &mut Rng) -> (Value, Expected) {
    let plain = |value: Value, text: String| (value, Expected::Text(text));
    match kind {
        "text" => {
            let text = text(rng);
            plain(json!(text), text)
        }
        "choice" => {
            let key = ["甲", "b'", "c\\"][rng.usize(..3)];
            plain(json!(key), key.to_owned())
        }
        "number" => {
            let number = number(rng);
            (json!(number), Expected::Number(number))
        }
        "integer" => {
            let whole = rng.i64(..) >> rng.u8(..64);
            plain(json!(whole), whole.to_string())
        }
        "boolean" => {
            let boolean = rng.bool();
            plain(json!(boolean), if boolean { "t" } else { "f" }.to_owned())
        }
        "datetime" => {
            let millis = rng.i64(-2_000_000_000_000..4_000_000_000_000);
            plain(json!(millis), millis.to_string())
        }
        "date" => {
            let day = jiff::civil::date(1890, 1, 1).saturating_add(jiff::Span::new().days(rng.i64(0..73_000)));
            plain(json!(weda::Date::from(day).as_millis()), day.to_string())
        }
        "time" => {
            let millis = rng.i64(0..86_400_000);
            plain(json!(millis), millis.to_string())
        }
        "texts" => {
            let texts: Vec<String> = (0..rng.usize(..4)).map(|_| text(rng)).collect();
            (json!(texts), Expected::Json(json!(texts)))
        }
        "numbers" => {
            let numbers: Vec<f64> = (0..rng.usize(..4)).map(|_| number(rng)).collect();
            (json!(numbers), Expected::Json(json!(numbers)))
        }
        "object" => {
            let object = json!({ "a": number(rng), "城市": text(rng) });
            (object.clone(), Expected::Json(object))
        }
        _ => {
            let members = (0..rng.usize(1..4)).map(|n| (format!("{n}"), free(rng, 3)));
            let object = Value::Object(members.collect::<Map<_, _>>());
            (object.clone(), Expected::Json(object))
        }
    }
}

#[derive(Debug, Clone)]
enum Expected {
    Text(String),
    Number(f64),
    Json(Value),
}

impl Expected {
    fn is(&self, printed: &str) -> bool {
        match self {
            Expected::Text(text) => text == printed,
            Expected::Number(number) => printed.parse() == Ok(*number),
            Expected::Json(value) => serde_json::from_str::<Value>(printed).is_ok_and(|printed| same(&printed, value)),
        }
    }
}

/// Compares JSON; a number may be printed with a fraction of zero or without.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_i64() == b.as_i64() && a.as_i64().is_some() || a.as_f64() == b.as_f64()
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// The expression by which psql prints a column of this kind.
fn printed(kind: &str, column: &str) -> String {
    match kind {
        "datetime" => format!("(extract(epoch from {column}) * 1000)::numeric(30, 0)"),
        "time" => format!("(extract(epoch from {column}) * 1000)::numeric(30, 0)"),
        "texts" | "numbers" => format!("to_json({column})"),
        _ => column.to_owned(),
    }
}

pub fn random_records_are_read_back(server: &Arc<Server>) {
    for round in 0..6 {
        let seed = super::seed() + round as u64;
        let mut rng = Rng::with_seed(seed);
        let kinds: Vec<&str> = KINDS.iter().copied().chain((0..5).map(|_| KINDS[rng.usize(..KINDS.len())])).collect();
        let key = |at: usize| format!("字段{at}");
        let properties: Map<String, Value> =
            kinds.iter().enumerate().map(|(at, kind)| (key(at), property(kind))).collect();
        let world = World::of(server, &[("random", model("随机", Value::Object(properties)))]);
        let mut expected: BTreeMap<String, Vec<Option<Expected>>> = BTreeMap::new();
        let mut records = Vec::new();
        for n in 0..rng.usize(1..700) {
            let id = format!("R{n:06}");
            let mut record = Map::from_iter([("_id".to_owned(), json!(id))]);
            let mut row = Vec::new();
            for (at, kind) in kinds.iter().enumerate() {
                row.push(match rng.u8(..5) {
                    0 => None,
                    _ => {
                        let (value, expected) = value(kind, &mut rng);
                        record.insert(key(at), value);
                        Some(expected)
                    }
                });
            }
            records.push(Value::Object(record));
            expected.insert(id, row);
        }
        world.emulator.load("random", records).unwrap();
        let gateway = GATEWAYS[round % 2];
        world.load(gateway, &["--schema", "s"]);
        let columns: Vec<String> =
            kinds.iter().enumerate().map(|(at, kind)| printed(kind, &format!("\"{}\"", key(at)))).collect();
        let rows = world.psql(&format!("select _id, {} from s.random", columns.join(", ")));
        assert_eq!(rows.len(), expected.len(), "seed {seed}");
        for row in rows {
            let wanted = &expected[row[0].as_ref().unwrap()];
            for ((printed, wanted), kind) in row[1..].iter().zip(wanted).zip(&kinds) {
                let agrees = match (printed, wanted) {
                    (None, None) => true,
                    (Some(printed), Some(wanted)) => wanted.is(printed),
                    _ => false,
                };
                assert!(agrees, "seed {seed}, {gateway}, record {:?}, {kind}: {printed:?}, not {wanted:?}", row[0]);
            }
        }
        for (at, kind) in kinds.iter().enumerate().filter(|(_, kind)| **kind == "integer") {
            let wholes = expected.values().filter_map(|row| match &row[at] {
                Some(Expected::Text(text)) => text.parse::<i128>().ok(),
                _ => None,
            });
            let sum = format!("select coalesce(sum(\"{}\"), 0) from s.random", key(at));
            assert_eq!(world.value(&sum), Some(wholes.sum::<i128>().to_string()), "seed {seed}, {kind}");
        }
    }
}

/// The folder with real definitions and records, if there is one.
pub fn samples() -> Option<PathBuf> {
    std::env::var_os("WEDA_SAMPLES").map(PathBuf::from).filter(|dir| dir.join("definitions").is_dir())
}

pub fn real_definitions_and_records_are_loaded(server: &Arc<Server>) {
    let samples = samples().expect("the test is ignored without samples");
    let mut definitions = Vec::new();
    for file in std::fs::read_dir(samples.join("definitions")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let definition: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        // A connector is not a model.
        if definition.get("properties").is_some() {
            definitions.push((name, definition));
        }
    }
    let named: Vec<(&str, Value)> = definitions.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let world = World::of(server, &named);
    let loaded = world.emulator.load_files(samples.join("records")).unwrap();
    assert!(loaded.files.len() > 3, "{loaded:?}");
    let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
    for gateway in GATEWAYS {
        let schema = format!("s_{gateway}");
        let mut arguments = vec!["--schema", &schema];
        let models = names.join(",");
        arguments.extend(["--models", &models]);
        if gateway == "odata" {
            arguments.push("--without-links");
        }
        world.load(gateway, &arguments);
        for name in &names {
            let records = world.emulator.records(name).unwrap();
            assert_eq!(
                world.number(&format!("select count(*) from {schema}.\"{name}\"")),
                records.len() as u64,
                "{name}"
            );
            let extra = format!("select count(*) from {schema}.\"{name}\" where _extra is not null");
            assert_eq!(world.number(&extra), 0, "{name}");
        }
        let joined =
            format!("select count(*) from {schema}.goods_sku k join {schema}.goods_spu p on p._id = k.\"spuId\"");
        let spus: Vec<Value> = world.emulator.records("goods_spu").unwrap();
        let of_spu = |sku: &&Value| spus.iter().any(|spu| !spu["_id"].is_null() && spu["_id"] == sku["spuId"]["_id"]);
        let skus = world.emulator.records("goods_sku").unwrap();
        assert_eq!(world.number(&joined), skus.iter().filter(of_spu).count() as u64);
        assert!(!skus.is_empty());
    }
}
