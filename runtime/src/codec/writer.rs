//! JSON as it is sent; texts and numbers are serde_json's.

use std::fmt;

use super::Record;

/// Whether nothing in a text has to be escaped, as in most texts. Eight bytes at once: to look at one after the other is
/// what most of a body would cost.
fn is_plain(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk::<8>() {
        let (chunks, _) = text.as_chunks::<8>();
        // Some of the last eight have been looked at.
        return chunks.iter().fold(escaped(*last), |any, chunk| any | escaped(*chunk)) == 0;
    }
    match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some([a, b, c, d]), Some([e, f, g, h])) => escaped([*a, *b, *c, *d, *e, *f, *g, *h]) == 0,
        _ => text.iter().all(|byte| *byte >= 0x20 && *byte != b'"' && *byte != b'\\'),
    }
}

/// Not zero where one of the bytes has to be escaped.
///
/// The high bit of a byte that is less than `n` is set by taking `n` away. Where a byte borrows from the next one, there is
/// one to escape before it.
fn escaped(chunk: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let bytes = u64::from_le_bytes(chunk);
    let control = bytes.wrapping_sub(ONES * 0x20);
    let quote = (bytes ^ (ONES * 0x22)).wrapping_sub(ONES);
    let backslash = (bytes ^ (ONES * 0x5c)).wrapping_sub(ONES);
    (control | quote | backslash) & !bytes & (ONES << 7)
}

/// A member without a value in what serde gets, which tells it from a null in free JSON: nobody prints a number so.
pub(super) const ABSENT: &str = "0E-000";

/// Why a number cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// NaN or an infinity.
    NotFinite,
    /// A whole number that is no `i64`.
    TooLarge,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "not a finite number",
            Self::TooLarge => "a whole number that does not fit into 64 bits with a sign",
        })
    }
}

/// A JSON text that grows.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    /// A number that cannot be sent was written.
    refused: Option<Refusal>,
    /// Whether serde gets it: members without a value are null, and a place has its fields.
    for_serde: bool,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { text: Vec::with_capacity(128), refused: None, for_serde: false }
    }

    pub(crate) fn for_serde() -> Self {
        Self { for_serde: true, ..Self::new() }
    }

    pub(crate) fn is_for_serde(&self) -> bool {
        self.for_serde
    }

    /// Writes what serde has a form of its own for; `is_finite` tells of its numbers, since serde_json makes nulls of others.
    pub(crate) fn by_serde<T: serde::Serialize>(&mut self, value: &T, is_finite: bool) {
        self.check(is_finite);
        self.push(value);
    }

    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { text: Vec::with_capacity(bytes), refused: None, for_serde: false }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        match is_plain(text.as_bytes()) {
            true => self.enclosed([b'"'], text, [b'"']),
            false => self.push(&text),
        }
    }

    /// A text in which nothing has to be escaped.
    #[inline]
    fn enclosed<const B: usize, const A: usize>(&mut self, before: [u8; B], text: &str, after: [u8; A]) {
        self.text.reserve(B + text.len() + A);
        self.text.extend_from_slice(&before);
        self.text.extend_from_slice(text.as_bytes());
        self.text.extend_from_slice(&after);
    }

    /// Writes a whole number.
    pub fn integer(&mut self, number: i64) {
        self.push(&number);
    }

    /// Writes a number; NaN and the infinities are refused when the request is built.
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

    /// Writes the marker of an absent member, for serde.
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

    /// Writes the members of a record that have a value; for serde all of them.
    pub(crate) fn record(&mut self, record: &dyn Record) {
        let all = self.for_serde;
        let present =
            record.table().names.iter().enumerate().filter(|(index, _)| all || !record.cell(*index).is_absent());
        self.members(present, |out, index| match record.cell(index) {
            cell if all && cell.is_absent() => out.absent(),
            cell => cell.write(out),
        });
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

    /// Refuses what was written, for a number that cannot be sent.
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.refused = Some(refusal);
    }

    fn check(&mut self, is_finite: bool) {
        if !is_finite {
            self.refuse(Refusal::NotFinite);
        }
    }

    /// The JSON.
    ///
    /// # Errors
    /// A number cannot be sent.
    pub(crate) fn finish(self) -> Result<Vec<u8>, Refusal> {
        match self.refused {
            None => Ok(self.text),
            Some(refusal) => Err(refusal),
        }
    }

    /// The same as a text.
    pub(crate) fn finish_text(self) -> Result<String, Refusal> {
        let bytes = self.finish()?;
        Ok(String::from_utf8(bytes).expect("texts are `str`s, and all else that is written is ASCII"))
    }

    fn push<T: serde::Serialize>(&mut self, value: &T) {
        serde_json::to_writer(&mut self.text, value)
            .expect("texts and numbers have a JSON form, and memory takes them");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written without a look at each byte is what the library writes.
    #[test]
    fn texts_are_the_librarys() {
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
