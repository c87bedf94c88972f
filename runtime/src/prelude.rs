//! What programs bring into scope: `use weda::prelude::*;`.
//!
//! It holds no everyday nouns, so that it meets no name of yours: the traits come without their names.

pub use crate::{Client, EnvType, Id, IntoCreate as _, Model as _, OptionSet as _, Row as _, weda_model};
