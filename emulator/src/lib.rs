//! An offline WeDa (微搭) to develop and test against.
//!
//! An [`Emulator`] serves the WeDa Open API for a set of model definitions: the token call, the ten data calls on the
//! records of both environment types, `pre` and `prod`, schemas and option sets. Records live in memory. It needs
//! no account and no network, and it is strict: what no document says the service can do is refused, so that a program
//! that leaves the documented ground fails in its tests and not in production.
//!
//! ```
//! use weda_emulator::{Definition, Emulator};
//!
//! let text = r#"{ "required": ["name"], "properties": {
//!     "name":  { "type": "string", "title": "姓名" },
//!     "score": { "type": "number", "title": "成绩" }
//! } }"#;
//! let emulator = Emulator::start([Definition::parse("student", "database-schemas/student.json", text)?])?;
//! println!("a token: POST {}/auth/v1/token/clientCredential", emulator.url());
//! println!("records: GET  {}/weda/odata/v1/pre/student", emulator.url());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The keys are checked always: those of [`EmulatorBuilder::secret`], or `emulator-id` and `emulator-key`.
//!
//! # What it decides for itself
//!
//! Where no document says what WeDa does, the emulator had to choose, and the service may differ. A [`Profile`] makes
//! other choices.
//!
//! - Errors come under HTTP 200, those of the token call under 400; an unknown path is a 404, a wrong method a 405.
//! - A page has 10 records unless `$top` says otherwise, and 1000 at most; without `$orderby` they come in the order of
//!   their creation, and `@odata.count` counts all matches.
//! - `ne` matches records without a value, the other operators never do. `contains` minds case. Filters on relations of
//!   the newer kind are refused.
//! - Getting an unknown id answers 200 without `_id`; changing or deleting one answers 204.
//! - Bodies: unknown and system fields are ignored, lists and objects may be native or JSON text, null clears a field,
//!   and an empty text is no default value.
//! - Relations of the newer kind travel as the JSON text of `{"_id": ..}`; whether the record exists is not checked,
//!   and deleting a record does to those that refer to it what their definitions say.
//! - Unique fields may be empty in any number of records.

mod answer;
mod builder;
mod clock;
mod emulator;
mod envelope;
mod error;
mod filter;
mod misfit;
mod options;
mod percent;
mod profile;
mod route;
mod server;
mod service;
mod store;
mod system;
mod token;
mod value;

pub use builder::EmulatorBuilder;
pub use emulator::Emulator;
pub use error::Error;
pub use profile::{
    Absent, Accept, Answers, CommaIds, Count, Errors, Excess, Gateway, Given, Identity, Ids, Lists, Nullify, Nulls,
    Profile, QueryShape, Quota, RelationForm, Status, TokenShape, TokenStatus, UnknownGet, Writes,
};
pub use weda_definition::{Definition, Definitions, OptionSets};
