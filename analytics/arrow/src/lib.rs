//! Records of WeDa data models as Arrow batches and Parquet files.

mod batch;
mod batches;
mod column;
mod day;
mod error;
mod rows;
mod schema;

pub use batch::{BatchBuilder, batch};
pub use batches::{Batches, batches, batches_of};
pub use day::{ZONE, day_of, first_milli};
pub use error::{ColumnError, Error, RowError};
pub use rows::{Row, Rows, rows};
pub use schema::{
    Form, KIND, MODEL, MORE, OPTION_SET, OPTIONS, READ_ONLY, RELATION, RELATION_STYLE, TITLE, kind_code, schema,
};
