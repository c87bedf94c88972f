//! Models in an empty schema of PostgreSQL, for reports and as the way out.

pub(crate) mod command;
