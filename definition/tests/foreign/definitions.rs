//! Random definitions, and the JSON Schema of each.

use serde_json::{Map, Value, json};
use weda_definition::Level;

use crate::dice::Dice;

const KEYS: [&str; 8] = ["name", "分数", "address", "tags", "x_1", "类型", "when", "Z"];
const OPTIONS: [&str; 4] = ["a", "一年级", "1", ""];
/// Common patterns, for texts of letters of [`records::LETTERS`](crate::records::LETTERS).
const PATTERNS: [&str; 14] = [
    "^a",
    "b$",
    r"\d",
    r"^\d+$",
    "^[a-c]{1,3}$",
    r"^\S*$",
    "^(?!a)",
    r"^(?=.*\d)(?=.*[a-z])",
    r"(.)\1",
    "a|1",
    r"^\p{L}",
    r"\bb",
    "^.{0,2}$",
    r"^[^\-]*$",
];

/// A definition.
pub struct Model(pub Vec<Member>);

/// A field or a member of an object.
pub struct Member {
    pub key: &'static str,
    pub kind: Kind,
    required: bool,
    x_required: bool,
}

pub enum Kind {
    Text {
        min: Option<u64>,
        max: Option<u64>,
        pattern: Option<&'static str>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    /// A whole number, in one of its notations.
    Whole {
        min: Option<f64>,
        max: Option<f64>,
        declared: &'static str,
    },
    Time,
    Boolean,
    Choice(Vec<&'static str>),
    List(Box<Kind>),
    /// The members, and whether a list of them has a `required` of its own, which has no effect.
    Object(Vec<Member>),
    Location,
    OldRelation,
    NewRelation,
    Anything,
}

impl Model {
    pub fn random(dice: &mut Dice) -> Self {
        Self(members(dice, 3))
    }

    /// The text of the definition.
    pub fn definition(&self) -> Value {
        let mut object = declared_object(&self.0);
        object["type"] = json!("object");
        object
    }

    /// The equivalent JSON Schema.
    pub fn schema(&self, level: Level) -> Value {
        object_schema(&self.0, level)
    }
}

fn members(dice: &mut Dice, depth: usize) -> Vec<Member> {
    let count = 1 + dice.below(4);
    let from = dice.below(KEYS.len());
    let member = |index: usize| Member {
        key: KEYS[(from + index) % KEYS.len()],
        kind: Kind::random(dice, depth),
        required: dice.once_in(4),
        x_required: dice.once_in(6),
    };
    (0..count).map(member).collect()
}

impl Kind {
    fn random(dice: &mut Dice, depth: usize) -> Self {
        let limit = |dice: &mut Dice| dice.maybe(3, |dice| dice.below(40) as f64 / 2.0 - 10.0);
        match dice.below(if depth > 0 { 16 } else { 10 }) {
            0 | 1 => Self::Text {
                min: dice.maybe(3, |dice| dice.below(4) as u64),
                max: dice.maybe(3, |dice| 1 + dice.below(6) as u64),
                pattern: dice.maybe(2, |dice| dice.pick(&PATTERNS)),
            },
            2 => Self::Number { min: limit(dice), max: limit(dice) },
            3 => Self::Whole {
                min: limit(dice),
                max: limit(dice),
                declared: dice.pick(&["integer", "age", "count", "datetime", "date"]),
            },
            4 => Self::Time,
            5 => Self::Boolean,
            6 => Self::Choice(OPTIONS[..1 + dice.below(4)].to_vec()),
            7 => Self::OldRelation,
            8 => Self::NewRelation,
            9 => Self::Anything,
            10..=12 => Self::List(Box::new(Self::random(dice, depth - 1))),
            13 => Self::Location,
            _ => Self::Object(members(dice, depth - 1)),
        }
    }

    /// Returns true if the value may be sent as JSON text.
    pub fn allows_json_text(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_) | Self::Location | Self::Anything)
    }

    fn declared(&self) -> Value {
        match self {
            Self::Text { min, max, pattern } => some(
                json!({ "type": "string" }),
                [("minLength", json!(min)), ("maxLength", json!(max)), ("pattern", json!(pattern))],
            ),
            Self::Number { min, max } => {
                some(json!({ "type": "number" }), [("minimum", json!(min)), ("maximum", json!(max))])
            }
            Self::Whole { min, max, declared } => {
                let object = match *declared {
                    "integer" => json!({ "type": "integer" }),
                    "count" => json!({ "type": "number", "numberCount": 0 }),
                    format => json!({ "type": "number", "format": format }),
                };
                some(object, [("minimum", json!(min)), ("maximum", json!(max))])
            }
            Self::Time => json!({ "type": "number", "format": "time" }),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Choice(options) => json!({ "type": "string", "format": "x-enum", "enum": options }),
            // Pulled files have a `required` beside `items`, which has no effect.
            Self::List(item) => json!({ "type": "array", "items": item.declared(), "required": KEYS }),
            Self::Object(members) => {
                let mut object = declared_object(members);
                object["type"] = json!("object");
                object
            }
            Self::Location => json!({ "type": "object", "format": "x-location" }),
            Self::OldRelation => {
                json!({ "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "t" } })
            }
            Self::NewRelation => {
                json!({ "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "t" } })
            }
            Self::Anything => json!({ "type": "object" }),
        }
    }

    fn schema(&self, level: Level) -> Value {
        match self {
            Self::Text { min, max, pattern } => some(
                json!({ "type": "string" }),
                [("minLength", json!(min)), ("maxLength", json!(max)), ("pattern", json!(pattern))],
            ),
            Self::Number { min, max } => {
                some(json!({ "type": "number" }), [("minimum", json!(min)), ("maximum", json!(max))])
            }
            Self::Whole { min, max, .. } => {
                some(json!({ "type": "integer" }), [("minimum", json!(min)), ("maximum", json!(max))])
            }
            Self::Time => json!({ "type": "integer", "minimum": 0, "maximum": 86_399_999 }),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Choice(options) => json!({ "enum": options }),
            Self::List(item) => json!({ "type": "array", "items": item.schema(level) }),
            Self::Object(members) => object_schema(members, level),
            Self::Location => json!({ "type": "object", "properties": {
                "address": { "type": "string" },
                "geopoint": { "type": "object", "properties": {
                    "type": { "type": "string" },
                    "coordinates": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 }
                } }
            } }),
            Self::OldRelation => json!({ "type": "string" }),
            Self::NewRelation => json!({ "anyOf": [
                { "type": "string" },
                { "type": "object", "properties": { "_id": { "type": "string" } }, "required": ["_id"] }
            ] }),
            Self::Anything => json!({}),
        }
    }
}

fn declared_object(members: &[Member]) -> Value {
    let mut properties = Map::new();
    for member in members {
        let mut declared = member.kind.declared();
        if member.x_required {
            declared["x-required"] = json!(true);
        }
        properties.insert(member.key.to_owned(), declared);
    }
    let required: Vec<&str> = members.iter().filter(|member| member.required).map(|member| member.key).collect();
    json!({ "required": required, "properties": properties })
}

fn object_schema(members: &[Member], level: Level) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|member| (member.key.to_owned(), member.kind.schema(level))).collect();
    let is_required = |member: &&Member| member.required || (level == Level::Creating && member.x_required);
    let required: Vec<&str> = members.iter().filter(is_required).map(|member| member.key).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Returns an object without the members that are null.
fn some<const N: usize>(mut object: Value, members: [(&str, Value); N]) -> Value {
    for (key, value) in members.into_iter().filter(|(_, value)| !value.is_null()) {
        object[key] = value;
    }
    object
}
