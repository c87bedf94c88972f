//! Commands on single records and on models.

mod change;
mod create;
mod describe;
mod get;
mod models;
mod values;

pub(crate) use change::{delete, update};
pub(crate) use create::create;
pub(crate) use describe::describe;
pub(crate) use get::get;
pub(crate) use models::models;
