//! Models in an empty schema of PostgreSQL, for reports and as the way out.
//!
//! [`load`] creates a table for each model, fills it by COPY and compares what is stored with what was read, all in one
//! transaction. [`ddl`] returns the statements alone.

mod column;
mod connect;
mod constraint;
mod copy;
mod ddl;
mod error;
mod json;
mod load;
mod names;
mod pairs;
mod plan;
mod report;
mod row;
mod sums;
mod value;

pub use column::JsonType;
pub use connect::Connection;
pub use error::Error;
pub use load::{Models, Options, Progress, ddl, load};
pub use report::{Finding, FindingKind, LinkReport, Report, TableReport};
