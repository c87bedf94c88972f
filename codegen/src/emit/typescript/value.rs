//! The types of values.

use super::names::{Names, Part};
use super::text::literal;
use crate::plan::{ModelPlan, Shape};

/// The use of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
}

/// The types of one model's values.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    pub names: &'a Names,
    pub model: &'a ModelPlan,
    pub direction: Direction,
}

impl Values<'_> {
    /// The type of a shape; `by_object` for a relation that is an object with the id.
    pub(super) fn of(self, shape: &Shape, by_object: bool) -> String {
        let Self { names, model, direction } = self;
        match shape {
            Shape::Text => "string".to_owned(),
            Shape::Number | Shape::Integer => "number".to_owned(),
            Shape::Bool => "boolean".to_owned(),
            Shape::DateTime => "DateTime".to_owned(),
            Shape::Date => "Day".to_owned(),
            Shape::TimeOfDay => "TimeOfDay".to_owned(),
            Shape::File => "FileAddress".to_owned(),
            Shape::AreaCode => "AreaCode".to_owned(),
            Shape::Location => "Place".to_owned(),
            Shape::Json => "JsonValue".to_owned(),
            Shape::Id(target) if by_object => self.relation(target),
            Shape::Id(target) => format!("Id<{}>", literal(target)),
            Shape::Choice(choice) => {
                let module = if choice.module.is_some() { None } else { Some(model.module.as_str()) };
                let name = names.get(module, Part::Options, &choice.name);
                // Records may have keys that the definition does not list; new ones should not.
                if direction == Direction::Read { format!("{name} | OtherOption") } else { name.to_owned() }
            }
            Shape::Object(name) => names.get(Some(&model.module), Part::Object, name).to_owned(),
            Shape::List(item) => {
                let item = self.of(item, by_object);
                if item.contains(" | ") { format!("({item})[]") } else { format!("{item}[]") }
            }
            Shape::Own { kind, .. } => self.of(kind, by_object),
        }
    }

    fn relation(self, target: &str) -> String {
        let identifier = literal(target);
        match self.names.record(target).filter(|_| self.direction == Direction::Read) {
            Some(record) => format!("Related<{identifier}, {record}>"),
            None => format!("Reference<{identifier}>"),
        }
    }
}
