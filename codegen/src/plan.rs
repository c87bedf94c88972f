//! The code to generate, as plain data with all names and types decided.
//!
//! The headers of generated files have a hash of their part of the plan as JSON. So renaming a field or variant here changes
//! all headers.

use crate::Note;

/// The code to generate for a set of definitions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// The models, sorted by identifier.
    pub models: Vec<ModelPlan>,
    /// The models that relations refer to without a definition in the set, sorted by identifier.
    pub stubs: Vec<StubPlan>,
    /// The shared option sets; `None` if no field refers to one.
    pub option_sets: Option<OptionSetsPlan>,
    /// Additional traits of all generated types.
    pub derives: Derives,
    /// The name of the crate `weda` in the package.
    pub runtime: String,
    /// Notes for the user, in the order of the definitions.
    pub notes: Vec<Note>,
}

/// Additional traits of generated types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Derives {
    /// Paths of traits with a derive macro: `PartialEq`, `schemars::JsonSchema`.
    pub traits: Vec<String>,
    /// The implementation of `serde::Serialize` and `serde::Deserialize`, with the names of the wire.
    pub serde: Serde,
}

/// The implementation of serde's two traits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Serde {
    /// Not implemented.
    Off,
    /// By the tables of their fields: little to compile, and the package needs no `serde`.
    #[default]
    Tables,
    /// By serde's derive macros: fast to run, slow to compile, and the package needs `serde` with its feature `derive`.
    Derive,
}

/// A model: a row type and its related types.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ModelPlan {
    /// The identifier on the wire.
    pub identifier: String,
    /// The definition's file name in messages.
    pub source: String,
    /// The hash of the definition's text.
    pub hash: u64,
    /// The name of the module and file: `student`.
    pub module: String,
    /// The name of the row type: `Student`.
    pub name: String,
    /// The name of the create shape, `NewStudent`; `None` if no field is required or the model is read-only.
    pub create: Option<String>,
    /// True if records can be created, changed and deleted. The platform's own models are read-only.
    pub writable: bool,
    /// The display title.
    pub title: Option<String>,
    /// The description; it may have several lines.
    pub description: Option<String>,
    /// The fields: `_id`, the model's own in display order, the other system fields.
    pub fields: Vec<FieldPlan>,
    /// The types of nested objects.
    pub structs: Vec<StructPlan>,
    /// The types of choices.
    pub enums: Vec<EnumPlan>,
}

/// A field of a model.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FieldPlan {
    /// The part that a field shares with a member of a nested object.
    pub member: Member,
    /// Its access.
    pub access: Access,
    /// True if the definition says that no two records have the same value (`x-unique`), and the field can be set.
    pub unique: bool,
    /// True for a relation of style `Object`, which is sent as an object, and for a list of them.
    pub by_object: bool,
}

/// A named value within a record or a nested object.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Member {
    /// The key on the wire.
    pub key: String,
    /// The Rust name, without `r#`.
    pub name: String,
    /// The shape of its values.
    pub shape: Shape,
    /// True if every record has a value; otherwise the Rust type is an `Option`.
    pub present: bool,
    /// The kind in the definition's words, for docs.
    pub kind: String,
    /// The display title.
    pub title: Option<String>,
    /// The description; it may have several lines.
    pub description: Option<String>,
    /// The line of the definition; `None` for an `_id` that the definition leaves out.
    pub line: Option<u32>,
}

/// The access to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Access {
    /// A new record needs it, and it cannot be cleared.
    Required,
    /// It may be set and cleared.
    Nullable,
    /// WeDa fills it in itself.
    ReadOnly,
}

/// The Rust type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Shape {
    /// A text: `String`.
    Text,
    /// A number with a fraction: `f64`.
    Number,
    /// A whole number: `i64`.
    Integer,
    /// `bool`.
    Bool,
    /// A point in time.
    DateTime,
    /// A day.
    Date,
    /// A time of day.
    TimeOfDay,
    /// A reference to a file.
    File,
    /// A region.
    AreaCode,
    /// A place.
    Location,
    /// Any JSON value.
    Json,
    /// The id of a record of the model with this identifier.
    Id(String),
    /// One key of an option set.
    Choice(ChoiceType),
    /// A nested object with this type name.
    Object(String),
    /// A list.
    List(Box<Shape>),
    /// A user's own type.
    Own {
        /// Its path: `crate::Phone`.
        path: String,
        /// The shape that it replaces.
        kind: Box<Shape>,
    },
}

impl Shape {
    /// Returns the identifier of the target model of a relation or a list of relations.
    ///
    /// ```
    /// use weda_codegen::plan::Shape;
    ///
    /// let classes = Shape::List(Box::new(Shape::Id("class".to_owned())));
    /// assert_eq!(classes.target(), Some("class"));
    /// ```
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Id(identifier) => Some(identifier),
            Self::List(item) | Self::Own { kind: item, .. } => item.target(),
            _ => None,
        }
    }
}

/// The path of the type of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
pub struct ChoiceType {
    /// The module of the shared option sets, or `None` for the field's own options, beside its model.
    pub module: Option<String>,
    /// The type name.
    pub name: String,
}

/// The module of the shared option sets that are in use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct OptionSetsPlan {
    /// The name of the module and file: `option_sets`.
    pub module: String,
    /// The file name of the option sets in messages.
    pub source: String,
    /// The sets, sorted by name.
    pub enums: Vec<EnumPlan>,
}

/// A nested object.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StructPlan {
    /// The type name: `StudentAddress`.
    pub name: String,
    /// The keys from the model down, `["address"]`.
    pub path: Vec<String>,
    /// The display title of the field.
    pub title: Option<String>,
    /// The members, in display order.
    pub members: Vec<Member>,
}

/// An open set of options, which may have texts that the definition does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EnumPlan {
    /// The type name: `StudentGrade`.
    pub name: String,
    /// The origin of the options.
    pub origin: Origin,
    /// The display title of the field or set.
    pub title: Option<String>,
    /// The options in the declared order.
    pub variants: Vec<VariantPlan>,
}

/// The origin of the options of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Origin {
    /// A field of a model.
    Field {
        /// The identifier of the model.
        model: String,
        /// The keys from the model down, `["grade"]`.
        path: Vec<String>,
    },
    /// A shared set.
    Set {
        /// The name of the set.
        name: String,
        /// The description; it may have several lines.
        description: Option<String>,
    },
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct VariantPlan {
    /// The text that records store.
    pub key: String,
    /// The variant's name.
    pub name: String,
    /// The displayed text.
    pub label: Option<String>,
}

/// A model without a definition, known by name only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StubPlan {
    /// The identifier on the wire.
    pub identifier: String,
    /// The type name: `SysUser`.
    pub name: String,
}

/// The path of the type of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TypePath {
    /// The module, or `None` for a stub, which is beside the modules.
    pub module: Option<String>,
    /// The type name.
    pub name: String,
}

impl Plan {
    /// Returns the path of the type of a model, or `None` if the plan has neither model nor stub.
    #[must_use]
    pub fn type_of(&self, identifier: &str) -> Option<TypePath> {
        if let Ok(at) = self.models.binary_search_by(|model| model.identifier.as_str().cmp(identifier)) {
            let model = &self.models[at];
            return Some(TypePath { module: Some(model.module.clone()), name: model.name.clone() });
        }
        let at = self.stubs.binary_search_by(|stub| stub.identifier.as_str().cmp(identifier)).ok()?;
        Some(TypePath { module: None, name: self.stubs[at].name.clone() })
    }
}

impl OptionSetsPlan {
    /// Returns the names of all types of the module, sorted.
    #[must_use]
    pub fn exports(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.enums.iter().map(|options| options.name.as_str()).collect();
        names.sort_unstable();
        names
    }
}

impl Origin {
    /// Returns a unique name for the options, the same in separate expansions: `student.grade`, or `option-set/gender`, which
    /// cannot be a field, since identifiers are file names without slashes.
    #[must_use]
    pub fn identity(&self) -> String {
        match self {
            Self::Field { model, path } => format!("{model}.{}", path.join(".")),
            Self::Set { name, .. } => format!("option-set/{name}"),
        }
    }
}

impl FieldPlan {
    /// Returns the name of the field's constant: `admitted_at` -> `ADMITTED_AT`.
    #[must_use]
    pub fn constant(&self) -> String {
        self.member.name.to_ascii_uppercase()
    }
}

impl ModelPlan {
    /// Iterates over the fields that a new record needs, in the order of [`fields`](Self::fields).
    pub fn required(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields.iter().filter(|field| field.access == Access::Required)
    }

    /// Returns the names of all types that the model's module exports, sorted.
    #[must_use]
    pub fn exports(&self) -> Vec<&str> {
        let mut names: Vec<&str> = std::iter::once(self.name.as_str())
            .chain(self.create.as_deref())
            .chain(self.structs.iter().map(|nested| nested.name.as_str()))
            .chain(self.enums.iter().map(|options| options.name.as_str()))
            .collect();
        names.sort_unstable();
        names
    }
}
