//! An offline WeDa (微搭) to develop and test against.
//!
//! An [`Emulator`] serves a set of model definitions through the interfaces of the service, in both environment types,
//! `pre` and `prod`:
//!
//! - the Open API: records by OData, schemas and option sets, users, departments and roles;
//! - the data-model gateway, which the vendor's own clients call: records with relations, upsert, writes by filter, SQL;
//! - tokens for keys, users and visitors;
//! - the cloud API for definitions, which the vendor's tools call.
//!
//! Records live in memory, or in a file ([`EmulatorBuilder::data`]), and are the same through every interface. It needs no
//! account and no network, and it is strict: it rejects what is not documented, so that a program that relies on
//! undocumented behaviour fails in its tests and not in production.
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
//! Keys are always checked: those of [`EmulatorBuilder::keys`], or `emulator-id` and `emulator-key`.
//!
//! Beside http it serves https and a proxy for clients whose address is fixed (`EmulatorBuilder::https` and `proxy`, of the
//! feature `https`, which is on by default), and web pages of named origins ([`EmulatorBuilder::cors`]). GET on `/`,
//! `/health` and `/openapi.json` describes it without a token.
//!
//! Undocumented behaviour is a switch of a [`Profile`]; [`differences`] lists all switches with their sources. A [`Fault`]
//! makes requests fail on demand, and [`Emulator::log`] records the outcome of each request.

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
mod mysql;
mod own_docs;
pub mod profile;
mod schema;
mod server;
mod service;
mod source;
mod stage;
mod store;
mod system;
mod tc3;
mod token;
mod users;
mod validate;

pub use emulator::{
    Amount, ClockState, Emulator, EmulatorBuilder, Group, GroupRequest, Groups, Hint, Limit, Limits, ListPlan,
    ListRequest, ReadStop, Reason, RecordList, Refusal, RefusalKind, Snapshot, SqlRows, TokenState,
};
pub use error::Error;
pub use fault::{ActiveFault, Effect, EffectArgument, EffectKind, Fault, FaultId};
pub use interrupt::Interrupt;
pub use loaded::{Existing, Loaded, LoadedFile, SkipReason, Skipped};
pub use log::{Bodies, Delivery, LogEntry};
pub use profile::Profile;
pub use source::Source;
pub use store::{Durability, Period};
pub use weda_definition::{Definition, Definitions, OptionSets};
