//! An offline WeDa (微搭) to develop and test against.
//!
//! An [`Emulator`] serves the WeDa Open API for a set of model definitions: the token call, the ten data calls on the
//! records of both environment types, `pre` and `prod`, schemas and option sets, and the calls that read users,
//! departments and roles. Records live in memory, or in a file ([`EmulatorBuilder::data`]). It needs no account and no
//! network, and it is strict: what no document says the service can do is refused, so that a program that leaves the
//! documented ground fails in its tests and not in production.
//!
//! ```
//! use weda_emulator::{Definition, Emulator};
//!
//! let text = r#"{ "required": ["name"], "properties": {
//!     "name":  { "type": "string", "title": "姓名" },
//!     "score": { "type": "number", "title": "成绩" }
//! } }"#;
//! let student = Definition::parse("student", "database-schemas/student.json", text)?;
//! let emulator = Emulator::builder().definitions(student).start()?;
//! println!("a token: POST {}/auth/v1/token/clientCredential", emulator.url());
//! println!("records: GET  {}/weda/odata/v1/pre/student", emulator.url());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The keys are checked always: those of [`EmulatorBuilder::keys`], or `emulator-id` and `emulator-key`.
//!
//! What no document settles is a switch of a [`Profile`]; [`differences`] lists them all, with what the choices rest on.
//! A [`Fault`] lets something go wrong on demand, and [`Emulator::log`] tells what became of each request.

mod clock;
#[doc = include_str!("differences.md")]
pub mod differences {}
mod emulator;
mod error;
mod face;
mod fault;
mod filter;
mod interrupt;
mod loaded;
mod locked;
mod log;
mod profile;
mod schema;
mod server;
mod service;
mod source;
mod stage;
mod store;
mod system;
mod token;
mod validate;

pub use emulator::{Emulator, EmulatorBuilder};
pub use error::Error;
pub use fault::{Effect, Fault};
pub use interrupt::Interrupt;
pub use loaded::{Existing, Loaded, LoadedFile, SkipReason, Skipped};
pub use log::{LogEntry, Sent};
pub use profile::{
    Absent, Accept, Answers, CommaIds, Count, Errors, Excess, Gateway, Given, Identity, Ids, Lists, Nullify, Nulls,
    Profile, QueryShape, Quota, RelationForm, RoleList, Status, SystemWrite, TokenShape, TokenStatus, UnknownGet,
    Writes,
};
pub use source::Source;
pub use store::Durability;
pub use weda_definition::{Definition, Definitions, OptionSets};
