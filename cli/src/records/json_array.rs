//! Streams the elements of a JSON array.

use std::io::BufRead;

use super::error::ReadError;
use super::row::{JsonText, LONGEST, too_long};

/// Returns the texts of elements, which need not be valid JSON.
pub(super) struct JsonArray<F> {
    file: F,
    place: Place,
    /// The line of the next byte.
    line: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Before,
    /// After the opening bracket.
    Opened,
    /// After an element.
    Between,
    Behind,
}

impl<F: BufRead> JsonArray<F> {
    pub fn new(file: F) -> Self {
        Self { file, place: Place::Before, line: 1 }
    }

    /// The row number is set by the caller.
    fn broken(&self, reason: impl AsRef<str>) -> ReadError {
        ReadError::broken(format!("line {}: {}", self.line, reason.as_ref()))
    }

    /// The next byte that is not blank, without consuming it.
    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            let buffer = self.file.fill_buf()?;
            let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.line += buffer[..blank].iter().filter(|byte| **byte == b'\n').count() as u64;
            if let Some(byte) = buffer.get(blank).copied() {
                self.file.consume(blank);
                return Ok(Some(byte));
            }
            if buffer.is_empty() {
                return Ok(None);
            }
            self.file.consume(blank);
        }
    }

    /// Moves to the next element; returns false at the end.
    fn advance(&mut self) -> Result<bool, ReadError> {
        let first = self.peek().map_err(ReadError::Io)?;
        match (self.place, first) {
            (Place::Before, Some(b'[')) => {
                self.file.consume(1);
                self.place = Place::Opened;
                self.advance()
            }
            (Place::Before, None) => Err(self.broken("the file is empty")),
            (Place::Before, Some(byte)) => Err(self
                .broken(format!("the file is not an array: it begins with `{}`", char::from(byte).escape_default()))),
            (Place::Behind, None) => Ok(false),
            (Place::Behind, Some(_)) => Err(self.broken("unexpected text after the array")),
            (_, None) => Err(self.broken("the file ends within the array")),
            (Place::Opened | Place::Between, Some(b']')) => {
                self.file.consume(1);
                self.place = Place::Behind;
                self.advance()
            }
            (Place::Opened, Some(b',')) => Err(self.broken("an element is missing before `,`")),
            (Place::Opened, Some(_)) => Ok(true),
            (Place::Between, Some(b',')) => {
                self.file.consume(1);
                match self.peek().map_err(ReadError::Io)? {
                    Some(b',' | b']') => Err(self.broken("an element is missing after `,`")),
                    Some(_) => Ok(true),
                    None => Err(self.broken("the file ends within the array")),
                }
            }
            (Place::Between, Some(_)) => Err(self.broken("`,` or `]` is missing")),
        }
    }

    /// Reads the element at the current position.
    fn element(&mut self) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
        loop {
            let Some(byte) = self.file.fill_buf().map_err(ReadError::Io)?.first().copied() else {
                return Err(self.broken("the file ends within the array"));
            };
            // Ends a number or a literal.
            if depth == 0 && !in_text && !bytes.is_empty() && matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r')
            {
                return Ok(bytes);
            }
            self.file.consume(1);
            self.line += u64::from(byte == b'\n');
            bytes.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && !in_text && matches!(byte, b'}' | b']' | b'"') {
                return Ok(bytes);
            }
            if bytes.len() as u64 > LONGEST {
                return Err(too_long());
            }
        }
    }
}

impl<F: BufRead> Iterator for JsonArray<F> {
    type Item = Result<JsonText, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.advance() {
            Ok(false) => None,
            Ok(true) => {
                self.place = Place::Between;
                let line = self.line;
                Some(self.element().map(|bytes| JsonText { line, bytes }))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
