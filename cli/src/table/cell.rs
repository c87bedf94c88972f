//! Values in tables: escaped, on one line, nested ones shortened.

use std::borrow::Cow;

use serde_json::value::RawValue;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use weda_definition::{Definition, Kind, printable};

use crate::records;

/// A record with its raw values.
pub(super) struct Row<'r> {
    members: Vec<(Cow<'r, str>, &'r RawValue)>,
    definition: Option<&'r Definition>,
}

impl<'r> Row<'r> {
    pub fn of(members: Vec<(Cow<'r, str>, &'r RawValue)>, definition: Option<&'r Definition>) -> Self {
        Self { members, definition }
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(key, _)| &**key)
    }

    /// The JSON of a value. For duplicate keys, the last one wins.
    pub fn json(&self, key: &str) -> &str {
        self.members.iter().rev().find(|(name, _)| name == key).map_or("null", |(_, value)| value.get())
    }

    /// The value without control characters. Dates and times are in the Shanghai time zone.
    pub fn text(&self, key: &str) -> String {
        let json = self.json(key);
        let time = || records::iso_text(self.kind(key)?, json);
        time().unwrap_or_else(|| shown(json))
    }

    fn kind(&self, key: &str) -> Option<&Kind> {
        match self.definition.and_then(|definition| definition.field(key)) {
            Some(field) => Some(&field.kind),
            None if matches!(key, "createdAt" | "updatedAt") => Some(&Kind::DateTime),
            None => None,
        }
    }

    pub fn is_number(&self, key: &str) -> bool {
        self.json(key).starts_with(|first: char| first == '-' || first.is_ascii_digit())
    }

    /// Returns true for a missing or empty value.
    pub fn is_empty(&self, key: &str) -> bool {
        matches!(self.json(key), "null" | "\"\"" | "\"[]\"" | "\"{}\"")
    }
}

fn shown(json: &str) -> String {
    match json.as_bytes().first() {
        Some(b'"') => {
            let text: String = serde_json::from_str(json).unwrap_or_else(|_| json.to_owned());
            printable(&text).into_owned()
        }
        Some(b'n') => String::new(),
        _ => printable(json).into_owned(),
    }
}

/// Shortens a text to `width` columns. JSON is cut between members.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    nested(text, width).unwrap_or_else(|| format!("{}…", beginning(text, width.saturating_sub(1))))
}

/// `{"a":1,…}`: as many members of a list or an object as fit; `None` if none fits, or if the text is not a list or object.
fn nested(text: &str, width: usize) -> Option<String> {
    let closing = match text.as_bytes().first()? {
        b'{' => '}',
        b'[' => ']',
        _ => return None,
    };
    let (mut depth, mut in_text, mut is_escaped, mut taken) = (0_usize, false, false, 0);
    let mut end = None;
    for (at, character) in text.char_indices() {
        taken += character.width().unwrap_or_default();
        if taken + 2 > width {
            break;
        }
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if in_text => is_escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => end = Some(at + 1),
            _ => {}
        }
    }
    Some(format!("{}…{closing}", &text[..end?]))
}

/// The longest prefix that fits.
pub(super) fn beginning(text: &str, width: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, character)| {
        taken += character.width().unwrap_or_default();
        taken > width
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_are_cut_between_their_members() {
        let text = r#"{"city":"西安","street":"含光路","zip":"710000"}"#;
        assert_eq!(cut(text, 20), r#"{"city":"西安",…}"#);
        assert_eq!(cut(text, 100), text);
        assert_eq!(cut(r#"["a,b","c","d"]"#, 12), r#"["a,b",…]"#, "a comma in a text does not separate members");
        assert_eq!(cut(r#"{"a":{"b":1,"c":2},"d":3}"#, 22), r#"{"a":{"b":1,"c":2},…}"#);
        assert_eq!(cut(r#"{"a":{"b":1,"c":2},"d":3}"#, 12), r#"{"a":{"b":1…"#, "no member fits");
        assert_eq!(cut("长长长", 5), "长长…");
        assert_eq!(cut("长长长", 4), "长…", "half a character is not shown");
    }
}
