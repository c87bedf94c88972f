//! From a [`Plan`](crate::plan::Plan) to tokens. Nothing is decided here: a wrong name or type is a fault of the plan.
//!
//! Generated code names the runtime by one path only, its [`ground()`], whose items never change. In modules of its
//! own and in anonymous constants that path is `w`; beside a user's code it is written whole, so that no other name can
//! get in its way.
//!
//! [`model`], [`option_sets`] and [`root`] make whole files. The attribute macro takes the smaller parts for a row type that
//! its user wrote: [`constants`], [`identity`], [`fields`], [`markers`], [`create`], each with a [`Scope`] of its own.

mod constants;
mod create;
mod derive;
mod doc;
mod fields;
mod identity;
mod model;
mod option_set;
mod own_types;
mod record;
mod root;
mod scope;
mod serde;
mod tag;
mod tokens;

pub use constants::constants;
pub use create::create;
pub use fields::fields;
pub use identity::{identity, markers};
pub use model::model;
pub use option_set::{option_sets, options_identity};
pub use root::root;
pub use scope::Scope;
pub use tag::tag;
pub use tokens::{ground, ident};
