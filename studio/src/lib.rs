//! Models and records of WeDa (微搭) in a browser of this machine.
//!
//! A [`Studio`] serves pages on a loopback port of its own, over a [`Source`] of records: an emulator ([`Emulated`]), or
//! anything else that implements the trait. `weda studio` and `weda emulate --studio` start one.
//!
//! Its address has a token, which is new at each start; calls without it are refused, as are those of other pages in the
//! same browser. The pages are inside the binary and load nothing from other hosts. Records are shown as text, never as
//! markup.

mod api;
mod assets;
mod body;
mod code;
mod described;
mod diagram;
mod emulated;
mod files;
mod front_door;
mod guard;
mod judged;
mod machine;
mod place;
mod refused;
mod relations;
mod reply;
mod server;
mod source;
mod studio;
mod token;
mod transfers;
mod value;
mod vault;

pub use emulated::Emulated;
pub use files::{Checkpoints, Export, Exported, Files, Format, Import, Preview, Stop};
pub use judged::check as check_record;
pub use machine::{Clock, Exchange, Limit, Logged, Machine, ProfileChange, Replayed, State, Tokens};
pub use refused::{FieldProblem, Refused, RefusedKind};
pub use reply::Reply;
pub use source::{
    About, Amount, Ask, Group, Grouping, Groups, Model, Models, Page, Place, Served, Sort, Source, Stage, Table, Write,
    Written,
};
pub use studio::{Error, Studio};
pub use value::{name as name_of, primary_column};
