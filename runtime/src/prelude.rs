//! What programs bring into scope: `use weda::prelude::*;`.
//!
//! It holds the few types that nearly every program names, and the traits without their names. What you import by name, or
//! declare, comes before it.

#[cfg(feature = "macros")]
pub use crate::weda_model;
pub use crate::write::{Creatable as _, IntoCreate as _};
pub use crate::{Client, Date, DateTime, EnvType, Error, ErrorKind, Id, Model as _, OptionSet as _, Row as _};
