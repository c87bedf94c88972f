//! JSON values that know their place in the text.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Error, Place, Problem};

/// A JSON text. A value is a [`RawValue`], a slice of it, so that its address tells its line.
pub(crate) struct Text<'a> {
    source: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
}

/// The members of one object, in the order of the text; keys are unique.
pub(crate) struct Object<'a> {
    members: Vec<Member<'a>>,
}

struct Member<'a> {
    key: String,
    /// Where the key stands in the text.
    at: &'a RawValue,
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

    /// The whole text as one value: this is where a syntax error anywhere in it is found.
    pub fn root(&self) -> Result<&'a RawValue, Error> {
        serde_json::from_str(self.text).map_err(|error| {
            let place = Place { line: error.line().max(1) as u32, column: error.column().max(1) as u32 };
            Error::new(self.source, Some(place), Problem::Syntax { reason: reason(&error) })
        })
    }

    /// Reads a value of a sound text. What can still fail: half a surrogate pair, or nesting beyond serde_json's limit.
    fn read<T: Deserialize<'a>>(&self, raw: &'a RawValue) -> Result<T, Error> {
        serde_json::from_str(raw.get()).map_err(|error| self.error(raw, Problem::Syntax { reason: reason(&error) }))
    }

    /// The members of an object; `what` is what messages call it.
    pub fn object(&self, raw: &'a RawValue, what: &str) -> Result<Object<'a>, Error> {
        if !raw.get().starts_with('{') {
            return Err(self.shape(raw, what, "an object"));
        }
        let Members(entries) = self.read(raw)?;
        let mut members: Vec<Member<'a>> = Vec::with_capacity(entries.len());
        for (at, value) in entries {
            members.push(Member { key: self.key(at)?, at, value });
        }
        match first_twice(&members) {
            None => Ok(Object { members }),
            Some((first, second)) => {
                let (first_line, key) = (self.line(members[first].at), members[second].key.clone());
                Err(self.error(members[second].at, Problem::Twice { key, first_line }))
            }
        }
    }

    /// A key, which seldom has anything to unescape.
    fn key(&self, at: &'a RawValue) -> Result<String, Error> {
        match at.get().strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) if !text.contains('\\') => Ok(text.to_owned()),
            _ => self.read(at),
        }
    }

    /// A list of texts such as `required`; null counts as empty.
    pub fn list_of_texts(&self, raw: &'a RawValue, what: &str) -> Result<Vec<String>, Error> {
        if raw.get() == "null" {
            return Ok(Vec::new());
        }
        serde_json::from_str(raw.get()).map_err(|_| self.shape(raw, what, "a list of texts"))
    }

    /// The elements of a list; null counts as empty.
    pub fn list(&self, raw: &'a RawValue, what: &str) -> Result<Vec<&'a RawValue>, Error> {
        match raw.get().as_bytes()[0] {
            b'[' => self.read(raw),
            b'n' => Ok(Vec::new()),
            _ => Err(self.shape(raw, what, "a list")),
        }
    }

    /// The members that nobody has taken.
    pub fn rest(&self, object: Object<'a>) -> Result<BTreeMap<String, Value>, Error> {
        object.members.into_iter().map(|member| Ok((member.key, self.read(member.value)?))).collect()
    }

    /// The value itself.
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

    /// Counts the characters of the line: on a file of one long line that is too slow to be done for every member.
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

    /// Whether the object has this member and no other.
    pub fn is_only(&self, key: &str) -> bool {
        matches!(self.members.as_slice(), [member] if member.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|member| member.key == key).map(|member| member.value)
    }

    /// A member whose name may begin with a small or a capital letter.
    pub fn get_in_either_case(&self, key: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|member| member.key.eq_ignore_ascii_case(key)).map(|member| member.value)
    }

    /// Removes a member and hands out its value.
    pub fn take(&mut self, key: &str) -> Option<&'a RawValue> {
        let at = self.members.iter().position(|member| member.key == key)?;
        Some(self.members.remove(at).value)
    }

    /// Takes a member that holds words for people: trimmed, and `None` when empty. Anything but a text stays.
    pub fn take_words(&mut self, key: &str) -> Option<String> {
        let text = self.get(key).and_then(text_of)?;
        self.take(key);
        let words = text.trim();
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// Reads a member that holds what `T` can hold. It stays: the kind that comes of it does not say all it says.
    pub fn get_as<T: Deserialize<'a>>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.get(key)?.get()).ok()
    }

    /// Takes a member that holds what `T` can hold; anything else stays among the other members.
    pub fn take_as<T: Deserialize<'a>>(&mut self, key: &str) -> Option<T> {
        let value = self.get_as(key)?;
        self.take(key);
        Some(value)
    }

    /// Each member with the place of its key.
    pub fn into_entries(self) -> impl Iterator<Item = (String, &'a RawValue, &'a RawValue)> {
        self.members.into_iter().map(|member| (member.key, member.at, member.value))
    }

    /// The first keys, for a message about an object that is something else.
    pub fn some_keys(&self) -> String {
        let keys: Vec<_> = self.members.iter().take(4).map(|member| format!("`{}`", member.key)).collect();
        keys.join(", ")
    }
}

/// The first member that has the key of one before it, behind that one. The keys are sorted for it: lines are worth
/// finding where there is something to say.
fn first_twice(members: &[Member<'_>]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|index| members[*index].key.as_str());
    let pairs = order.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|(first, second)| members[*first].key == members[*second].key).min_by_key(|(_, second)| *second)
}

/// The reason alone: serde_json adds a place of its own, which is relative to the part that was read.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

pub(crate) fn text_of(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// The text of an option's key or label, whatever JSON it is written in.
pub(crate) fn plain(value: &Value) -> Option<String> {
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

/// The members of an object as they stand, keys included: a map would lose places and duplicates.
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
