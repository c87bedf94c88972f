//! What a model is made of, as types: its identity, ids, kinds of fields, their presence, options, times.

mod fields;
mod id;
mod identity;
mod into_id;
mod json;
mod kind;
pub(crate) mod option_set;
mod presence;
mod relation;
pub(crate) mod time;

pub use fields::Fields;
pub(crate) use fields::{Access, FieldFacts};
pub use id::Id;
#[cfg(test)]
pub(crate) use identity::tag_of;
pub use identity::{Model, SameModel, Tag, Target, Updatable};
pub use into_id::IntoId;
pub use json::Json;
pub use kind::{Bool, Choice, Comparable, Integer, List, Number, Ordered, Sortable, Text, Textual};
pub use option_set::OptionSet;
pub use presence::{Clearable, Nullable, ReadOnly, Required, Writable};
pub(crate) use relation::RelationStyle;
pub use time::{Date, DateTime, TimeError, TimeOfDay};
