//! Turns a [`Plan`](crate::plan::Plan) into tokens. All decisions are in the plan.
//!
//! Generated code refers to the runtime by one path only, its [`ground()`], whose items never change. In generated modules
//! and anonymous constants that path is `w`; beside a user's code it is written in full, so that no other name can shadow it.
//!
//! [`model`], [`option_sets`] and [`root`] emit whole files. The attribute macro uses the smaller parts for a row type that
//! its user wrote: [`constants`], [`identity`], [`fields`], [`markers`] and [`create`], each with its own [`Scope`].
//!
//! With the feature `format`, `typescript` and `openapi` emit the same models as text for other languages.

mod constants;
mod create;
mod derive;
mod doc;
mod fields;
mod identity;
mod model;
#[cfg(feature = "format")]
mod openapi;
mod option_set;
mod own_types;
mod record;
mod root;
mod scope;
mod serde;
mod tag;
mod tokens;
#[cfg(feature = "format")]
mod typescript;

pub use constants::constants;
pub use create::create;
pub use fields::fields;
pub use identity::{identity, markers};
pub use model::model;
#[cfg(feature = "format")]
pub use openapi::openapi;
#[cfg(feature = "format")]
pub(crate) use openapi::{GENERATOR as OPENAPI_GENERATOR, MARK as OPENAPI_MARK};
pub use option_set::{option_sets, options_identity};
pub use root::root;
pub use scope::Scope;
pub use tag::tag;
pub use tokens::{ground, ident};
#[cfg(feature = "format")]
pub use typescript::typescript;
