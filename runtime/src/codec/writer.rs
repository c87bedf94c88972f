//! JSON as it is sent; texts and numbers are serde_json's.

use super::Record;
use crate::Value;
use crate::value::Wire;

/// A JSON text that grows.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    /// A number that JSON does not have was written.
    not_finite: bool,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { text: Vec::with_capacity(128), not_finite: false }
    }

    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { text: Vec::with_capacity(bytes), not_finite: false }
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
        self.raw("null");
    }

    pub(crate) fn raw(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    pub(crate) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.text.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.text.push(b',');
            }
            write(self, item);
        }
        self.text.push(b']');
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
        write: impl FnMut(&mut Self, T),
    ) {
        self.named(members.into_iter().map(|(member, name)| (member, *name)), write);
    }

    /// The same with names of any life.
    pub(crate) fn named<'n, T>(
        &mut self,
        members: impl IntoIterator<Item = (T, &'n str)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.text.push(b'{');
        for (at, (member, name)) in members.into_iter().enumerate() {
            if at > 0 {
                self.text.push(b',');
            }
            self.text(name);
            self.text.push(b':');
            write(self, member);
        }
        self.text.push(b'}');
    }

    pub(crate) fn reference(&mut self, id: &str) {
        self.members([(id, &"_id")], |out, id| out.text(id));
    }

    /// Writes a value inside a list or an object, where JSON is native.
    pub(crate) fn value(&mut self, value: Value) {
        self.wire(&value.0);
    }

    /// The same of a value that stays where it is.
    pub(crate) fn wire(&mut self, wire: &Wire) {
        match wire {
            Wire::Null => self.null(),
            Wire::Bool(value) => self.boolean(*value),
            Wire::Int(number) => self.integer(*number),
            Wire::Float(number) => self.number(*number),
            Wire::Text(text) | Wire::Id(text) => self.text(text),
            Wire::Day(day) => self.integer(day.as_millis()),
            Wire::Reference(id) => self.reference(id),
            Wire::Json(json) => self.raw(json),
            Wire::NotFinite => self.not_finite = true,
        }
    }

    /// The JSON; `None` where a number was NaN or infinite.
    pub(crate) fn finish(self) -> Option<Vec<u8>> {
        (!self.not_finite).then_some(self.text)
    }

    /// The same as a text.
    pub(crate) fn finish_text(self) -> Option<String> {
        let bytes = self.finish()?;
        Some(String::from_utf8(bytes).expect("texts are `str`s, and all else that is written is ASCII"))
    }

    pub(crate) fn into_value(self) -> Value {
        Value(self.finish_text().map_or(Wire::NotFinite, Wire::Json))
    }

    fn push<T: serde::Serialize>(&mut self, value: &T) {
        serde_json::to_writer(&mut self.text, value)
            .expect("texts and numbers have a JSON form, and memory takes them");
    }
}
