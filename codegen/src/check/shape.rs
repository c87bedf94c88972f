//! The Rust types of fields, and the types to generate for them.

use weda_definition::{Definition, Field, Kind, Options, Relation, RelationStyle};

use super::fields::{names, ordered};
use super::names::Names;
use super::options::variants;
use crate::name::{self, NameStyle};
use crate::note::RenameReason;
use crate::plan::{ChoiceType, EnumPlan, Member, Origin, Shape, StructPlan};
use crate::{Note, Place, Settings};

/// Collects the types of a model while its fields are planned.
pub(super) struct Shaper<'a> {
    pub definition: &'a Definition,
    pub settings: &'a Settings,
    /// The name of the row type, the prefix of the other type names.
    pub row: &'a str,
    /// The names of the whole set of models.
    pub names: &'a mut Names,
    pub notes: &'a mut Vec<Note>,
    pub structs: Vec<StructPlan>,
    pub enums: Vec<EnumPlan>,
}

impl Shaper<'_> {
    /// Plans a field or member. `path` has the keys from the model down to it. `present` is true if the definition
    /// guarantees a value, which settings may override.
    pub fn member(&mut self, field: &Field, name: String, present: bool, path: &[String]) -> Member {
        if let Some(said) = field.fallback() {
            self.notes.push(Note::Fallback { place: self.place(field), field: path.join("."), said });
        }
        let model = self.definition.identifier.as_str();
        let present = self.settings.presence(model, path, field).unwrap_or(present);
        let shape = self.shape(&field.kind, field, path);
        let shape = match self.settings.type_of_field(model, path, field) {
            Some(own) => Shape::Own { path: own.to_owned(), kind: Box::new(shape) },
            None => shape,
        };
        Member {
            key: field.key.clone(),
            name,
            shape,
            present,
            kind: field.kind.name(),
            title: field.title.clone(),
            description: field.description.clone(),
            line: Some(field.line),
        }
    }

    fn shape(&mut self, kind: &Kind, field: &Field, path: &[String]) -> Shape {
        let shape = match kind {
            Kind::Text | Kind::AutoNumber(_) => Shape::Text,
            Kind::Number => Shape::Number,
            Kind::Integer => Shape::Integer,
            Kind::Boolean => Shape::Bool,
            Kind::DateTime => Shape::DateTime,
            Kind::Date => Shape::Date,
            Kind::Time => Shape::TimeOfDay,
            Kind::File => Shape::File,
            Kind::AreaCode => Shape::AreaCode,
            Kind::Location => Shape::Location,
            Kind::Json => Shape::Json,
            Kind::Choice(options) => self.choice(options, field, path),
            Kind::List(item) => Shape::List(Box::new(self.shape(item, field, path))),
            Kind::Object(members) if members.is_empty() => Shape::Json,
            Kind::Object(members) => Shape::Object(self.object(members, field, path)),
            Kind::Relation(relation) => relation_to(relation),
            Kind::Relations(relation) => Shape::List(Box::new(relation_to(relation))),
            // A kind that this version does not know.
            _ => Shape::Json,
        };
        match self.settings.type_of_kind(kind) {
            Some(own) => Shape::Own { path: own.to_owned(), kind: Box::new(shape) },
            None => shape,
        }
    }

    /// The shared set that the field refers to, else the options in the definition, else text.
    fn choice(&mut self, options: &Options, field: &Field, path: &[String]) -> Shape {
        if let Some(shared) = options.set.as_deref().and_then(|set| self.names.of_set(set)) {
            return Shape::Choice(shared);
        }
        if options.items.is_empty() {
            let (place, field) = (self.place(field), path.join("."));
            self.notes.push(Note::NoOptions { place, field, set: options.set.clone() });
            return Shape::Text;
        }
        let name = self.type_name(field, path);
        let variants = variants(&options.items, &name, &self.place(field), self.notes);
        let origin = Origin::Field { model: self.definition.identifier.clone(), path: path.to_vec() };
        self.enums.push(EnumPlan { name: name.clone(), origin, title: field.title.clone(), variants });
        Shape::Choice(ChoiceType { module: None, name })
    }

    fn object(&mut self, fields: &[Field], field: &Field, path: &[String]) -> String {
        let name = self.type_name(field, path);
        let within = format!("{}.", path.join("."));
        let names = names(self.definition, &within, fields, self.notes);
        // Before its members, so that the types of a model are in reading order.
        let at = self.structs.len();
        let title = field.title.clone();
        self.structs.push(StructPlan { name: name.clone(), path: path.to_vec(), title, members: Vec::new() });
        for field in ordered(fields) {
            let path: Vec<String> = path.iter().chain([&field.key]).cloned().collect();
            let member = self.member(field, names[&field.key].clone(), field.required && field.is_stored(), &path);
            self.structs[at].members.push(member);
        }
        name
    }

    fn type_name(&mut self, field: &Field, path: &[String]) -> String {
        let wanted = path.iter().fold(self.row.to_owned(), |name, key| name + &name::part(key));
        let assigned = self.names.types.assign(wanted, NameStyle::Type);
        if assigned.is_changed {
            let (place, from) = (self.place(field), path.join("."));
            self.notes.push(Note::renamed(place, "the type of", &from, &assigned.name, RenameReason::Taken));
        }
        assigned.name
    }

    fn place(&self, field: &Field) -> Place {
        Place { source: self.definition.source.clone(), line: Some(field.line) }
    }
}

/// The shape of a relation. Without a target it is a text (style `Id`) or an object (style `Object`).
fn relation_to(relation: &Relation) -> Shape {
    match (&relation.target, relation.style) {
        (Some(target), _) => Shape::Id(target.clone()),
        (None, RelationStyle::Id) => Shape::Text,
        (None, RelationStyle::Object) => Shape::Json,
    }
}
