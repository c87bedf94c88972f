//! WeDa (微搭) data models as tables of DataFusion.
//!
//! Every model of a directory of definitions is a table. Conditions, columns and limits of a query are sent to the service
//! where it can be asked for them; joins, groups and windows are DataFusion's. Tables are read-only.
//!
//! ```no_run
//! use weda::Client;
//! use weda_datafusion::{Models, TableOptions, session};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let models = Models::from_directory("database-schemas", &Client::from_env()?, TableOptions::default())?;
//! let session = session(&models);
//! let failed = session.sql("SELECT name, score FROM student WHERE score < 60 ORDER BY score").await?;
//! failed.show().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Columns are named by the fields' keys, tables by the models' identifiers, both as they are written: `updatedAt` needs no
//! quotes, and `UpdatedAt` is another name.

mod catalog;
mod condition;
mod error;
mod options;
mod pushdown;
mod ranges;
mod scan;
mod session;
mod sort_rule;
mod source;
mod spec;
mod table;
mod zero_rule;

pub use catalog::{Models, WedaCatalog, WedaSchema};
pub use condition::{Condition, Literal, Sign};
pub use options::{TableOptions, Texts};
pub use scan::WedaScan;
pub use session::{CATALOG, session, session_config, with_rules};
pub use sort_rule::SortByService;
pub use spec::{RowCount, ScanOrder, ScanSpec};
pub use table::WedaTable;
pub use zero_rule::UnsignedZero;

#[cfg(doctest)]
#[doc = include_str!("../../../guide/en/sql-engine.md")]
struct Guide;
