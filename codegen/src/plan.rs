//! What will be generated, as plain data: every name chosen, every type decided, nothing left for [`emit`](crate::emit)
//! to think about.
//!
//! The headers of generated files bear a hash of their part of the plan, and for it the parts are written as JSON.

use crate::Note;

/// All that is generated from one set of definitions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// The models, in the order of their identifiers.
    pub models: Vec<ModelPlan>,
    /// The models that relations point to although their definitions are not in the set, in the order of identifiers.
    pub stubs: Vec<StubPlan>,
    /// The option sets that the models share; `None` when no field refers to one.
    pub option_sets: Option<OptionSetsPlan>,
    /// What all generated types derive beyond what they need.
    pub derives: Derives,
    /// What the package calls the crate `weda`.
    pub runtime: String,
    /// What the user should know, in the order of the definitions.
    pub notes: Vec<Note>,
}

/// What a user wants of generated types beyond what they need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Derives {
    /// Paths of traits with a derive macro: `PartialEq`, `schemars::JsonSchema`.
    pub traits: Vec<String>,
    /// How they implement `serde::Serialize` and `serde::Deserialize`, under the names of the wire.
    pub serde: Serde,
}

/// How generated types come to serde's two traits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Serde {
    /// Not at all.
    Off,
    /// By the tables of their fields: little to compile, and the package needs no `serde`.
    #[default]
    Tables,
    /// By serde's derive macros: fast to run, slow to compile, and the package needs `serde` with its feature `derive`.
    Derive,
}

/// One model: a row type and what belongs to it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ModelPlan {
    /// The identifier on the wire.
    pub identifier: String,
    /// The definition's file as messages name it.
    pub source: String,
    /// The hash of the definition's text.
    pub hash: u64,
    /// The name of the module and file: `student`.
    pub module: String,
    /// The name of the row type: `Student`.
    pub name: String,
    /// The name of the create shape, `NewStudent`; `None` when no field is required or the model is read-only.
    pub create: Option<String>,
    /// Whether records can be created, changed and deleted; the platform's own models are served read-only.
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

/// One field of a model.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FieldPlan {
    /// What a field has in common with a member of a nested object.
    pub member: Member,
    /// Who may write it.
    pub access: Access,
    /// Whether it is a relation of the newer kind, which travels as an object.
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
    /// What it holds.
    pub shape: Shape,
    /// Whether reading promises a value; else the Rust type is an `Option`.
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

/// Who may write a field.
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

/// What a value is in Rust.
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
    /// A moment.
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
    /// A type of the user's own.
    Own {
        /// Its path: `crate::Phone`.
        path: String,
        /// What the field is to everybody else.
        kind: Box<Shape>,
    },
}

impl Shape {
    /// The identifier of the model that a relation points to, or each relation in a list.
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

/// Where the type of a choice is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
pub struct ChoiceType {
    /// The module of the shared option sets, or `None` for options of the field's own, beside its model.
    pub module: Option<String>,
    /// The type name.
    pub name: String,
}

/// The module of the option sets that models share, in use by one at least.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct OptionSetsPlan {
    /// The name of the module and file: `option_sets`.
    pub module: String,
    /// The file of the option sets as messages name it.
    pub source: String,
    /// The sets, in the order of their names.
    pub enums: Vec<EnumPlan>,
}

/// A nested object.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StructPlan {
    /// The type name: `StudentAddress`.
    pub name: String,
    /// Where it stands: the keys from the model down, `["address"]`.
    pub path: Vec<String>,
    /// The display title of the field.
    pub title: Option<String>,
    /// The members, in display order.
    pub members: Vec<Member>,
}

/// A set of options, open to texts that the definition does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EnumPlan {
    /// The type name: `StudentGrade`.
    pub name: String,
    /// Whose options they are.
    pub origin: Origin,
    /// The display title of the field or set.
    pub title: Option<String>,
    /// The options in the declared order.
    pub variants: Vec<VariantPlan>,
}

/// Whose options an enumeration holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Origin {
    /// One field's of a model.
    Field {
        /// The identifier of the model.
        model: String,
        /// The keys from the model down, `["grade"]`.
        path: Vec<String>,
    },
    /// Those of the shared set.
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
    /// What people see.
    pub label: Option<String>,
}

/// A model that is known by name only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StubPlan {
    /// The identifier on the wire.
    pub identifier: String,
    /// The type name: `SysUser`.
    pub name: String,
}

/// Where the type of a model is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "format", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TypePath {
    /// The module it is in, or `None` for a stub, which stands beside the modules.
    pub module: Option<String>,
    /// The type name.
    pub name: String,
}

impl Plan {
    /// Where the type of the model with this identifier is found; `None` where the plan has neither model nor stub.
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
    /// The names of all types of the module, sorted.
    #[must_use]
    pub fn exports(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.enums.iter().map(|options| options.name.as_str()).collect();
        names.sort_unstable();
        names
    }
}

impl Origin {
    /// What tells these options from all others, also to expansions that never saw each other: `student.grade`, or
    /// `option-set/gender`, which no field is called, since an identifier is a file's name and has no slash.
    #[must_use]
    pub fn identity(&self) -> String {
        match self {
            Self::Field { model, path } => format!("{model}.{}", path.join(".")),
            Self::Set { name, .. } => format!("option-set/{name}"),
        }
    }
}

impl FieldPlan {
    /// The name of the field's constant: `admitted_at` -> `ADMITTED_AT`.
    #[must_use]
    pub fn constant(&self) -> String {
        self.member.name.to_ascii_uppercase()
    }
}

impl ModelPlan {
    /// The fields that a new record needs, in the order of [`fields`](Self::fields).
    pub fn required(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields.iter().filter(|field| field.access == Access::Required)
    }

    /// The names of all types that the model's module exports, sorted.
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
