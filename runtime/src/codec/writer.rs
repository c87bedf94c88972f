//! JSON as it is sent; texts and numbers are serde_json's.

use super::Record;
use crate::Value;
use crate::value::Wire;

/// A JSON text that grows.
#[derive(Debug)]
pub struct Writer {
    text: String,
    /// A number that JSON does not have was written.
    not_finite: bool,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { text: String::new(), not_finite: false }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.push(&text);
    }

    /// Writes a whole number.
    pub fn integer(&mut self, number: i64) {
        self.push(&number);
    }

    /// Writes a number; NaN and the infinities are refused when the request is built.
    pub fn number(&mut self, number: f64) {
        self.not_finite |= !number.is_finite();
        self.push(&number);
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, value: bool) {
        self.push(&value);
    }

    /// Writes null.
    pub fn null(&mut self) {
        self.text.push_str("null");
    }

    pub(crate) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    pub(crate) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.text.push('[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            write(self, item);
        }
        self.text.push(']');
    }

    /// Writes the members of a record that have a value.
    pub(crate) fn record(&mut self, record: &dyn Record) {
        let present = record.table().names.iter().enumerate().filter(|(index, _)| !record.cell(*index).is_absent());
        self.members(present, |out, index| record.cell(index).write(out));
    }

    /// Writes an object; `write` gets what stands beside the name.
    pub(crate) fn members<'n, T>(
        &mut self,
        members: impl IntoIterator<Item = (T, &'n &'static str)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.text.push('{');
        for (at, (member, name)) in members.into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.text(name);
            self.text.push(':');
            write(self, member);
        }
        self.text.push('}');
    }

    pub(crate) fn reference(&mut self, id: &str) {
        self.members([(id, &"_id")], |out, id| out.text(id));
    }

    /// Writes a value inside a list or an object, where JSON is native.
    pub(crate) fn value(&mut self, value: Value) {
        match value.0 {
            Wire::Null => self.null(),
            Wire::Bool(value) => self.boolean(value),
            Wire::Int(number) => self.integer(number),
            Wire::Float(number) => self.number(number),
            Wire::Text(text) | Wire::Id(text) => self.text(&text),
            Wire::Day(day) => self.integer(day.as_millis()),
            Wire::Reference(id) => self.reference(&id),
            Wire::Json(json) => self.raw(&json),
            Wire::NotFinite => self.not_finite = true,
        }
    }

    /// The JSON; `None` where a number was NaN or infinite.
    pub(crate) fn finish(self) -> Option<String> {
        (!self.not_finite).then_some(self.text)
    }

    pub(crate) fn into_value(self) -> Value {
        Value(self.finish().map_or(Wire::NotFinite, Wire::Json))
    }

    fn push<T: serde::Serialize>(&mut self, value: &T) {
        self.text.push_str(&serde_json::to_string(value).expect("texts and numbers have a JSON form"));
    }
}
