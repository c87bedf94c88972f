//! From records to a batch: one pass over each record's text, no tree of values.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow::array::*;
use arrow::datatypes::{DataType, Int32Type, SchemaRef, TimeUnit};
use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde_json::value::RawValue;
use weda::dynamic::Record;

use crate::schema::ZONE;

enum Column {
    Text(StringBuilder),
    Choice(StringDictionaryBuilder<Int32Type>),
    Number(Float64Builder),
    Whole(Int64Builder),
    Flag(BooleanBuilder),
    Moment(TimestampMillisecondBuilder),
    Day(Date32Builder),
    Time(Time32MillisecondBuilder),
    List(ListBuilder<StringBuilder>),
}

/// The day in Beijing of a moment; the prototype has eight hours all year round, as the client's filters do.
pub fn day_of(millis: i64) -> i32 {
    (millis + 8 * 3_600_000).div_euclid(86_400_000) as i32
}

/// The first millisecond of a day in Beijing.
pub fn first_milli(day: i32) -> i64 {
    i64::from(day) * 86_400_000 - 8 * 3_600_000
}

impl Column {
    fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::Float64 => Self::Number(Float64Builder::new()),
            DataType::Int64 => Self::Whole(Int64Builder::new()),
            DataType::Boolean => Self::Flag(BooleanBuilder::new()),
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                Self::Moment(TimestampMillisecondBuilder::new().with_timezone(ZONE))
            }
            DataType::Date32 => Self::Day(Date32Builder::new()),
            DataType::Time32(_) => Self::Time(Time32MillisecondBuilder::new()),
            DataType::Dictionary(..) => Self::Choice(StringDictionaryBuilder::new()),
            DataType::List(_) => Self::List(ListBuilder::new(StringBuilder::new())),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    fn null(&mut self) {
        match self {
            Self::Text(out) => out.append_null(),
            Self::Choice(out) => out.append_null(),
            Self::Number(out) => out.append_null(),
            Self::Whole(out) => out.append_null(),
            Self::Flag(out) => out.append_null(),
            Self::Moment(out) => out.append_null(),
            Self::Day(out) => out.append_null(),
            Self::Time(out) => out.append_null(),
            Self::List(out) => out.append_null(),
        }
    }

    fn value(&mut self, json: &str) -> Result<(), serde_json::Error> {
        if json == "null" {
            self.null();
            return Ok(());
        }
        match self {
            Self::Text(out) => match json.starts_with('"') {
                true => out.append_value(serde_json::from_str::<Cow<'_, str>>(json)?),
                false => out.append_value(json),
            },
            Self::Choice(out) => out.append_value(serde_json::from_str::<Cow<'_, str>>(json)?),
            // -0 would be another value than 0 for arrow's comparisons and groups.
            Self::Number(out) => out.append_value(serde_json::from_str::<f64>(json)? + 0.0),
            Self::Whole(out) => out.append_value(whole(json)?),
            Self::Flag(out) => out.append_value(serde_json::from_str(json)?),
            Self::Moment(out) => out.append_value(whole(json)?),
            Self::Day(out) => out.append_value(day_of(whole(json)?)),
            Self::Time(out) => out.append_value(whole(json)? as i32),
            Self::List(out) => {
                let text: Cow<'_, str> = match json.starts_with('"') {
                    true => serde_json::from_str(json)?,
                    false => json.into(),
                };
                if text.is_empty() {
                    out.append_null();
                    return Ok(());
                }
                for item in serde_json::from_str::<Vec<Option<String>>>(&text)? {
                    out.values().append_option(item);
                }
                out.append(true);
            }
        }
        Ok(())
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut out) => Arc::new(out.finish()),
            Self::Choice(mut out) => Arc::new(out.finish()),
            Self::Number(mut out) => Arc::new(out.finish()),
            Self::Whole(mut out) => Arc::new(out.finish()),
            Self::Flag(mut out) => Arc::new(out.finish()),
            Self::Moment(mut out) => Arc::new(out.finish()),
            Self::Day(mut out) => Arc::new(out.finish()),
            Self::Time(mut out) => Arc::new(out.finish()),
            Self::List(mut out) => Arc::new(out.finish()),
        }
    }
}

/// Digits where there are digits only, so that nineteen of them survive; `89.0` is a whole number too.
fn whole(json: &str) -> Result<i64, serde_json::Error> {
    serde_json::from_str::<i64>(json).or_else(|error| {
        let number: f64 = serde_json::from_str(json)?;
        if number.fract() == 0.0 && number.abs() < 9e15 { Ok(number as i64) } else { Err(error) }
    })
}

/// A record that does not fit the schema.
#[derive(Debug, thiserror::Error)]
#[error("record `{id}`: {problem}")]
pub struct RowError {
    id: String,
    problem: String,
}

/// Collects records into a batch.
pub struct BatchBuilder {
    schema: SchemaRef,
    columns: Vec<Column>,
    seen: Vec<bool>,
    rows: usize,
}

impl BatchBuilder {
    /// Creates a builder for the columns of the schema.
    pub fn new(schema: SchemaRef) -> Self {
        let columns: Vec<_> = schema.fields().iter().map(|field| Column::new(field.data_type())).collect();
        Self { seen: vec![false; columns.len()], columns, schema, rows: 0 }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Returns an error if a value does not fit its column.
    pub fn push(&mut self, record: &Record) -> Result<(), RowError> {
        self.rows += 1;
        if self.columns.is_empty() {
            return Ok(());
        }
        self.seen.fill(false);
        let schema = Arc::clone(&self.schema);
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let row = Row { names: &names, columns: &mut self.columns, seen: &mut self.seen };
        row.deserialize(&mut serde_json::Deserializer::from_str(record.as_json()))
            .map_err(|error| RowError { id: record.id().to_owned(), problem: error.to_string() })?;
        for (column, _) in self.columns.iter_mut().zip(&self.seen).filter(|(_, seen)| !**seen) {
            column.null();
        }
        Ok(())
    }

    /// Returns the records so far as a batch.
    ///
    /// # Errors
    /// Returns an error if a record has no `_id`.
    pub fn finish(self) -> Result<RecordBatch, arrow::error::ArrowError> {
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let arrays = self.columns.into_iter().map(Column::finish).collect();
        RecordBatch::try_new_with_options(self.schema, arrays, &options)
    }
}

/// Returns the records as one batch.
///
/// # Errors
/// Returns an error if a value does not fit its column, or a record has no `_id`.
pub fn batch(schema: &SchemaRef, records: &[Record]) -> Result<RecordBatch, Box<dyn std::error::Error + Send + Sync>> {
    let mut builder = BatchBuilder::new(Arc::clone(schema));
    for record in records {
        builder.push(record)?;
    }
    Ok(builder.finish()?)
}

struct Row<'a> {
    names: &'a [&'a str],
    columns: &'a mut [Column],
    seen: &'a mut [bool],
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        use serde::de::Error;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let value: &RawValue = map.next_value()?;
            let Some(at) = self.names.iter().position(|name| *name == key) else { continue };
            if std::mem::replace(&mut self.seen[at], true) {
                return Err(A::Error::custom(format!("field `{key}` stands twice")));
            }
            self.columns[at].value(value.get()).map_err(|error| A::Error::custom(format!("field `{key}`: {error}")))?;
        }
        Ok(())
    }
}
