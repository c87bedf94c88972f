//! Maps rows of a file to JSON objects: titles to names, and values to the kinds of the fields.

use std::borrow::Cow;
use std::sync::Arc;

use weda_definition::{Kind, printable};

use super::error::InvalidRow;
use super::header::{Column, Header};
use super::json_value::{self, push_key};
use super::time_text::DateInput;
use super::{Members, cell_value};
use crate::fields::{Fields, Resolved};

/// Maps rows.
#[derive(Clone)]
pub(super) struct RowMapper {
    pub fields: Option<Arc<Fields>>,
    pub dates: DateInput,
}

/// A JSON row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct JsonRow {
    pub record: Result<String, InvalidRow>,
    /// The row, without the wrapper of a file of rejected rows.
    pub raw: String,
}

impl RowMapper {
    /// Parses a JSON row, or a line of a file of rejected rows.
    pub fn json(&self, text: String) -> JsonRow {
        let record = match Members::of(&text) {
            Ok(members) => match self.rejected(&members) {
                Some(raw) => {
                    let record = Members::of(&raw).map_err(|error| not_an_object(&raw, &error));
                    let record = record.and_then(|members| self.object(&raw, &members));
                    return JsonRow { record: record.map_err(|reason| InvalidRow { reason }), raw };
                }
                None => self.object(&text, &members),
            },
            Err(error) => Err(not_an_object(&text, &error)),
        };
        JsonRow { record: record.map_err(|reason| InvalidRow { reason }), raw: text }
    }

    fn object(&self, text: &str, Members(members): &Members<'_>) -> Result<String, String> {
        let Some(fields) = &self.fields else { return Ok(json_value::compact(text).into_owned()) };
        let mut out = String::with_capacity(text.len());
        for (name, value) in members {
            let key = match fields.resolve(name) {
                Resolved::Field(key) => key,
                // The later check reports it with this name.
                Resolved::Unknown => name,
                Resolved::Several(one, other) => {
                    return Err(format!(
                        "`{}` is the title of two fields, `{one}` and `{other}`: use the name of one of them",
                        printable(name)
                    ));
                }
            };
            let value = json_value::canonical(fields.kind(key), value.get(), self.dates)
                .map_err(|why| format!("field `{}`: {why}", printable(key)))?;
            out.push(if out.is_empty() { '{' } else { ',' });
            push_key(&mut out, key);
            out.push_str(&value);
        }
        out.push_str(if out.is_empty() { "{}" } else { "}" });
        Ok(out)
    }

    /// Returns the record in a line of a file of rejected rows; a text is a row that was not JSON. Returns `None` for models
    /// whose records could look like such a line.
    fn rejected(&self, Members(members): &Members<'_>) -> Option<String> {
        if members.len() != 3 || self.fields.as_ref().is_some_and(|fields| fields.get("record").is_some()) {
            return None;
        }
        let member = |name: &str| members.iter().find(|(given, _)| given == name).map(|(_, value)| value.get());
        let (row, reason, record) = (member("row")?, member("reason")?, member("record")?);
        let is_line = row.parse::<u64>().is_ok() && reason.starts_with('"');
        if !is_line {
            return None;
        }
        match serde_json::from_str::<String>(record) {
            Ok(text) => Some(text),
            Err(_) => Some(record.to_owned()),
        }
    }

    /// Maps the cells of a table row. Cells of unnamed columns must be empty.
    pub fn cells(&self, header: &Header, cells: &[Cow<'_, str>]) -> Result<String, InvalidRow> {
        self.row_of(header, cells).map_err(|reason| InvalidRow { reason })
    }

    fn row_of(&self, header: &Header, cells: &[Cow<'_, str>]) -> Result<String, String> {
        let (expected, found) = (header.columns.len(), cells.len());
        let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if found < expected || used > expected {
            // The reason column is not counted, since the original file does not have it.
            let counted = |cells: usize| cells - usize::from(header.reason_at().is_some_and(|at| at < cells));
            let cells = if found < expected { found } else { used };
            return Err(format!("it has {} cells, but the header has {}", counted(cells), counted(expected)));
        }
        let mut out = String::from("{");
        for (at, (column, cell)) in header.columns.iter().zip(cells).enumerate() {
            match column {
                Column::Field { key, json } => {
                    let kind = self.fields.as_ref().map_or(&Kind::Text, |fields| fields.kind(key));
                    let value = cell_value::json(kind, cell, self.dates)
                        .map_err(|why| format!("field `{}`: {why}", printable(key)))?;
                    if out.len() > 1 {
                        out.push(',');
                    }
                    out.push_str(json);
                    out.push(':');
                    out.push_str(&value);
                }
                Column::Padding if !cell.trim().is_empty() => {
                    return Err(format!(
                        "column {} has no name, but has the value `{}` here: name the column, or clear the cell",
                        at + 1 - usize::from(header.reason_at().is_some_and(|reason| reason < at)),
                        printable(cell)
                    ));
                }
                Column::Padding | Column::Reason => {}
            }
        }
        out.push('}');
        Ok(out)
    }
}

fn not_an_object(text: &str, error: &serde_json::Error) -> String {
    let what = match text.trim_start().as_bytes().first() {
        Some(b'{') => return format!("it is not JSON: {error}"),
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b'0'..=b'9' | b'-') => "a number",
        Some(b't' | b'f' | b'n') => "a literal",
        _ => "something else",
    };
    format!("it is not a JSON object, but {what}: write one as in {{\"name\":\"李雷\"}}")
}

#[cfg(test)]
mod tests {
    use weda_definition::Definition;

    use super::*;

    const MODEL: &str = r#"{ "properties": { "name": { "type": "string", "title": "姓名" },
        "born": { "type": "number", "format": "date", "title": "生日" }, "tags": { "type": "array" },
        "a": { "type": "string", "title": "同" }, "b": { "type": "string", "title": "同" } } }"#;

    fn mapper() -> RowMapper {
        let fields = Fields::from(Definition::parse("m", "m", MODEL).unwrap());
        RowMapper { fields: Some(Arc::new(fields)), dates: DateInput::Millis }
    }

    fn json(text: &str) -> Result<String, String> {
        mapper().json(text.to_owned()).record.map_err(|invalid| invalid.reason)
    }

    #[test]
    fn titles_become_names_and_dates_numbers() {
        assert_eq!(json(r#"{"姓名":"李雷","生日":"2024-01-05"}"#).unwrap(), r#"{"name":"李雷","born":1704384000000}"#);
        assert_eq!(json(r#"{"born":45296}"#).unwrap(), r#"{"born":45296}"#, "a number in JSON is always milliseconds");
        let why = json(r#"{"born":"05/01/2024"}"#).unwrap_err();
        assert!(why.starts_with("field `born`: `05/01/2024` is ambiguous"), "{why}");
        assert!(json(r#"{"同":"x"}"#).unwrap_err().starts_with("`同` is the title of two fields, `a` and `b`"));
    }

    /// Values that strict parsers reject are passed on unchanged, since the row is checked later.
    #[test]
    fn duplicate_keys_and_unusual_values_are_retained() {
        for text in [r#"{"name":"a","name":"b"}"#, r#"{"name":"\ud83d"}"#, r#"{"x":1e400}"#, r#"{"nmae":"a"}"#, "{}"] {
            assert_eq!(json(text).unwrap(), text);
        }
        assert_eq!(json(r#"{"name":"a","姓名":"b"}"#).unwrap(), r#"{"name":"a","name":"b"}"#);
    }

    /// Lines of rejected rows were wrapped twice if their keys were in another order.
    #[test]
    fn lines_of_rejected_rows_are_unwrapped() {
        for text in [
            r#"{"row":7,"reason":"no","record":{"name":"a"}}"#,
            r#"{"reason":"no","record":{"name":"a"},"row":7}"#,
            r#"{"record":"{\"name\":\"a\"}","row":7,"reason":"no"}"#,
        ] {
            let row = mapper().json(text.to_owned());
            assert_eq!(
                row,
                JsonRow { record: Ok(r#"{"name":"a"}"#.to_owned()), raw: r#"{"name":"a"}"#.to_owned() },
                "{text}"
            );
        }
        let broken = mapper().json(r#"{"record":"{\"name\":","row":7,"reason":"no"}"#.to_owned());
        assert_eq!(broken.raw, r#"{"name":"#);
        assert!(broken.record.unwrap_err().reason.starts_with("it is not JSON: EOF"));
        for text in [r#"{"row":7,"reason":"no","record":1,"x":1}"#, r#"{"row":"7","reason":"no","record":1}"#] {
            assert_eq!(mapper().json(text.to_owned()).raw, text);
        }
        let fields = Definition::parse("m", "m", r#"{ "properties": { "record": { "type": "string" } } }"#).unwrap();
        let mapper = RowMapper { fields: Some(Arc::new(fields.into())), dates: DateInput::Millis };
        let text = r#"{"row":7,"reason":"no","record":"x"}"#;
        assert_eq!(mapper.json(text.to_owned()).raw, text, "records of this model may look so");
    }
}
