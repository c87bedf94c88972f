//! Records as the values of columns.

mod canonical;
mod digest;
mod read;

use weda::Record;

use crate::error::Error;
use crate::model::{Form, Model, UPDATED_AT};
pub(crate) use digest::{Digest, Sum, key_of};

/// A value of a column. Moments, days, times of day and JSON are texts of one spelling.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// No value.
    Null,
    /// A text, or the text of a moment, a day, a time or JSON.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A double; never a negative zero.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

/// A record as the values of a model's columns.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The values in the order of the columns.
    pub(crate) values: Vec<Value>,
    /// The hash of the values.
    pub(crate) digest: Digest,
    /// The time of the last change in Unix milliseconds, if the record has one.
    pub(crate) updated_at: Option<i64>,
}

impl Row {
    /// Reads a record. Fields that are not columns are ignored.
    ///
    /// # Errors
    /// Returns an error, with the record and the field, if a value does not fit its column.
    pub(crate) fn read(model: &Model, record: &Record) -> Result<Self, Error> {
        let fail = |(key, problem): (String, String)| Error::Record {
            model: model.identifier().to_owned(),
            id: record.id().to_owned(),
            key,
            problem,
        };
        let (values, updated_at) = read::values(&model.columns, record.as_json(), UPDATED_AT).map_err(fail)?;
        let digest = Digest::of(&model.columns, &values);
        Ok(Self { values, digest, updated_at })
    }
}

/// The moment as a text that sorts by time: `2024-09-01T08:30:00.250+08:00`. The offset is the same all year and in all
/// years. Moments outside the years 0 to 9999 are their number with a unit.
pub(crate) fn moment_text(millis: i64) -> String {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    match jiff::Timestamp::from_millisecond(millis).map(|moment| moment.to_zoned(zone)) {
        Ok(shown) if (0..=9999).contains(&shown.year()) => shown.strftime("%Y-%m-%dT%H:%M:%S%.3f+08:00").to_string(),
        _ => format!("{millis} ms"),
    }
}

impl Form {
    /// The value with a text in the spelling of this form.
    fn spelled(self, millis: i64) -> Value {
        Value::Text(match self {
            Self::Day => weda::Date::from_millis(millis).to_string(),
            Self::Time => weda::TimeOfDay::from_millis(millis).to_string(),
            _ => moment_text(millis),
        })
    }
}

#[cfg(test)]
mod tests;
