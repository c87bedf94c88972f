//! The parts of a model as types: identity, ids, kinds of fields, presence, options, times.

mod fields;
mod id;
mod identity;
mod into_id;
pub(crate) mod json;
pub(crate) mod kind;
pub(crate) mod option_set;
pub(crate) mod presence;
mod relation;
pub(crate) mod sealed;
pub(crate) mod time;

pub use fields::Fields;
pub(crate) use fields::{Access, FieldFacts};
pub use id::Id;
#[cfg(test)]
pub(crate) use identity::tag_of;
pub use identity::{Model, SameModel, Updatable};
#[doc(hidden)]
pub use identity::{Tag, Target};
pub use into_id::IntoId;
pub(crate) use json::Json;
pub(crate) use kind::{Bool, Choice, Comparable, Countable, Integer, List, Number, Sortable, Sum, Text, Textual};
pub use option_set::OptionSet;
pub(crate) use presence::{Clearable, Required, Writable};
pub(crate) use relation::RelationStyle;
pub(crate) use time::{Date, DateTime, TimeError, TimeOfDay};
