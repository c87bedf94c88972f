//! Values that have no values within.

use std::borrow::Cow;

use arrow::array::StringBuilder;
use serde::de::IgnoredAny;
use weda::__private::columns::{DecodeError, Reader, related};

use crate::day::day_of;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

pub(super) fn whole(first: u8, reader: &mut Reader<'_>) -> Result<i64, DecodeError> {
    reader.whole(first, "a whole number", "a whole number of at most 64 bits")
}

pub(super) fn millis(first: u8, reader: &mut Reader<'_>) -> Result<i64, DecodeError> {
    reader.whole(first, "milliseconds", "whole milliseconds")
}

pub(super) fn day(first: u8, reader: &mut Reader<'_>) -> Result<i32, DecodeError> {
    let millis = millis(first, reader)?;
    day_of(millis).ok_or_else(|| DecodeError::expected("the milliseconds of a day", &millis.to_string()))
}

pub(super) fn time(first: u8, reader: &mut Reader<'_>) -> Result<i32, DecodeError> {
    let millis = millis(first, reader)?;
    match i32::try_from(millis) {
        Ok(time) if (0..DAY).contains(&millis) => Ok(time),
        _ => Err(DecodeError::expected("a time of day, 0 to 86399999 ms", &millis.to_string())),
    }
}

/// A relation is an id, `{"_id": ..}`, a whole record, the JSON text of these, or `""` for none.
pub(super) fn relation(out: &mut StringBuilder, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    let id = match first {
        b'"' => {
            let text = reader.str(first, "an id")?;
            if !matches!(text.trim_ascii_start().as_bytes(), [b'{', ..]) && text != "null" {
                out.append_option((!text.is_empty()).then_some(text));
                return Ok(());
            }
            let text = text.to_owned();
            let mut inner = Reader::new(&text);
            match inner.next()? {
                b'n' => String::new(),
                first => {
                    let id = related(first, &mut inner);
                    id.and_then(|id| inner.end().map(|()| id)).map_err(DecodeError::inside_text)?
                }
            }
        }
        first => {
            let id = related(first, reader)?;
            reader.take_absent();
            id
        }
    };
    out.append_option((!id.is_empty()).then_some(id));
    Ok(())
}

/// The text of a list or an object is the value, as in the client; any other text is a text of JSON, too.
pub(super) fn json(out: &mut StringBuilder, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    let raw = reader.raw(first)?;
    if first != b'"' {
        out.append_value(raw);
        return Ok(());
    }
    let text: Cow<'_, str> = serde_json::from_str::<Text<'_>>(raw).map_err(|_| DecodeError::expected("JSON", raw))?.0;
    match text.trim_ascii() {
        "" if text.is_empty() => out.append_null(),
        "null" if text == "null" => out.append_null(),
        nested if nested.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(nested).is_ok() => {
            out.append_value(nested);
        }
        _ => out.append_value(raw),
    }
    Ok(())
}

/// A string, borrowed where nothing is escaped.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
