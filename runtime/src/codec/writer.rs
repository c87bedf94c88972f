//! Writing of JSON. Strings with escapes and numbers are formatted by serde_json.

use std::fmt;

use super::RecordFields;

/// Returns true if nothing has to be escaped, as in most strings. Works on eight bytes at a time, since this check
/// dominates the cost of a body (`cargo bench -p weda --bench batch`).
fn is_plain(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk::<8>() {
        let (chunks, _) = text.as_chunks::<8>();
        // The last eight bytes may overlap a chunk.
        return chunks.iter().fold(escaped(*last), |any, chunk| any | escaped(*chunk)) == 0;
    }
    match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some([a, b, c, d]), Some([e, f, g, h])) => escaped([*a, *b, *c, *d, *e, *f, *g, *h]) == 0,
        _ => text.iter().all(|byte| *byte >= 0x20 && *byte != b'"' && *byte != b'\\'),
    }
}

/// Returns a value other than zero if a byte has to be escaped.
///
/// Subtracting `n` sets the high bit of a byte that is less than `n`. A byte borrows from the next one only if it must
/// be escaped itself.
fn escaped(chunk: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let bytes = u64::from_le_bytes(chunk);
    let control = bytes.wrapping_sub(ONES * 0x20);
    let quote = (bytes ^ (ONES * 0x22)).wrapping_sub(ONES);
    let backslash = (bytes ^ (ONES * 0x5c)).wrapping_sub(ONES);
    (control | quote | backslash) & !bytes & (ONES << 7)
}

/// Marks a member without a value for serde, as distinct from a null of free JSON. No number is formatted like this.
pub(super) const ABSENT: &str = "0E-000";

/// The reason why a number cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnsendableNumber {
    /// NaN or an infinity.
    NotFinite,
    /// An integer that does not fit an `i64`.
    TooLarge,
}

impl fmt::Display for UnsendableNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "not a finite number",
            Self::TooLarge => "an integer that does not fit an `i64`",
        })
    }
}

/// A JSON writer.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    /// Set if a number that cannot be sent was written.
    unsendable: Option<UnsendableNumber>,
    /// Writes for serde: members without a value are included, and locations have separate fields.
    for_serde: bool,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { text: Vec::with_capacity(128), unsendable: None, for_serde: false }
    }

    pub(crate) fn for_serde() -> Self {
        Self { for_serde: true, ..Self::new() }
    }

    pub(crate) fn is_for_serde(&self) -> bool {
        self.for_serde
    }

    /// Writes a value through its `Serialize` implementation. `is_finite` covers its numbers: serde_json would write
    /// null for others.
    pub(crate) fn by_serde<T: serde::Serialize>(&mut self, value: &T, is_finite: bool) {
        self.check(is_finite);
        self.push(value);
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { text: Vec::with_capacity(bytes), unsendable: None, for_serde: false }
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        match is_plain(text.as_bytes()) {
            true => self.enclosed([b'"'], text, [b'"']),
            false => self.push(&text),
        }
    }

    /// Appends a string in which nothing has to be escaped.
    #[inline]
    fn enclosed<const B: usize, const A: usize>(&mut self, before: [u8; B], text: &str, after: [u8; A]) {
        self.text.reserve(B + text.len() + A);
        self.text.extend_from_slice(&before);
        self.text.extend_from_slice(text.as_bytes());
        self.text.extend_from_slice(&after);
    }

    /// Writes an integer.
    pub fn integer(&mut self, number: i64) {
        self.push(&number);
    }

    /// Writes a number. NaN and infinities are rejected when the request is built.
    pub fn number(&mut self, number: f64) {
        self.check(number.is_finite());
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

    /// Writes the marker of an absent member; for serde.
    pub(crate) fn absent(&mut self) {
        self.raw(ABSENT);
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

    /// Writes the members of a record that have a value, or all of them for serde.
    pub(crate) fn record(&mut self, record: &dyn RecordFields) {
        let all = self.for_serde;
        let present =
            record.table().names.iter().enumerate().filter(|(index, _)| all || !record.cell(*index).is_absent());
        self.members(present, |out, index| match record.cell(index) {
            cell if all && cell.is_absent() => out.absent(),
            cell => cell.write(out),
        });
    }

    /// Writes an object; `write` receives the item next to each name.
    pub(crate) fn members<'n, T>(
        &mut self,
        members: impl IntoIterator<Item = (T, &'n &'static str)>,
        write: impl FnMut(&mut Self, T),
    ) {
        self.named(members.into_iter().map(|(member, name)| (member, *name)), write);
    }

    /// Like [`members`](Self::members), with names of any lifetime.
    pub(crate) fn named<'n, T>(
        &mut self,
        members: impl IntoIterator<Item = (T, &'n str)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let mut before = b'{';
        for (member, name) in members {
            match is_plain(name.as_bytes()) {
                true => self.enclosed([before, b'"'], name, *b"\":"),
                false => {
                    self.text.push(before);
                    self.push(&name);
                    self.text.push(b':');
                }
            }
            before = b',';
            write(self, member);
        }
        if before == b'{' {
            self.text.push(before);
        }
        self.text.push(b'}');
    }

    /// Marks the text as unsendable because of a number.
    pub(crate) fn reject(&mut self, reason: UnsendableNumber) {
        self.unsendable = Some(reason);
    }

    fn check(&mut self, is_finite: bool) {
        if !is_finite {
            self.reject(UnsendableNumber::NotFinite);
        }
    }

    /// Returns the JSON.
    ///
    /// # Errors
    /// Returns an error if a number cannot be sent.
    pub(crate) fn finish(self) -> Result<Vec<u8>, UnsendableNumber> {
        match self.unsendable {
            None => Ok(self.text),
            Some(reason) => Err(reason),
        }
    }

    /// Like [`finish`](Self::finish), as a `String`.
    pub(crate) fn finish_text(self) -> Result<String, UnsendableNumber> {
        let bytes = self.finish()?;
        Ok(String::from_utf8(bytes).expect("strings are UTF-8, and the rest is ASCII"))
    }

    fn push<T: serde::Serialize>(&mut self, value: &T) {
        serde_json::to_writer(&mut self.text, value)
            .expect("strings and numbers are valid JSON values, and writing to memory cannot fail");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strings are written as serde_json writes them.
    #[test]
    fn strings_are_written_as_by_serde_json() {
        let odd: Vec<char> = (0..0x30).chain(0x5b..0x60).chain(0x7e..0xa2).filter_map(char::from_u32).collect();
        let mut texts: Vec<String> =
            ["", "李四", "\"", "plain", "a\\b", "😀😀😀", "1234567890123456"].map(str::to_owned).into();
        for length in 0..20 {
            for place in 0..=length {
                texts.extend(odd.iter().map(|odd| format!("{}{odd}{}", "x".repeat(place), "é".repeat(length - place))));
            }
        }
        for text in texts {
            let mut out = Writer::new();
            out.text(&text);
            assert_eq!(out.finish_text().ok(), serde_json::to_string(&text).ok(), "{text:?}");
        }
    }
}
