//! Values of records as values of columns.

mod numbers;

use std::borrow::Cow;

use jiff::civil;
use serde_json::value::RawValue;

use super::column::{Column, JsonType, Shape};
use super::json;

/// The value of a column in one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'r> {
    Null,
    Text(Cow<'r, str>),
    Double(f64),
    Bigint(i64),
    Boolean(bool),
    /// Microseconds since 2000-01-01T00:00:00Z.
    Moment(i64),
    /// Days since 2000-01-01.
    Day(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// The text, and what of it is compared after loading.
    Json {
        text: Cow<'r, str>,
        compared: Cow<'r, str>,
    },
    List(Vec<Cell<'r>>),
}

/// How values are read that PostgreSQL cannot hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rules {
    pub(super) json: JsonType,
    /// U+0000 in texts becomes U+FFFD.
    pub(super) replace_nul: bool,
}

/// Milliseconds from 1970 to 2000.
const MILLENNIUM: i64 = 946_684_800_000;
/// The first microsecond of PostgreSQL's `timestamptz`, and the one after the last, from 2000.
const MOMENTS: std::ops::Range<i64> = -211_813_488_000_000_000..9_223_371_331_200_000_000;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

impl Rules {
    /// Reads the value of a column.
    ///
    /// # Errors
    /// Returns in words what the value is that the column cannot hold: `is .., not a number`.
    pub(super) fn cell<'r>(self, column: &Column, raw: &'r RawValue) -> Result<Cell<'r>, String> {
        let text = raw.get();
        match column.is_list {
            _ if text == "null" => Ok(Cell::Null),
            false => self.single(column.shape, text),
            true => self.list(column, text),
        }
    }

    fn single(self, shape: Shape, raw: &str) -> Result<Cell<'_>, String> {
        Ok(match shape {
            Shape::Text => Cell::Text(self.text(raw)?),
            Shape::Number => Cell::Double(numbers::double(raw)?),
            Shape::Integer => Cell::Bigint(numbers::whole(raw)?),
            Shape::Boolean => match raw {
                "true" => Cell::Boolean(true),
                "false" => Cell::Boolean(false),
                _ => return Err(not("true or false", raw)),
            },
            Shape::Moment => {
                let millis = numbers::whole(raw)?;
                let micros = millis.checked_sub(MILLENNIUM).and_then(|millis| millis.checked_mul(1_000));
                let micros = micros.filter(|micros| MOMENTS.contains(micros));
                Cell::Moment(micros.ok_or_else(|| not("a moment that `timestamptz` can hold", raw))?)
            }
            Shape::Day => {
                let day = civil::Date::try_from(weda::Date::from_millis(numbers::whole(raw)?));
                let day = day.map_err(|_| not("a day of the years -4712 to 9999", raw))?;
                let days = day.duration_since(civil::date(2000, 1, 1)).as_hours() / 24;
                // The first day of `date` is in 4714 BC.
                let days = i32::try_from(days).ok().filter(|_| day.year() >= -4712);
                Cell::Day(days.ok_or_else(|| not("a day of the years -4712 to 9999", raw))?)
            }
            Shape::Time => match numbers::whole(raw)? {
                millis if (0..DAY).contains(&millis) => Cell::Time(millis * 1_000),
                _ => return Err(not("milliseconds of a day", raw)),
            },
            Shape::Relation => match self.related(raw)? {
                Some(id) => Cell::Text(id.into()),
                None => Cell::Null,
            },
            Shape::Json => self.json(raw)?,
        })
    }

    fn list<'r>(self, column: &Column, raw: &'r str) -> Result<Cell<'r>, String> {
        let Some(text) = inner(raw)? else { return Ok(Cell::Null) };
        let text = match column.is_keys && !text.trim_ascii_start().starts_with('[') {
            // Old and imported records hold several options as keys between commas.
            true if text.starts_with(|c| !matches!(c, '{' | '"')) => {
                let keys =
                    text.split(',').map(|key| Ok(Cell::Text(self.clean(key.trim().into())?.into_owned().into())));
                return Ok(Cell::List(keys.collect::<Result<_, String>>()?));
            }
            _ => text,
        };
        let values: Vec<&RawValue> = serde_json::from_str(&text).map_err(|_| not("a list", raw))?;
        let element = |(at, value): (usize, &&RawValue)| match value.get() {
            "null" => Ok(Cell::Null),
            raw => self.single(column.shape, raw).map(into_owned).map_err(|error| format!("{error}, at [{at}]")),
        };
        values.iter().enumerate().map(element).collect::<Result<_, _>>().map(Cell::List)
    }

    fn text(self, raw: &str) -> Result<Cow<'_, str>, String> {
        // Borrowed where the text has no escapes.
        match raw.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
            Some(_) => {
                let text: String = serde_json::from_str(raw).map_err(|_| "is a text that is not Unicode".to_owned())?;
                self.clean(text.into())
            }
            None => Err(not("a text", raw)),
        }
    }

    /// Checks a text for the character that PostgreSQL cannot store.
    fn clean(self, text: Cow<'_, str>) -> Result<Cow<'_, str>, String> {
        match text.contains('\0') {
            false => Ok(text),
            true if self.replace_nul => Ok(text.replace('\0', "\u{fffd}").into()),
            true => Err("has the character U+0000, which PostgreSQL cannot store in a text".to_owned()),
        }
    }

    /// Returns the id of a relation, or `None` if it has none.
    fn related(self, raw: &str) -> Result<Option<String>, String> {
        let text = match raw.starts_with('"') {
            true => self.text(raw)?,
            false => raw.into(),
        };
        let id = match text.trim_ascii_start() {
            object if object.starts_with('{') => {
                #[derive(serde::Deserialize)]
                struct Target {
                    #[serde(rename = "_id", default)]
                    id: Option<String>,
                }
                let target: Target =
                    serde_json::from_str(object).map_err(|_| not("an id, or an object with `_id`", raw))?;
                target.id.unwrap_or_default()
            }
            _ if !raw.starts_with('"') => return Err(not("an id, or an object with `_id`", raw)),
            "null" => String::new(),
            _ => text.into_owned(),
        };
        let id = self.clean(id.into())?.into_owned();
        Ok((!id.is_empty()).then_some(id))
    }

    /// Reads free JSON, which is sent as it is or as text.
    fn json(self, raw: &str) -> Result<Cell<'_>, String> {
        let text = match inner(raw)? {
            None => return Ok(Cell::Null),
            // A text that is neither an object nor a list is itself the value.
            Some(Cow::Owned(text)) if is_json(&text) => Cow::Owned(text),
            Some(_) => Cow::Borrowed(raw),
        };
        self.stored_json(text)
    }

    /// Returns a JSON text as the value of a column.
    ///
    /// # Errors
    /// Returns in words what the type of the column cannot hold.
    pub(super) fn stored_json(self, text: Cow<'_, str>) -> Result<Cell<'_>, String> {
        match self.json {
            JsonType::Json => Ok(Cell::Json { compared: text.clone(), text }),
            JsonType::Jsonb => {
                let normal = json::normal(&text).map_err(|problem| {
                    format!("{problem}, which `jsonb` cannot store without a loss: use `--json-type json`")
                })?;
                Ok(Cell::Json { text, compared: normal.into() })
            }
        }
    }
}

/// Returns the id of a related record that was selected with its `_id`.
pub(super) fn related_id(record: &serde_json::Value) -> Option<String> {
    let id = record.as_str().or_else(|| record.get("_id")?.as_str())?;
    (!id.is_empty()).then(|| id.to_owned())
}

/// Returns the text of a list or an object that is sent as JSON text, or the value itself; `None` if it means none.
fn inner(raw: &str) -> Result<Option<Cow<'_, str>>, String> {
    if !raw.starts_with('"') {
        return Ok(Some(Cow::Borrowed(raw)));
    }
    let text: String = serde_json::from_str(raw).map_err(|_| "has a text that is not Unicode".to_owned())?;
    Ok((!text.is_empty() && text.trim_ascii() != "null").then_some(Cow::Owned(text)))
}

fn is_json(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(text).is_ok()
}

fn into_owned<'o>(cell: Cell<'_>) -> Cell<'o> {
    match cell {
        Cell::Text(text) => Cell::Text(text.into_owned().into()),
        Cell::Json { text, compared } => {
            Cell::Json { text: text.into_owned().into(), compared: compared.into_owned().into() }
        }
        Cell::List(items) => Cell::List(items.into_iter().map(into_owned).collect()),
        Cell::Null => Cell::Null,
        Cell::Double(number) => Cell::Double(number),
        Cell::Bigint(number) => Cell::Bigint(number),
        Cell::Boolean(boolean) => Cell::Boolean(boolean),
        Cell::Moment(micros) => Cell::Moment(micros),
        Cell::Day(days) => Cell::Day(days),
        Cell::Time(micros) => Cell::Time(micros),
    }
}

/// Says that a value is something else. Values may be confidential and long: texts are not shown.
fn not(expected: &str, raw: &str) -> String {
    let found = match raw.as_bytes().first() {
        Some(b'"') => "a text",
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "true or false",
        _ if raw.len() <= 40 => raw,
        _ => "a long number",
    };
    format!("is {found}, not {expected}")
}

#[cfg(test)]
mod tests;
