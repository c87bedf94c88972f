//! The related models of the comparison.

use serde_json::{Map, Value, json};
use weda_emulator::Definition;

/// The kind of a field, which decides its values and operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Choice,
    Number,
    Date,
    Flag,
    Texts,
    Numbers,
    Object,
    /// The id of the record at the other end of a relation.
    Id,
}

/// The options of [`Kind::Choice`].
pub const OPTIONS: [&str; 3] = ["一年级", "二年级", "A"];

/// The models with their fields; the first is a text that every record has.
pub const MODELS: [(&str, &[(&str, Kind)]); 5] = [
    (
        "person",
        &[
            ("name", Kind::Text),
            ("nick", Kind::Text),
            ("grade", Kind::Choice),
            ("age", Kind::Number),
            ("height", Kind::Number),
            ("born", Kind::Date),
            ("ok", Kind::Flag),
            ("tags", Kind::Texts),
            ("marks", Kind::Numbers),
            ("extra", Kind::Object),
        ],
    ),
    ("club", &[("title", Kind::Text), ("size", Kind::Number), ("tags", Kind::Texts)]),
    ("badge", &[("text", Kind::Text), ("since", Kind::Date)]),
    ("pet", &[("name", Kind::Text), ("weight", Kind::Number), ("tame", Kind::Flag)]),
    ("note", &[("text", Kind::Text)]),
];

/// The shape of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    ManyOne,
    ManyMany,
    OneOne,
    /// To one record, by its plain id; the other side has no field.
    PlainId,
    /// To many records that have no field for the other side.
    OneSided,
}

/// A relation between two fields.
pub struct Relation {
    pub shape: Shape,
    pub ends: [(&'static str, &'static str); 2],
}

pub const RELATIONS: [Relation; 7] = [
    Relation { shape: Shape::ManyOne, ends: [("person", "mentor"), ("person", "mentees")] },
    Relation { shape: Shape::ManyMany, ends: [("person", "friends"), ("person", "friendOf")] },
    Relation { shape: Shape::ManyMany, ends: [("person", "clubs"), ("club", "members")] },
    Relation { shape: Shape::OneOne, ends: [("person", "badge"), ("badge", "holder")] },
    Relation { shape: Shape::ManyOne, ends: [("pet", "keeper"), ("person", "pets")] },
    Relation { shape: Shape::PlainId, ends: [("person", "coach"), ("person", "")] },
    Relation { shape: Shape::OneSided, ends: [("person", "notes"), ("note", "")] },
];

/// `maxItems` of `person.clubs`.
pub const MAX_CLUBS: usize = 3;

/// One end of a relation, as its model sees it.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub field: &'static str,
    pub target: &'static str,
    /// The index in [`RELATIONS`].
    pub relation: usize,
    /// The index of the end.
    pub side: usize,
    pub shape: Shape,
}

impl End {
    pub fn is_list(&self) -> bool {
        match self.shape {
            Shape::ManyOne => self.side == 1,
            Shape::ManyMany | Shape::OneSided => true,
            Shape::OneOne | Shape::PlainId => false,
        }
    }

    /// Returns true if `where` compares the id of the related record.
    pub fn is_column(&self) -> bool {
        self.side == 0 && !self.is_list()
    }

    /// The maximum number of records in a selected list.
    pub fn max(&self) -> usize {
        if self.field == "clubs" { MAX_CLUBS } else { 50 }
    }
}

/// The relations of a model.
pub fn ends(model: &str) -> Vec<End> {
    let mut found = Vec::new();
    for (relation, Relation { shape, ends }) in RELATIONS.iter().enumerate() {
        for side in [0, 1] {
            let ((own, field), (target, _)) = (ends[side], ends[1 - side]);
            if own == model && !field.is_empty() {
                found.push(End { field, target, relation, side, shape: *shape });
            }
        }
    }
    found
}

/// The fields of a model.
pub fn fields(model: &str) -> &'static [(&'static str, Kind)] {
    MODELS.iter().find(|(name, _)| *name == model).unwrap().1
}

pub fn definitions() -> Vec<Definition> {
    let definition = |(model, fields): &(&str, &[(&str, Kind)])| {
        let mut properties: Map<String, Value> =
            fields.iter().map(|(key, kind)| (key.to_string(), field(*kind))).collect();
        properties.insert("_id".into(), json!({ "type": "string", "x-system": true, "x-unique": true }));
        properties.extend(ends(model).iter().map(|end| (end.field.to_string(), relation(end))));
        // The target of a switch that writes: see the comparison of `updateMany`.
        properties.insert("touched".into(), json!({ "type": "number" }));
        let text = json!({ "type": "object", "properties": properties }).to_string();
        Definition::parse(model, &format!("database-schemas/{model}.json"), &text).unwrap()
    };
    MODELS.iter().map(definition).collect()
}

fn field(kind: Kind) -> Value {
    match kind {
        Kind::Text | Kind::Id => json!({ "type": "string" }),
        Kind::Choice => json!({ "type": "string", "format": "x-enum", "enum": OPTIONS }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Date => json!({ "type": "number", "format": "datetime" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Numbers => json!({ "type": "array", "items": { "type": "number" } }),
        Kind::Object => json!({ "type": "object" }),
    }
}

fn relation(end: &End) -> Value {
    let format = match (end.shape, end.side) {
        (Shape::ManyOne, 0) => "many-one",
        (Shape::ManyOne, _) | (Shape::OneSided, _) => "one-many",
        (Shape::ManyMany, _) => "many-many",
        (Shape::OneOne, 0) => "one-one",
        (Shape::OneOne, _) => "one-one-r",
        (Shape::PlainId, _) => "father-son",
    };
    let kind = if end.is_list() {
        "array"
    } else if format == "father-son" {
        "string"
    } else {
        "object"
    };
    let inverse = RELATIONS[end.relation].ends[1 - end.side].1;
    let mut field = json!({
        "type": kind, "format": format,
        "x-parent": { "parentDataSourceName": end.target, "parentFieldKey": inverse }
    });
    if end.field == "clubs" {
        field["maxItems"] = json!(MAX_CLUBS);
    }
    field
}
