//! JSON text, token by token: the one place that knows which library reads it.
//!
//! sonic-rs is pinned to an exact version since its parser is public but little used by others.

use sonic_rs::parser::{Parser, Reference};

use super::Fault;

/// Deeper than any model, and far from the end of the stack.
const MAX_DEPTH: usize = 128;

/// A position in a JSON text.
pub struct Reader<'a> {
    text: &'a str,
    parser: Parser<sonic_rs::Read<'a>>,
    /// Where texts with escapes are put together.
    scratch: Vec<u8>,
    depth: usize,
    /// Set by a [`Codec`](super::Codec) that read a value which means "no value".
    absent: bool,
    /// Hashes of the `_id`s of the records read so far, to notice pages that overlap.
    pub(super) ids: Vec<u64>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::at_depth(text, 0)
    }

    fn at_depth(text: &'a str, depth: usize) -> Self {
        let parser = Parser::new(sonic_rs::Read::from(text));
        Self { text, parser, scratch: Vec::new(), depth, absent: false, ids: Vec::new() }
    }

    /// The first byte of what comes next, consumed.
    ///
    /// # Errors
    /// The text is at its end.
    // Not an iterator: the end is an error.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<u8, Fault> {
        self.parser.skip_space().ok_or_else(|| Fault::not_json("it ends in the middle of a value"))
    }

    /// The text that begins with `first`.
    ///
    /// # Errors
    /// The value is not a text.
    pub fn text(&mut self, first: u8) -> Result<String, Fault> {
        self.str(first, "a text").map(str::to_owned)
    }

    /// As [`text`](Self::text), without a copy where possible.
    pub(super) fn str(&mut self, first: u8, expected: &str) -> Result<&str, Fault> {
        if first != b'"' {
            return Err(self.expected(expected, first));
        }
        match self.parser.parse_str(&mut self.scratch).map_err(not_json)? {
            Reference::Borrowed(text) => Ok(text),
            Reference::Copied(text) => Ok(text),
        }
    }

    /// The digits of the number that begins with `first`.
    ///
    /// # Errors
    /// The value is not a number.
    pub fn number(&mut self, first: u8, expected: &str) -> Result<&'a str, Fault> {
        if !matches!(first, b'-' | b'0'..=b'9') {
            return Err(self.expected(expected, first));
        }
        self.parser.skip_number(first).map_err(not_json)
    }

    /// The boolean that begins with `first`.
    ///
    /// # Errors
    /// The value is not a boolean.
    pub fn boolean(&mut self, first: u8) -> Result<bool, Fault> {
        match first {
            b't' => self.literal("rue").map(|()| true),
            b'f' => self.literal("alse").map(|()| false),
            _ => Err(self.expected("true or false", first)),
        }
    }

    pub(super) fn literal(&mut self, rest: &str) -> Result<(), Fault> {
        self.parser.parse_literal(rest).map_err(not_json)
    }

    /// Says that the value just read means that there is none, as `""` does for a relation.
    pub fn mark_absent(&mut self) {
        self.absent = true;
    }

    pub(super) fn take_absent(&mut self) -> bool {
        std::mem::take(&mut self.absent)
    }

    /// Reads a list, native or as JSON text; `item` reads one element. `""` means that there is no value.
    pub(super) fn list(
        &mut self,
        first: u8,
        item: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.nested(first, b'[', "a list", &mut |reader| {
            let mut at = 0;
            while reader.more(b']', at == 0)? {
                item(reader).map_err(|fault| fault.inside(&format!("[{at}]")))?;
                at += 1;
            }
            Ok(())
        })
    }

    /// Reads an object, native or as JSON text; `member` reads its members. `""` means that there is no value.
    pub(super) fn object(
        &mut self,
        first: u8,
        members: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.nested(first, b'{', "an object", members)
    }

    /// Arrays and objects travel as JSON text, but both forms are read.
    ///
    /// Source: "Data source management API", request parameters.
    fn nested(
        &mut self,
        first: u8,
        open: u8,
        expected: &str,
        body: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::expected("at most 128 levels of nesting", "more"));
        }
        if first == open {
            self.depth += 1;
            body(self)?;
            self.depth -= 1;
            return Ok(());
        }
        if first != b'"' {
            return Err(self.expected(expected, first));
        }
        let depth = self.depth + 1;
        let text = self.text(first)?;
        if text.is_empty() {
            self.mark_absent();
            return Ok(());
        }
        let mut inner = Reader::at_depth(&text, depth);
        match inner.parser.skip_space() {
            Some(found) if found == open => {}
            Some(b'n') if text.trim_ascii() == "null" => {
                self.mark_absent();
                return Ok(());
            }
            _ => return Err(Fault::expected(&format!("{expected} or its JSON text"), &format!("text {text:?}"))),
        }
        body(&mut inner).and_then(|()| inner.end()).map_err(Fault::inside_text)
    }

    /// Whether another element or member follows; consumes the comma or the closing byte.
    pub(super) fn more(&mut self, close: u8, at_start: bool) -> Result<bool, Fault> {
        match self.parser.skip_space_peek() {
            Some(found) if found == close => {
                self.parser.skip_space();
                Ok(false)
            }
            Some(b',') if !at_start => {
                self.parser.skip_space();
                Ok(true)
            }
            Some(_) if at_start => Ok(true),
            Some(_) => {
                self.parser.skip_space();
                Err(Fault::not_json(format!("expected `,` or `{}`, found `{}`", close as char, self.last())))
            }
            None => Err(Fault::not_json("it ends in the middle of a value")),
        }
    }

    /// The key of the next member, its colon consumed.
    pub(super) fn key(&mut self) -> Result<&str, Fault> {
        if self.next()? != b'"' {
            return Err(Fault::not_json("expected a key in double quotes"));
        }
        // The colon is looked at first: the key borrows the scratch space until it is dropped.
        let key = self.parser.parse_str(&mut self.scratch).map_err(not_json)?;
        match self.parser.skip_space() {
            Some(b':') => {}
            _ => return Err(Fault::not_json("expected `:` after a key")),
        }
        match key {
            Reference::Borrowed(key) => Ok(key),
            Reference::Copied(key) => Ok(key),
        }
    }

    /// Passes over the value that comes next and hands out its text.
    pub(super) fn skip(&mut self) -> Result<&'a str, Fault> {
        let first = self.next()?;
        let start = self.parser.offset() - 1;
        self.skip_from(first, self.depth)?;
        Ok(&self.text[start..self.parser.offset()])
    }

    /// Token by token: the parser's own way of skipping recurses without a bound.
    pub(super) fn skip_from(&mut self, first: u8, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::expected("at most 128 levels of nesting", "more"));
        }
        match first {
            b'"' => self.str(first, "a text").map(|_| ()),
            b't' => self.literal("rue"),
            b'f' => self.literal("alse"),
            b'n' => self.literal("ull"),
            b'-' | b'0'..=b'9' => self.number(first, "a number").map(|_| ()),
            b'[' | b'{' => {
                let close = if first == b'[' { b']' } else { b'}' };
                let mut at_start = true;
                while self.more(close, at_start)? {
                    if first == b'{' {
                        self.key()?;
                    }
                    let first = self.next()?;
                    self.skip_from(first, depth + 1)?;
                    at_start = false;
                }
                Ok(())
            }
            _ => Err(self.no_value()),
        }
    }

    /// The text of the value whose first byte is `first`, which is passed over.
    pub(super) fn raw(&mut self, first: u8) -> Result<&'a str, Fault> {
        let start = self.parser.offset() - 1;
        self.skip_from(first, self.depth)?;
        Ok(&self.text[start..self.parser.offset()])
    }

    /// Where the reader stands, in bytes.
    pub(super) fn offset(&self) -> usize {
        self.parser.offset()
    }

    pub(super) fn text_from(&self, start: usize) -> &'a str {
        &self.text[start..]
    }

    /// Nothing but white space follows.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        match self.parser.skip_space() {
            None => Ok(()),
            Some(_) => Err(Fault::not_json(format!("`{}` follows after its end", self.last()))),
        }
    }

    #[cold]
    fn no_value(&self) -> Fault {
        Fault::not_json(format!("`{}` does not begin a value", self.last()))
    }

    /// The character whose first byte was the last one consumed.
    fn last(&self) -> char {
        let rest = self.text.get(self.parser.offset() - 1..);
        rest.and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// A fault about the value that begins with `first`; the value is shown where it is short.
    #[cold]
    pub(super) fn expected(&mut self, expected: &str, first: u8) -> Fault {
        let kind = match first {
            b'"' => "text",
            b'{' => "an object",
            b'[' => "a list",
            b't' | b'f' => "boolean",
            b'n' => "null",
            b'-' | b'0'..=b'9' => "number",
            _ => return self.no_value(),
        };
        match self.raw(first) {
            Err(fault) => fault,
            Ok(_) if matches!(first, b'{' | b'[' | b'n') => Fault::expected(expected, kind),
            Ok(value) => Fault::expected(expected, &format!("{kind} {value}")),
        }
    }
}

/// The reason alone: the library's own text shows an excerpt over several lines.
#[cold]
fn not_json(error: sonic_rs::Error) -> Fault {
    let text = error.to_string();
    let reason = text.lines().next().unwrap_or_default();
    Fault::not_json(reason.split(" at line ").next().unwrap_or(reason))
}
