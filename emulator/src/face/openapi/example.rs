//! Example values that the definitions accept.

use serde_json::{Map, Value, json};
use weda_definition::{Field, FieldJudge, Kind, Level, RelationStyle};

use super::schema::{Form, is_json_text};

/// The id in examples.
pub(super) const ID: &str = "9G5C0WQN26";

/// Texts for fields with all kinds of checks.
const TEXTS: [&str; 8] = [
    "李四",
    "示例",
    "li.si@example.com",
    "13800000000",
    "https://example.com/",
    "A1",
    "1",
    "张三的示例文本，用于较长的字段，长度超过十个汉字，也超过六十个字节",
];

/// A native value that the field's definition accepts, if one is known.
pub(super) fn of(field: &Field) -> Option<Value> {
    if field.key == "_id" {
        return Some(json!(ID));
    }
    let judge = FieldJudge::new(field);
    let default = field.default.iter().filter(|default| default.as_str() != Some("")).cloned();
    let fits = |value: &Value| !value.is_null() && judge.check(value, Level::Creating).is_ok();
    default.chain(candidates(field)).find(fits)
}

/// A native value in the form of an interface.
pub(super) fn in_form(native: Value, kind: &Kind, form: Form) -> Value {
    match form {
        Form::Text if is_json_text(kind) && !native.is_string() => json!(native.to_string()),
        _ => native,
    }
}

/// An object of the fields that have an example.
pub(super) fn object<'f>(fields: impl Iterator<Item = &'f Field>, form: Form) -> Map<String, Value> {
    let member = |field: &'f Field| Some((field.key.clone(), in_form(of(field)?, &field.kind, form)));
    fields.filter_map(member).collect()
}

fn candidates(field: &Field) -> Vec<Value> {
    match &field.kind {
        Kind::Text | Kind::AutoNumber(_) => texts(field),
        Kind::File => vec![json!("cloud://env-1abc2def/photo.png")],
        Kind::AreaCode => vec![json!("陕西省,西安市,雁塔区")],
        Kind::Number | Kind::Integer => {
            let limits = [field.minimum, field.maximum].into_iter().flatten();
            std::iter::once(json!(60)).chain(limits.flat_map(|limit| [json!(limit.ceil()), json!(limit)])).collect()
        }
        Kind::DateTime => vec![json!(1_700_000_000_000_u64)],
        // Midnight in China.
        Kind::Date => vec![json!(1_699_977_600_000_u64)],
        Kind::Time => vec![json!(27_000_000)],
        Kind::Boolean => vec![json!(true)],
        Kind::Choice(options) => options.items.iter().map(|item| json!(item.key)).collect(),
        Kind::List(item) => {
            let mut element = field.clone();
            element.kind = (**item).clone();
            candidates(&element).into_iter().take(1).map(|value| json!([value])).chain([json!([])]).collect()
        }
        Kind::Object(members) => vec![Value::Object(object(members.iter(), Form::Native))],
        Kind::Location => {
            vec![json!({ "address": "西安市", "geopoint": { "type": "Point", "coordinates": [108.94, 34.34] } })]
        }
        Kind::Json => vec![json!({ "备注": "任意 JSON" })],
        Kind::Relation(relation) if relation.style == RelationStyle::Id => vec![json!(ID)],
        Kind::Relation(_) => vec![json!({ "_id": ID })],
        Kind::Relations(_) => vec![json!([{ "_id": ID }])],
        _ => Vec::new(),
    }
}

/// Texts in the order of likelihood by the field's format.
fn texts(field: &Field) -> Vec<Value> {
    let likely = match field.format.as_str() {
        "email" => "li.si@example.com",
        "phone" | "tel" => "13800000000",
        "url" => "https://example.com/",
        _ => "李四",
    };
    std::iter::once(likely).chain(TEXTS).map(Value::from).collect()
}
