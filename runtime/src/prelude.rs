//! What programs bring into scope: `use weda::prelude::*;`.
//!
//! It holds no everyday nouns, so that it meets no name of yours, and the traits come without their names.

pub use crate::{
    Client, Date, DateTime, EnvType, Error, ErrorKind, Id, IntoCreate as _, Model as _, OptionSet as _, Row as _,
    weda_model,
};
