//! A random definition.

use serde_json::{Map, Value, json};
use weda_emulator::Definition;

use crate::dice::Dice;

/// The model of every seed.
pub const MODEL: &str = "student";

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Phone,
    Code,
    Number,
    Integer,
    Boolean,
    Date,
    DateTime,
    Choice,
    Texts,
    Object,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub key: &'static str,
    pub title: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub unique: bool,
}

/// The fields of the model; the first two are `tag`, which tells rows apart for the account, and `code`.
#[derive(Debug, Clone)]
pub struct Fields(pub Vec<Field>);

impl Fields {
    pub fn random(dice: &mut Dice) -> Self {
        let field = |key, title, kind| Field { key, title, kind, required: false, unique: false };
        let mut tag = field("tag", "标签", Kind::Text);
        tag.required = true;
        let mut code = field("code", "编号", Kind::Code);
        code.unique = dice.chance(60);
        let others = [
            field("phone", "电话", Kind::Phone),
            field("score", "成绩", Kind::Number),
            field("age", "年龄", Kind::Integer),
            field("active", "在读", Kind::Boolean),
            field("born", "生日", Kind::Date),
            field("seen", "时间", Kind::DateTime),
            field("level", "等级", Kind::Choice),
            field("tags", "爱好", Kind::Texts),
            field("home", "住址", Kind::Object),
            field("备注", "说明", Kind::Text),
        ];
        let mut fields = vec![tag, code];
        for mut field in others {
            if dice.chance(60) {
                field.required = dice.chance(15);
                fields.push(field);
            }
        }
        Self(fields)
    }

    pub fn get(&self, key: &str) -> &Field {
        self.0.iter().find(|field| field.key == key).expect("the field is one of the model")
    }

    pub fn has_unique(&self) -> bool {
        self.get("code").unique
    }

    pub fn definition(&self) -> Definition {
        let properties: Map<String, Value> =
            self.0.iter().map(|field| (field.key.to_owned(), declaration(field))).collect();
        let required: Vec<&str> = self.0.iter().filter(|field| field.required).map(|field| field.key).collect();
        let text = json!({ "type": "object", "title": "学生", "properties": properties, "required": required });
        Definition::parse(MODEL, "student.json", &text.to_string()).unwrap()
    }
}

fn declaration(field: &Field) -> Value {
    let mut declaration = match field.kind {
        Kind::Text => json!({ "type": "string", "maxLength": 60 }),
        Kind::Phone => json!({ "type": "string", "pattern": "^1[0-9]{10}$" }),
        Kind::Code => json!({ "type": "string", "maxLength": 20 }),
        Kind::Number => json!({ "type": "number", "minimum": -1000, "maximum": 100_000 }),
        Kind::Integer => json!({ "type": "integer", "maximum": 150 }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "number", "format": "date" }),
        Kind::DateTime => json!({ "type": "number", "format": "datetime" }),
        Kind::Choice => json!({ "type": "string", "format": "x-enum", "enum": ["一", "二", "3"] }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Object => json!({ "type": "object", "properties": {
            "city": { "type": "string", "maxLength": 10 }, "floor": { "type": "integer" }
        }}),
    };
    declaration["title"] = json!(field.title);
    if field.unique {
        declaration["x-unique"] = json!(true);
    }
    declaration
}
