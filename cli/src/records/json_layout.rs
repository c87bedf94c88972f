//! Records as JSON, with lists and objects unwrapped and dates formatted.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;
use weda::Record;
use weda_definition::Kind;

use super::json_value::{self, push_key};
use super::members::Members;
use super::record_line::line;
use super::time_format::{self, DateOutput};
use crate::fields::Fields;

/// Options of the output.
pub(super) struct JsonLayout {
    pub fields: Option<Arc<Fields>>,
    pub dates: DateOutput,
    /// The selected keys and their output names; `None` for all.
    pub selected: Option<Vec<(String, String)>>,
    pub titles: bool,
    /// Unchanged, as returned by the service.
    pub raw: bool,
}

impl JsonLayout {
    /// The record on one line.
    pub fn line<'r>(&self, record: &'r Record) -> Cow<'r, str> {
        match self.changes_nothing() {
            true => line(record),
            false => self.object(record),
        }
    }

    fn changes_nothing(&self) -> bool {
        let as_it_is = self.selected.is_none() && !self.titles && self.dates == DateOutput::Millis;
        self.raw || (as_it_is && self.fields.as_ref().is_none_or(|fields| !fields.have_containers()))
    }

    fn object<'r>(&self, record: &'r Record) -> Cow<'r, str> {
        // The client has parsed it as an object.
        let Ok(Members(members)) = Members::of(record.as_json()) else { return line(record) };
        let mut out = String::with_capacity(record.as_json().len());
        let mut write = |name: &str, key: &str, value: &str| {
            out.push(if out.is_empty() { '{' } else { ',' });
            push_key(&mut out, name);
            out.push_str(&self.value(key, value));
        };
        match &self.selected {
            None => {
                for (key, value) in &members {
                    let title =
                        self.fields.as_ref().filter(|_| self.titles).and_then(|fields| fields.unambiguous_title(key));
                    write(title.unwrap_or(key), key, value.get());
                }
            }
            Some(selected) => {
                for (key, name) in selected {
                    let value = members.iter().find(|(given, _)| given == key).map_or("null", |(_, value)| value.get());
                    write(name, key, value);
                }
            }
        }
        out.push_str(if out.is_empty() { "{}" } else { "}" });
        Cow::Owned(out)
    }

    fn value<'j>(&self, key: &str, json: &'j str) -> Cow<'j, str> {
        let Some(fields) = &self.fields else { return json_value::compact(json) };
        printed(fields.kind(key), json, self.dates, false)
    }
}

/// Formats a value with lists and objects unwrapped, and with dates as requested.
pub(super) fn printed<'j>(kind: &Kind, json: &'j str, dates: DateOutput, in_table: bool) -> Cow<'j, str> {
    let value = match json_value::unwrapped(kind, json) {
        Some(inner) => Cow::Owned(json_value::compact(&inner).into_owned()),
        None => json_value::compact(json),
    };
    if dates == DateOutput::Millis {
        return value;
    }
    let as_text = |kind: &Kind, json: &str| {
        let text = whole_number(json).and_then(|millis| time_format::iso(kind, millis, in_table));
        Ok(text.map(|text| Value::from(text).to_string()))
    };
    // `as_text` never fails.
    match json_value::changed(kind, &value, &as_text) {
        Ok(Some(changed)) => Cow::Owned(changed),
        _ => value,
    }
}

/// Parses an integer, also if it is printed with a fraction of zero.
pub(super) fn whole_number(json: &str) -> Option<i64> {
    json.parse().ok().or_else(|| {
        let number: f64 = serde_json::from_str(json).ok()?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

#[cfg(test)]
mod tests {
    use weda_definition::Definition;

    use super::*;

    const MODEL: &str = r#"{ "properties": { "name": { "type": "string", "title": "姓名" }, "tags": { "type": "array" },
        "born": { "type": "number", "format": "date", "title": "生日" }, "big": { "type": "number" },
        "plan": { "type": "array", "items": { "type": "object", "properties": { "day": { "type": "number", "format": "date" } } } } } }"#;

    fn layout() -> JsonLayout {
        let fields = Arc::new(Fields::from(Definition::parse("m", "m", MODEL).unwrap()));
        JsonLayout { fields: Some(fields), dates: DateOutput::Millis, selected: None, titles: false, raw: false }
    }

    fn record() -> Record {
        r#"{"_id":"a","name":"[1]","tags":"[\n \"x\",1.50]","born":1704384000000,"big":12345678901234567890,"plan":"[{\"day\":1704384000000}]"}"#
            .parse()
            .unwrap()
    }

    /// Lists and objects were printed as texts with JSON.
    #[test]
    fn lists_and_objects_are_unwrapped() {
        assert_eq!(
            layout().line(&record()),
            r#"{"_id":"a","name":"[1]","tags":["x",1.50],"born":1704384000000,"big":12345678901234567890,"plan":[{"day":1704384000000}]}"#
        );
        let raw = JsonLayout { raw: true, ..layout() };
        assert_eq!(raw.line(&record()), record().as_json(), "unchanged");
    }

    #[test]
    fn dates_titles_and_selected_fields_are_written_as_requested() {
        let iso = JsonLayout { dates: DateOutput::Iso, titles: true, ..layout() };
        let line = iso.line(&record()).into_owned();
        assert!(line.contains(r#""姓名":"[1]""#) && line.contains(r#""生日":"2024-01-05""#), "{line}");
        assert!(line.contains(r#""plan":[{"day":"2024-01-05"}]"#), "{line}");
        let pair = |name: &str| (name.to_owned(), name.to_owned());
        let some = JsonLayout { selected: Some(vec![pair("born"), pair("x"), pair("_id")]), ..layout() };
        assert_eq!(some.line(&record()), r#"{"born":1704384000000,"x":null,"_id":"a"}"#);
    }
}
