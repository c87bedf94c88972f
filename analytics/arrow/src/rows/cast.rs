//! Conversion of a column to the type of its field, without any loss.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, TimeUnit};

use crate::day::ZONE;

/// The types that values are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Text,
    Number,
    Whole,
    Flag,
    Moment,
    Day,
    Time,
    List,
}

impl Target {
    fn data_type(self, from: &DataType) -> Option<DataType> {
        use DataType::*;
        let is_number = from.is_numeric();
        Some(match (self, from) {
            (_, Null) => self.own(),
            (Self::Text, Utf8 | LargeUtf8 | Utf8View) => Utf8,
            (_, Dictionary(_, values)) if values.is_primitive() || **values == Utf8 || **values == LargeUtf8 => {
                return self.data_type(values);
            }
            (Self::Number, _) if is_number => Float64,
            (Self::Whole, _) if is_number => Int64,
            (Self::Flag, Boolean) => Boolean,
            (Self::Moment, Timestamp(..)) => self.own(),
            (Self::Day, Date32 | Date64 | Timestamp(..)) => Date32,
            (Self::Time, Time32(_) | Time64(_)) => self.own(),
            (Self::List, List(item) | LargeList(item) | FixedSizeList(item, _)) => List(Arc::clone(item)),
            _ => return None,
        })
    }

    fn own(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Number => DataType::Float64,
            Self::Whole => DataType::Int64,
            Self::Flag => DataType::Boolean,
            Self::Moment => DataType::Timestamp(TimeUnit::Millisecond, Some(ZONE.into())),
            Self::Day => DataType::Date32,
            Self::Time => DataType::Time32(TimeUnit::Millisecond),
            Self::List => DataType::new_list(DataType::Null, true),
        }
    }
}

/// Converts the column, or returns what is wrong with it.
pub(super) fn cast(array: &ArrayRef, target: Target, kind: &str) -> Result<ArrayRef, String> {
    let from = array.data_type();
    let Some(to) = target.data_type(from) else {
        let needed = if target == Target::List { "a list".to_owned() } else { format!("`{}`", target.own()) };
        return Err(format!("a field of kind {kind} needs {needed}, found `{from}`"));
    };
    if *from == to {
        return Ok(Arc::clone(array));
    }
    let options = CastOptions { safe: false, ..Default::default() };
    if let (Target::Moment, DataType::Timestamp(unit, None)) = (target, from)
        && *unit != TimeUnit::Millisecond
    {
        let millis = cast_with_options(array, &DataType::Timestamp(TimeUnit::Millisecond, None), &options);
        let millis = millis.map_err(|error| error.to_string())?;
        lossless(array, &millis)?;
        return cast(&millis, target, kind);
    }
    let converted = cast_with_options(array, &to, &options).map_err(|error| error.to_string())?;
    // Texts and lists are the same values in another layout. A moment without a zone gets one, which is not undone.
    let is_local = target == Target::Moment && matches!(from, DataType::Timestamp(_, None));
    if is_local
        || matches!(target, Target::Text | Target::List)
        || matches!(from, DataType::Null | DataType::Dictionary(..))
    {
        return match from {
            DataType::Dictionary(_, values) if target != Target::Text => {
                lossless(&unpacked(array, values)?, &converted)
            }
            _ => Ok(()),
        }
        .map(|()| converted);
    }
    lossless(array, &converted).map(|()| converted)
}

fn unpacked(array: &ArrayRef, values: &DataType) -> Result<ArrayRef, String> {
    cast_with_options(array, values, &CastOptions::default()).map_err(|error| error.to_string())
}

/// Converts back and compares: a fraction, a digit or a microsecond must not be lost silently.
fn lossless(array: &ArrayRef, converted: &ArrayRef) -> Result<(), String> {
    let back = cast_with_options(converted, array.data_type(), &CastOptions::default());
    let back = back.map_err(|error| error.to_string())?;
    let differs = (0..array.len()).find(|at| array.slice(*at, 1) != back.slice(*at, 1));
    match differs {
        None => Ok(()),
        Some(row) => Err(format!(
            "row {row} would be changed: {} does not fit `{}`; convert or round the column first",
            shown(array, row),
            converted.data_type()
        )),
    }
}

fn shown(array: &ArrayRef, row: usize) -> String {
    let text = cast_with_options(&array.slice(row, 1), &DataType::Utf8, &CastOptions::default());
    text.ok().and_then(|text| text.as_string_opt::<i32>().map(|text| text.value(0).to_owned())).unwrap_or_default()
}
