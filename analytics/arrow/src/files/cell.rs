//! A cell of a column as JSON.
//!
//! Days and local times are written as texts, so that one rule of the reader decides which moment they are: that for JSON and
//! tables.

use arrow::array::{Array, AsArray, StructArray};
use arrow::datatypes::*;
use arrow::util::display::array_value_to_string;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use crate::KIND;

/// Writes the value as JSON. A value that has none is written as a text, for the file of rejected rows.
///
/// # Errors
/// Returns what is wrong with the value, and where in it.
pub(super) fn write(out: &mut String, field: &Field, array: &dyn Array, row: usize) -> Result<(), String> {
    if array.is_null(row) {
        out.push_str("null");
        return Ok(());
    }
    match array.data_type() {
        DataType::Null => out.push_str("null"),
        DataType::Boolean => out.push_str(if array.as_boolean().value(row) { "true" } else { "false" }),
        DataType::Int8 => push(out, array.as_primitive::<Int8Type>().value(row)),
        DataType::Int16 => push(out, array.as_primitive::<Int16Type>().value(row)),
        DataType::Int32 => push(out, array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => push(out, array.as_primitive::<Int64Type>().value(row)),
        DataType::UInt8 => push(out, array.as_primitive::<UInt8Type>().value(row)),
        DataType::UInt16 => push(out, array.as_primitive::<UInt16Type>().value(row)),
        DataType::UInt32 => push(out, array.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt64 => push(out, array.as_primitive::<UInt64Type>().value(row)),
        DataType::Float16 => return number(out, f64::from(array.as_primitive::<Float16Type>().value(row)), None),
        DataType::Float32 => {
            let value = array.as_primitive::<Float32Type>().value(row);
            return number(out, f64::from(value), Some(value));
        }
        DataType::Float64 => return number(out, array.as_primitive::<Float64Type>().value(row), None),
        DataType::Decimal32(..) => decimal(out, &array.as_primitive::<Decimal32Type>().value_as_string(row)),
        DataType::Decimal64(..) => decimal(out, &array.as_primitive::<Decimal64Type>().value_as_string(row)),
        DataType::Decimal128(..) => decimal(out, &array.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Decimal256(..) => decimal(out, &array.as_primitive::<Decimal256Type>().value_as_string(row)),
        DataType::Utf8 => text_of(out, field, array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text_of(out, field, array.as_string::<i64>().value(row)),
        DataType::Utf8View => text_of(out, field, array.as_string_view().value(row)),
        DataType::Date32 => return day(out, i64::from(array.as_primitive::<Date32Type>().value(row))),
        DataType::Date64 => {
            return day(out, array.as_primitive::<Date64Type>().value(row).div_euclid(86_400_000));
        }
        DataType::Timestamp(unit, zone) => {
            let (value, per_milli) = match unit {
                TimeUnit::Second => {
                    let seconds = array.as_primitive::<TimestampSecondType>().value(row);
                    (seconds.saturating_mul(1000), 1)
                }
                TimeUnit::Millisecond => (array.as_primitive::<TimestampMillisecondType>().value(row), 1),
                TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().value(row), 1000),
                TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000),
            };
            return moment(out, value, per_milli, zone.is_some()).map_err(|why| quoted(out, array, row, &why));
        }
        DataType::Time32(unit) => {
            let millis = match unit {
                TimeUnit::Second => i64::from(array.as_primitive::<Time32SecondType>().value(row)) * 1000,
                _ => i64::from(array.as_primitive::<Time32MillisecondType>().value(row)),
            };
            push(out, millis);
        }
        DataType::Time64(unit) => {
            let (value, per_milli) = match unit {
                TimeUnit::Nanosecond => (array.as_primitive::<Time64NanosecondType>().value(row), 1_000_000),
                _ => (array.as_primitive::<Time64MicrosecondType>().value(row), 1000),
            };
            if value % per_milli != 0 {
                return Err(quoted(out, array, row, FINER));
            }
            push(out, value / per_milli);
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            return write(out, field, dictionary.values().as_ref(), key(dictionary.keys(), row));
        }
        DataType::List(item) => return list(out, item, array.as_list::<i32>().value(row).as_ref()),
        DataType::LargeList(item) => return list(out, item, array.as_list::<i64>().value(row).as_ref()),
        DataType::FixedSizeList(item, _) => return list(out, item, array.as_fixed_size_list().value(row).as_ref()),
        DataType::Struct(fields) => return members(out, fields, array.as_struct(), row),
        DataType::Map(entries, _) => {
            let DataType::Struct(fields) = entries.data_type() else { return Ok(()) };
            let entries = array.as_map().value(row);
            let mut object = Object::begin(out);
            for at in 0..entries.len() {
                let name = array_value_to_string(entries.column(0), at).map_err(|error| error.to_string())?;
                object.member(&name, &fields[1], entries.column(1).as_ref(), at);
            }
            return object.end();
        }
        // Refused before the first row.
        _ => return Err(quoted(out, array, row, "its type is not supported")),
    }
    Ok(())
}

/// The key of a row of a dictionary.
fn key(keys: &dyn Array, row: usize) -> usize {
    match keys.data_type() {
        DataType::Int8 => keys.as_primitive::<Int8Type>().value(row) as usize,
        DataType::Int16 => keys.as_primitive::<Int16Type>().value(row) as usize,
        DataType::Int32 => keys.as_primitive::<Int32Type>().value(row) as usize,
        DataType::Int64 => keys.as_primitive::<Int64Type>().value(row) as usize,
        DataType::UInt8 => keys.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => keys.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => keys.as_primitive::<UInt32Type>().value(row) as usize,
        _ => keys.as_primitive::<UInt64Type>().value(row) as usize,
    }
}

const FINER: &str = "is finer than a millisecond; round the column to milliseconds";

fn push(out: &mut String, value: impl std::fmt::Display) {
    out.push_str(&value.to_string());
}

/// Writes a text.
pub(super) fn text(out: &mut String, value: &str) {
    out.push_str(&serde_json::Value::from(value).to_string());
}

/// Writes the value as a text, and returns the problem with it.
fn quoted(out: &mut String, array: &dyn Array, row: usize, problem: &str) -> String {
    let shown = array_value_to_string(array, row).unwrap_or_default();
    text(out, &shown);
    format!("{} {problem}", weda_definition::printable(&shown))
}

/// Writes a number. `short` is the same number in single precision, whose digits are fewer.
fn number(out: &mut String, value: f64, short: Option<f32>) -> Result<(), String> {
    if !value.is_finite() {
        text(out, &value.to_string());
        return Err(format!("{value} is not a number in JSON; replace it by null"));
    }
    // Whole numbers without a fraction: fields for whole numbers want them so.
    if value.fract() == 0.0 && value.abs() < 9e15 {
        push(out, value as i64);
        return Ok(());
    }
    match short {
        Some(short) => out.push_str(&serde_json::to_string(&short).unwrap_or_default()),
        None => out.push_str(&serde_json::to_string(&value).unwrap_or_default()),
    }
    Ok(())
}

/// Writes all digits of a decimal, without zeros at the end of its fraction.
fn decimal(out: &mut String, digits: &str) {
    match digits.contains('.') {
        true => out.push_str(digits.trim_end_matches('0').trim_end_matches('.')),
        false => out.push_str(digits),
    }
}

/// Writes a day since 1970 as `2024-09-05`.
fn day(out: &mut String, day: i64) -> Result<(), String> {
    let date = SignedDuration::try_from_hours(day.saturating_mul(24))
        .and_then(|since| DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(since).ok())
        .map(DateTime::date);
    match date {
        Some(date) => {
            text(out, &date.to_string());
            Ok(())
        }
        None => {
            push(out, day);
            Err(format!("{day} days since 1970 is not a date between the years -9999 and 9999"))
        }
    }
}

/// Writes a moment as Unix milliseconds, or a local time as a text.
fn moment(out: &mut String, value: i64, per_milli: i64, has_zone: bool) -> Result<(), String> {
    if value % per_milli != 0 {
        return Err(FINER.to_owned());
    }
    let millis = value / per_milli;
    if has_zone {
        push(out, millis);
        return Ok(());
    }
    let local =
        Timestamp::from_millisecond(millis).map_err(|_| "is not a time between the years -9999 and 9999".to_owned())?;
    text(out, &local.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string());
    Ok(())
}

fn list(out: &mut String, field: &Field, items: &dyn Array) -> Result<(), String> {
    let mut problem = Ok(());
    out.push('[');
    for at in 0..items.len() {
        if at > 0 {
            out.push(',');
        }
        let item = write(out, field, items, at).map_err(|why| format!("element {}: {why}", at + 1));
        problem = problem.and(item);
    }
    out.push(']');
    problem
}

/// Writes the members of an object. One without a value is left out: a column does not tell null from a missing member.
fn members(out: &mut String, fields: &Fields, array: &StructArray, row: usize) -> Result<(), String> {
    let mut object = Object::begin(out);
    for (field, column) in fields.iter().zip(array.columns()).filter(|(_, column)| !column.is_null(row)) {
        match field.metadata().get(KIND).map(String::as_str) {
            // The members that the definition does not declare, as JSON.
            Some("members") if *field.data_type() == DataType::Utf8 => {
                object.all_of(column.as_string::<i32>().value(row));
            }
            _ => object.member(field.name(), field, column.as_ref(), row),
        }
    }
    object.end()
}

/// An object that is being written.
struct Object<'o> {
    out: &'o mut String,
    is_empty: bool,
    problem: Result<(), String>,
}

impl<'o> Object<'o> {
    fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_empty: true, problem: Ok(()) }
    }

    fn separate(&mut self) {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.out.push(',');
        }
    }

    fn member(&mut self, name: &str, field: &Field, column: &dyn Array, row: usize) {
        self.separate();
        text(self.out, name);
        self.out.push(':');
        if let Err(why) = write(self.out, field, column, row) {
            let problem = Err(format!("member `{}`: {why}", weda_definition::printable(name)));
            self.problem = std::mem::replace(&mut self.problem, Ok(())).and(problem);
        }
    }

    /// Adds the members of a JSON object.
    fn all_of(&mut self, json: &str) {
        let inner = json.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
        match inner {
            Some("") => {}
            Some(inner) if is_json(json) => {
                self.separate();
                self.out.push_str(inner);
            }
            _ => self.problem = Err("it is not a JSON object of further members".to_owned()),
        }
    }

    fn end(self) -> Result<(), String> {
        self.out.push('}');
        self.problem
    }
}

/// Writes a text, or the value that a text of JSON is.
fn text_of(out: &mut String, field: &Field, value: &str) {
    match field.metadata().get(KIND).map(String::as_str) {
        Some("json") if is_json(value) => out.push_str(value),
        _ => text(out, value),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}
