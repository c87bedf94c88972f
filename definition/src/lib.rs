//! WeDa data models: definition files, parsed without loss.
//!
//! A model is described by a *definition*: one JSON file named after the model's identifier, as the official CLI pulls
//! it (`database-schemas/student.json`). This crate turns such files into plain data without losing anything: every
//! field knows its meaning ([`Kind`]) and the line it stands on, and members that this crate does not know survive.
//!
//! ```
//! use weda_definition::{Definition, Kind};
//!
//! let text = r#"{ "type": "object", "title": "学生", "required": ["name"],
//!   "properties": {
//!     "name":  { "type": "string", "title": "姓名" },
//!     "score": { "type": "number", "title": "成绩" }
//! } }"#;
//! let student = Definition::parse("student", "database-schemas/student.json", text)?;
//! let name = student.field("name").unwrap();
//! assert_eq!((name.line, name.required, &name.kind), (3, true, &Kind::Text));
//! # Ok::<(), weda_definition::Error>(())
//! ```
//!
//! Options that several models share are not part of a definition: they are in a file of their own, [`OptionSets`].
//!
//! With the feature `judge`, `Judge` checks records against their definition.
//!
//! The crate reads files and does no other I/O.

mod definition;
mod definitions;
mod error;
mod field;
pub mod hash;
mod json_node;
#[cfg(feature = "judge")]
mod judge;
mod line_ends;
mod option_sets;
mod printable;
mod regular_file;

pub use definition::Definition;
pub use definitions::{Definitions, is_definition_file};
pub use error::{Error, Errors};
pub use field::{AutoNumber, Field, Kind, OnDelete, OptionItem, Options, PLATFORM_KEYS, Relation, RelationStyle};
#[cfg(feature = "judge")]
pub use judge::{
    Duplicate, FieldJudge, Judge, Level, Reason, Scope, UndecidedTexts, UniqueValues, UnreadablePattern, Violation,
    Violations,
};
pub use line_ends::content_hash;
pub use option_sets::{OptionSet, OptionSets};
pub use printable::{Printable, is_printable, printable, printable_json, printable_lines, visible};
pub use regular_file::read_regular_file;
