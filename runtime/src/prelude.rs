//! The imports of a typical program: `use weda::prelude::*;`.
//!
//! Contains the types that nearly every program names, and traits without their names. Your own imports and items take
//! precedence.

#[cfg(feature = "macros")]
pub use crate::weda_model;
pub use crate::write::{Creatable as _, IntoCreate as _};
pub use crate::{Client, Date, DateTime, EnvType, Error, ErrorKind, Id, Model as _, OptionSet as _, Row as _};
