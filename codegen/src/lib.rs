//! Rust code from WeDa data model definitions.
//!
//! Code generation has four stages with plain data between them:
//!
//! 1. [`Definitions`](weda_definition::Definitions) are the parsed files;
//! 2. [`check`] decides everything that needs a decision (names, types, what may be written) and collects all problems
//!    into one answer, a [`Plan`](plan::Plan) with [`Note`]s;
//! 3. [`emit`] turns a plan into tokens and decides nothing;
#![cfg_attr(
    feature = "format",
    doc = "4. [`render`] makes files of the tokens. [`generate`] runs all four, and writes the files that changed."
)]
#![cfg_attr(not(feature = "format"), doc = "4. with the feature `format`, files are made of the tokens.")]
//!
//! ```
//! use weda_codegen::{Settings, check, emit};
//! use weda_definition::{Definition, OptionSets};
//!
//! let text = r#"{ "type": "object", "title": "学生", "required": ["name"], "properties": {
//!     "name":  { "type": "string", "title": "姓名" },
//!     "score": { "type": "number", "title": "成绩" } } }"#;
//! let student = Definition::parse("student", "database-schemas/student.json", text).unwrap();
//!
//! let plan = check([&student], &OptionSets::default(), &Settings::default()).unwrap();
//! let model = &plan.models[0];
//! assert_eq!((model.name.as_str(), model.fields[1].constant()), ("Student", "NAME".to_owned()));
//! assert!(emit::model(model, &plan).to_string().contains("pub struct Student"));
//! ```
//!
//! [`Settings`] are what a user decides, in `weda.toml`.
//!
//! `weda generate`, a build script and the attribute macro use the same stages. The macro needs the first three stages only
//! and switches the default feature `format` off.
#![cfg_attr(feature = "format", doc = "A build script calls [`build()`], or [`Build`] if it does more.")]
#![cfg_attr(feature = "format", doc = "")]
#![cfg_attr(
    feature = "format",
    doc = "[`compare`] checks whether generated code is current, and [`diff`](diff()) lists the"
)]
#![cfg_attr(
    feature = "format",
    doc = "changes of definitions that affect code. [`export`](export()) writes the same models in another [`Language`]."
)]
//!
//! # Compile time of generated code
//!
#![doc = include_str!("compile_time.md")]
#![cfg_attr(feature = "format", doc = "")]
#![cfg_attr(feature = "format", doc = include_str!("generate/figures.md"))]

mod ancestors;
#[cfg(feature = "format")]
mod build;
mod check;
#[cfg(feature = "format")]
mod compare;
#[cfg(feature = "format")]
mod diff;
mod docs;
pub mod emit;
#[cfg(feature = "format")]
mod export;
#[cfg(feature = "format")]
mod generate;
mod locate;
mod manifest;
mod name;
mod nearest;
mod note;
#[cfg(feature = "format")]
mod parallel;
pub mod plan;
mod problem;
#[cfg(feature = "format")]
mod render;
mod runtime_name;
mod select;
mod settings;
#[cfg(feature = "format")]
mod write;

pub use ancestors::ancestors;
#[cfg(feature = "format")]
pub use build::{Build, build};
pub use check::check;
#[cfg(feature = "format")]
pub use compare::Comparison;
#[cfg(feature = "format")]
pub use diff::{Change, ChangeKind, Diff, Drift, Side, SourceLocation, Subject, diff};
#[cfg(feature = "format")]
pub use export::{Language, compare_export, export};
#[cfg(feature = "format")]
pub use generate::{Report, compare, generate};
pub use locate::{Located, locate};
pub use nearest::nearest;
pub use note::{Note, Place};
pub use problem::{Problem, Problems};
#[cfg(feature = "format")]
pub use render::{Output, Root, render};
pub use runtime_name::runtime_name;
pub use settings::{Entry, OwnType, Settings, SettingsError, SettingsErrors};
#[cfg(feature = "format")]
pub use write::Written;
