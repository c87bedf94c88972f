//! A column that is being filled.

mod leaf;
mod list;
mod members;

use std::sync::Arc;

use arrow::array::*;
use arrow::datatypes::{DataType, Field, Int32Type, TimeUnit};
use arrow::error::ArrowError;
use weda::__private::columns::{DecodeError, Reader};

use crate::day::ZONE;
use crate::schema::kind_of;
use list::ListColumn;
pub(crate) use members::Members;
use members::StructColumn;

/// The values of a column. After a value that does not fit, [`abandon`](Self::abandon) is called before the next one.
pub(crate) enum Column {
    Text(StringBuilder),
    Choice(StringDictionaryBuilder<Int32Type>),
    Relation(StringBuilder),
    Json(StringBuilder),
    Number(Float64Builder),
    Whole(Int64Builder),
    Flag(BooleanBuilder),
    Moment(TimestampMillisecondBuilder),
    Day(Date32Builder),
    Time(Time32MillisecondBuilder),
    List(Box<ListColumn>),
    Struct(Box<StructColumn>),
    /// A type that no kind has, with the number of its rows.
    Unsupported(DataType, usize),
}

/// Calls a method of the builder of any variant.
macro_rules! each {
    ($column:expr, $builder:ident => $call:expr, $data_type:ident, $rows:ident => $other:expr) => {
        match $column {
            Self::Text($builder) | Self::Relation($builder) | Self::Json($builder) => $call,
            Self::Choice($builder) => $call,
            Self::Number($builder) => $call,
            Self::Whole($builder) => $call,
            Self::Flag($builder) => $call,
            Self::Moment($builder) => $call,
            Self::Day($builder) => $call,
            Self::Time($builder) => $call,
            Self::List($builder) => $call,
            Self::Struct($builder) => $call,
            Self::Unsupported($data_type, $rows) => $other,
        }
    };
}

impl Column {
    pub fn new(field: &Field) -> Self {
        match field.data_type() {
            DataType::Utf8 => match kind_of(field) {
                "relation" => Self::Relation(StringBuilder::new()),
                "json" => Self::Json(StringBuilder::new()),
                _ => Self::Text(StringBuilder::new()),
            },
            DataType::Dictionary(keys, values) if (&**keys, &**values) == (&DataType::Int32, &DataType::Utf8) => {
                Self::Choice(StringDictionaryBuilder::new())
            }
            DataType::Float64 => Self::Number(Float64Builder::new()),
            DataType::Int64 => Self::Whole(Int64Builder::new()),
            DataType::Boolean => Self::Flag(BooleanBuilder::new()),
            DataType::Timestamp(TimeUnit::Millisecond, Some(zone)) if &**zone == ZONE => {
                Self::Moment(TimestampMillisecondBuilder::new().with_timezone(ZONE))
            }
            DataType::Date32 => Self::Day(Date32Builder::new()),
            DataType::Time32(TimeUnit::Millisecond) => Self::Time(Time32MillisecondBuilder::new()),
            DataType::List(item) => Self::List(Box::new(ListColumn::new(item))),
            DataType::Struct(members) => Self::Struct(Box::new(StructColumn::new(members))),
            other => Self::Unsupported(other.clone(), 0),
        }
    }

    /// Reads the next value, which may be null.
    pub fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let first = reader.next()?;
        if first == b'n' {
            reader.literal("ull")?;
            self.null();
            return Ok(());
        }
        match self {
            Self::Text(out) => out.append_value(reader.str(first, "a text")?),
            Self::Choice(out) => out.append_value(reader.str(first, "a text")?),
            Self::Relation(out) => leaf::relation(out, first, reader)?,
            Self::Json(out) => leaf::json(out, first, reader)?,
            // -0 would be another value than 0 for arrow's comparisons and groups.
            Self::Number(out) => out.append_value(reader.double(first)? + 0.0),
            Self::Whole(out) => out.append_value(leaf::whole(first, reader)?),
            Self::Flag(out) => out.append_value(reader.boolean(first)?),
            Self::Moment(out) => out.append_value(leaf::millis(first, reader)?),
            Self::Day(out) => out.append_value(leaf::day(first, reader)?),
            Self::Time(out) => out.append_value(leaf::time(first, reader)?),
            Self::List(list) => list.read(first, reader)?,
            Self::Struct(object) => object.read(first, reader)?,
            Self::Unsupported(data_type, _) => return Err(unsupported(data_type)),
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        each!(self, builder => builder.len(), _data_type, rows => *rows)
    }

    fn null(&mut self) {
        each!(self, builder => builder.append_null(), _data_type, rows => *rows += 1);
    }

    /// Appends nulls up to this number of rows.
    pub fn fill_to(&mut self, rows: usize) {
        while self.len() < rows {
            self.null();
        }
    }

    /// Makes a value null of which a part did not fit. Without such a value nothing is changed.
    pub fn abandon(&mut self) {
        match self {
            Self::List(list) => list.abandon(),
            Self::Struct(object) => object.abandon(),
            // A value without parts is appended as a whole.
            _ => {}
        }
    }

    /// Returns the values and starts anew.
    pub fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::List(list) => Arc::new(list.finish()?),
            Self::Struct(object) => Arc::new(object.finish()?),
            Self::Text(out) | Self::Relation(out) | Self::Json(out) => Arc::new(out.finish()),
            Self::Choice(out) => Arc::new(out.finish()),
            Self::Number(out) => Arc::new(out.finish()),
            Self::Whole(out) => Arc::new(out.finish()),
            Self::Flag(out) => Arc::new(out.finish()),
            Self::Moment(out) => Arc::new(out.finish()),
            Self::Day(out) => Arc::new(out.finish()),
            Self::Time(out) => Arc::new(out.finish()),
            Self::Unsupported(data_type, rows) => new_null_array(data_type, std::mem::take(rows)),
        })
    }
}

#[cold]
fn unsupported(data_type: &DataType) -> DecodeError {
    DecodeError::expected("a column type that `weda_arrow::schema` makes", &format!("`{data_type}`"))
}
