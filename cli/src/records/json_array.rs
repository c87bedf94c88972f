//! Streams the elements of a JSON array.

use std::io::BufRead;

use super::error::ReadError;
use super::row::{JsonText, MAX_ROW_BYTES, too_long};

/// Returns the texts of elements, which need not be valid JSON.
pub(super) struct JsonArray<F> {
    file: F,
    state: State,
    /// The line of the next byte.
    line: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Before,
    /// After the opening bracket.
    Opened,
    /// After an element.
    Between,
    After,
}

impl<F: BufRead> JsonArray<F> {
    pub fn new(file: F) -> Self {
        Self { file, state: State::Before, line: 1 }
    }

    /// The row number is set by the caller.
    fn corrupt(&self, reason: impl AsRef<str>) -> ReadError {
        ReadError::corrupt(format!("line {}: {}", self.line, reason.as_ref()))
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
        match (self.state, first) {
            (State::Before, Some(b'[')) => {
                self.file.consume(1);
                self.state = State::Opened;
                self.advance()
            }
            (State::Before, None) => Err(self.corrupt("the file is empty")),
            (State::Before, Some(byte)) => Err(self
                .corrupt(format!("the file is not an array: it begins with `{}`", char::from(byte).escape_default()))),
            (State::After, None) => Ok(false),
            (State::After, Some(_)) => Err(self.corrupt("unexpected text after the array")),
            (_, None) => Err(self.corrupt("the file ends within the array")),
            (State::Opened | State::Between, Some(b']')) => {
                self.file.consume(1);
                self.state = State::After;
                self.advance()
            }
            (State::Opened, Some(b',')) => Err(self.corrupt("an element is missing before `,`")),
            (State::Opened, Some(_)) => Ok(true),
            (State::Between, Some(b',')) => {
                self.file.consume(1);
                match self.peek().map_err(ReadError::Io)? {
                    Some(b',' | b']') => Err(self.corrupt("an element is missing after `,`")),
                    Some(_) => Ok(true),
                    None => Err(self.corrupt("the file ends within the array")),
                }
            }
            (State::Between, Some(_)) => Err(self.corrupt("`,` or `]` is missing")),
        }
    }

    /// Reads the element at the current position.
    fn element(&mut self) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
        loop {
            let Some(byte) = self.file.fill_buf().map_err(ReadError::Io)?.first().copied() else {
                return Err(self.corrupt("the file ends within the array"));
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
            if bytes.len() as u64 > MAX_ROW_BYTES {
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
                self.state = State::Between;
                let line = self.line;
                Some(self.element().map(|bytes| JsonText { line, bytes }))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
