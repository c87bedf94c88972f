//! Rows of both engines in one form.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};

/// A value. Booleans are 0 and 1, days and times are numbers, as SQLite has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Null,
    /// Digits to the last one for whole numbers, else 12 of them.
    Number(String),
    Text(String),
}

pub type Rows = Vec<Vec<Cell>>;

impl Cell {
    pub fn whole(number: i64) -> Self {
        Self::Number(number.to_string())
    }

    pub fn number(number: f64) -> Self {
        match number.fract() == 0.0 && number.abs() < 9e15 {
            true => Self::Number(format!("{:.0}", number + 0.0)),
            false => Self::Number(format!("{number:.12e}")),
        }
    }
}

/// The rows of batches.
pub fn rows(batches: &[RecordBatch]) -> Rows {
    let of = |batch: &RecordBatch| {
        let columns: Vec<ArrayRef> = batch.columns().iter().map(plain).collect();
        (0..batch.num_rows())
            .map(|row| columns.iter().map(|column| cell(column, row)).collect())
            .collect::<Vec<Vec<Cell>>>()
    };
    batches.iter().flat_map(of).collect()
}

/// One of four types in place of each type.
fn plain(column: &ArrayRef) -> ArrayRef {
    let to = match column.data_type() {
        DataType::Utf8 | DataType::Float64 | DataType::Int64 | DataType::Date32 => return Arc::clone(column),
        DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(..) => DataType::Utf8,
        DataType::Float32 | DataType::Decimal128(..) => DataType::Float64,
        DataType::Time32(_) => {
            let millis = cast(column, &DataType::Int32).expect("milliseconds");
            return cast(&millis, &DataType::Int64).expect("whole numbers");
        }
        _ => DataType::Int64,
    };
    cast(column, &to).unwrap_or_else(|error| panic!("{}: {error}", column.data_type()))
}

fn cell(column: &ArrayRef, row: usize) -> Cell {
    if column.is_null(row) {
        return Cell::Null;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row).to_owned()),
        DataType::Float64 => Cell::number(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => Cell::whole(column.as_primitive::<Date32Type>().value(row).into()),
        _ => Cell::whole(column.as_primitive::<Int64Type>().value(row)),
    }
}
