//! JSON values with their position in the text.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Error, Place, Problem};

/// A JSON text. Values are [`RawValue`]s, slices of it, so that their address gives their line.
pub(crate) struct Text<'a> {
    source: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
}

/// The members of an object, in the order of the text. Keys are unique.
pub(crate) struct Object<'a> {
    members: Vec<Member<'a>>,
}

struct Member<'a> {
    key: String,
    /// The key in the text.
    key_in_text: &'a RawValue,
    value: &'a RawValue,
}

impl<'a> Text<'a> {
    pub fn new(source: &'a str, text: &'a str) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { source, text, line_starts }
    }

    pub fn whole(&self) -> &'a str {
        self.text
    }

    /// Returns the whole text as one value. Detects every syntax error.
    pub fn root(&self) -> Result<&'a RawValue, Error> {
        serde_json::from_str(self.text).map_err(|error| {
            let place = Place { line: error.line().max(1) as u32, column: error.column().max(1) as u32 };
            Error::new(self.source, Some(place), Problem::Syntax { reason: reason(&error) })
        })
    }

    /// Reads a value of a valid text. It can still fail for half a surrogate pair, or nesting beyond serde_json's limit.
    fn read<T: Deserialize<'a>>(&self, raw: &'a RawValue) -> Result<T, Error> {
        serde_json::from_str(raw.get()).map_err(|error| self.error(raw, Problem::Syntax { reason: reason(&error) }))
    }

    /// Returns the members of an object; `what` is its name in messages.
    pub fn object(&self, raw: &'a RawValue, what: &str) -> Result<Object<'a>, Error> {
        if !raw.get().starts_with('{') {
            return Err(self.shape(raw, what, "an object"));
        }
        let Members(entries) = self.read(raw)?;
        let mut members: Vec<Member<'a>> = Vec::with_capacity(entries.len());
        for (at, value) in entries {
            members.push(Member { key: self.key(at)?, key_in_text: at, value });
        }
        match first_duplicate(&members) {
            None => Ok(Object { members }),
            Some((first, second)) => {
                let (first_line, key) = (self.line(members[first].key_in_text), members[second].key.clone());
                Err(self.error(members[second].key_in_text, Problem::Twice { key, first_line }))
            }
        }
    }

    /// Reads a key, with a fast path for keys without escapes.
    fn key(&self, at: &'a RawValue) -> Result<String, Error> {
        match at.get().strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) if !text.contains('\\') => Ok(text.to_owned()),
            _ => self.read(at),
        }
    }

    /// Reads a list of texts such as `required`; null is an empty list.
    pub fn list_of_texts(&self, raw: &'a RawValue, what: &str) -> Result<Vec<String>, Error> {
        if raw.get() == "null" {
            return Ok(Vec::new());
        }
        serde_json::from_str(raw.get()).map_err(|_| self.shape(raw, what, "a list of texts"))
    }

    /// Returns the elements of a list; null is an empty list.
    pub fn list(&self, raw: &'a RawValue, what: &str) -> Result<Vec<&'a RawValue>, Error> {
        match raw.get().as_bytes()[0] {
            b'[' => self.read(raw),
            b'n' => Ok(Vec::new()),
            _ => Err(self.shape(raw, what, "a list")),
        }
    }

    /// Returns the members that were not taken.
    pub fn rest(&self, object: Object<'a>) -> Result<BTreeMap<String, Value>, Error> {
        object.members.into_iter().map(|member| Ok((member.key, self.read(member.value)?))).collect()
    }

    /// Parses a value.
    pub fn value(&self, raw: &'a RawValue) -> Result<Value, Error> {
        self.read(raw)
    }

    pub fn shape(&self, raw: &'a RawValue, what: &str, expected: &'static str) -> Error {
        self.error(raw, Problem::Shape { what: what.to_owned(), expected, found: kind_of(raw) })
    }

    pub fn error(&self, raw: &RawValue, problem: Problem) -> Error {
        Error::new(self.source, Some(self.place(raw)), problem)
    }

    pub fn error_at_start(&self, problem: Problem) -> Error {
        Error::new(self.source, None, problem)
    }

    pub fn line(&self, raw: &RawValue) -> u32 {
        self.line_starts.partition_point(|start| *start <= self.offset(raw)) as u32
    }

    /// Counts the characters of the line, which is too slow for every member of a file with one long line.
    fn place(&self, raw: &RawValue) -> Place {
        let line = self.line(raw);
        let column = self.text[self.line_starts[line as usize - 1]..self.offset(raw)].chars().count() + 1;
        Place { line, column: column as u32 }
    }

    fn offset(&self, raw: &RawValue) -> usize {
        raw.get().as_ptr() as usize - self.text.as_ptr() as usize
    }
}

impl<'a> Object<'a> {
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns true if the object has this member and no other.
    pub fn is_only(&self, key: &str) -> bool {
        matches!(self.members.as_slice(), [member] if member.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|member| member.key == key).map(|member| member.value)
    }

    /// Returns a member by its name, ignoring case.
    pub fn get_in_either_case(&self, key: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|member| member.key.eq_ignore_ascii_case(key)).map(|member| member.value)
    }

    /// Removes a member and returns its value.
    pub fn take(&mut self, key: &str) -> Option<&'a RawValue> {
        let at = self.members.iter().position(|member| member.key == key)?;
        Some(self.members.remove(at).value)
    }

    /// Takes a member that is a text: trimmed, and `None` if it is empty. Other values are left.
    pub fn take_trimmed(&mut self, key: &str) -> Option<String> {
        let text = self.get(key).and_then(text_of)?;
        self.take(key);
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// Reads a member that is a valid `T`, without taking it.
    pub fn get_as<T: Deserialize<'a>>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.get(key)?.get()).ok()
    }

    /// Takes a member that is a valid `T`; anything else stays among the other members.
    pub fn take_as<T: Deserialize<'a>>(&mut self, key: &str) -> Option<T> {
        let value = self.get_as(key)?;
        self.take(key);
        Some(value)
    }

    /// Iterates over the members: the key, the key in the text, and the value.
    pub fn into_entries(self) -> impl Iterator<Item = (String, &'a RawValue, &'a RawValue)> {
        self.members.into_iter().map(|member| (member.key, member.key_in_text, member.value))
    }

    /// Returns the first keys, for a message about an unexpected object.
    pub fn some_keys(&self) -> String {
        let keys: Vec<_> = self.members.iter().take(4).map(|member| format!("`{}`", member.key)).collect();
        keys.join(", ")
    }
}

/// Returns the indexes of the first duplicate key: the earlier and the later member. Sorts the keys first, since
/// duplicates are rare.
fn first_duplicate(members: &[Member<'_>]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|index| members[*index].key.as_str());
    let pairs = order.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|(first, second)| members[*first].key == members[*second].key).min_by_key(|(_, second)| *second)
}

/// Returns the reason without serde_json's position, which is relative to the part that was read.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

pub(crate) fn text_of(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// Returns an option's key or label as text, from any scalar JSON value.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(crate) fn kind_of(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes()[0] {
        b'{' => "an object",
        b'[' => "a list",
        b'"' => "a text",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        _ => "a number",
    }
}

/// The members of an object with their keys in the text. A map would lose positions and duplicates.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
