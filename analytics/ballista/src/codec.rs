//! The way tables and scans travel between programs, scheduler and executors.
//!
//! The model's name and what is asked of it travel as JSON behind a mark. Each process has its own client, with its own
//! credentials, and its own definitions; a hash of the columns tells where these differ. What does not bear the mark is
//! Ballista's.

mod columns;
mod envelope;
mod environment;
mod hash;
mod logical;
mod physical;

use std::sync::Arc;

use datafusion::common::{Result, plan_err};
use weda_datafusion::{Models, WedaTable};

use crate::Role;
pub use logical::LogicalCodec;
pub use physical::PhysicalCodec;

/// Returns the table of a model.
///
/// # Errors
/// Returns an error if this process has no definition of it.
fn table<'a>(role: Role, models: &'a Models, model: &str) -> Result<&'a Arc<WedaTable>> {
    match models.table(model) {
        Some(table) => Ok(table),
        None => plan_err!(
            "{role} has no definition of the model `{}`; give scheduler, executors and programs the same definitions",
            weda_definition::printable(model)
        ),
    }
}

/// Returns the message about definitions that differ.
fn differ(role: Role, model: &str, difference: &str) -> String {
    format!(
        "the definition of the model `{model}` in {role} is another one than in the process that sent the query: {difference}; \
         give scheduler, executors and programs the same definitions"
    )
}
