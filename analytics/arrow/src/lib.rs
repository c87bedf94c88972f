//! Records of WeDa data models as Arrow batches and Parquet files.

mod batch;
mod schema;

pub use batch::{BatchBuilder, RowError, batch};
pub use schema::{Form, ZONE, schema};
