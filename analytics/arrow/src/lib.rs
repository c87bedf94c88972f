//! Records of WeDa data models as Arrow batches and Parquet files.
//!
//! [`schema()`] makes the schema of a model from its definition, [`batches()`] reads a query into batches, and [`rows()`]
//! makes new records of a batch. What is read is what comes back: numbers to the digit, days by the history of China's
//! time zone, and members of objects that the definition does not declare.

mod batch;
mod batches;
mod column;
mod day;
mod error;
#[cfg(feature = "parquet")]
pub mod files;
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

/// Compiles the code of the chapter.
#[cfg(doctest)]
#[doc = include_str!("../../../guide/en/arrow.md")]
struct Guide;

/// Compiles the code of the chapter in Chinese.
#[cfg(doctest)]
#[doc = include_str!("../../../guide/zh-CN/arrow.md")]
struct ChineseGuide;
