//! Values that nobody asked for, and the words about those of another kind.

use super::reader::MAX_DEPTH;
use super::{Fault, Reader};

impl<'a> Reader<'a> {
    /// Passes over the value that comes next.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        let first = self.next()?;
        self.skip_from(first, self.depth)
    }

    /// The text of the value whose first byte is `first`, which is passed over.
    pub(super) fn raw(&mut self, first: u8) -> Result<&'a str, Fault> {
        let start = self.offset() - 1;
        self.skip_from(first, self.depth)?;
        Ok(self.tokens.between(start, self.offset()))
    }

    /// Token by token: the parser's own way of skipping recurses without a bound.
    fn skip_from(&mut self, first: u8, depth: usize) -> Result<(), Fault> {
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

    /// A fault about the value that begins with `first`; the value is shown where it is short.
    #[cold]
    pub(crate) fn expected(&mut self, expected: &str, first: u8) -> Fault {
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

    #[cold]
    fn no_value(&self) -> Fault {
        Fault::not_json(format!("`{}` does not begin a value", self.tokens.last()))
    }
}
