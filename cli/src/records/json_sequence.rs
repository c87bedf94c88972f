//! Sequences of JSON values: one per line, over several lines, or without separators.

use std::io::BufRead;

use super::error::ReadError;
use super::json_scanner::{Scanner, Step};
use super::row::{JsonText, MAX_ROW_BYTES, too_long};

/// Reads values. Invalid text is returned as a row: an invalid line affects only itself, and an invalid object over several
/// lines ends where the next object begins.
pub(super) struct JsonSequence<F> {
    file: F,
    /// Bytes read; those from `at` are unused.
    buffer: Vec<u8>,
    at: usize,
    /// The line of the byte at `at`.
    line: u64,
    layout: Layout,
}

/// The layout of the file, as detected from earlier values.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Unknown,
    Lines,
    Printed,
}

/// Record separator of JSON text sequences, as written by `jq --seq`. Source: RFC 7464.
const SEPARATOR: u8 = 0x1E;

pub(super) fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == SEPARATOR
}

impl<F: BufRead> JsonSequence<F> {
    pub fn new(file: F) -> Self {
        Self { file, buffer: Vec::new(), at: 0, line: 1, layout: Layout::Unknown }
    }

    /// The byte at an offset from the current one; `None` at the end of the file.
    fn byte(&mut self, offset: usize) -> Result<Option<u8>, ReadError> {
        while self.at + offset >= self.buffer.len() {
            if self.at > 0 {
                self.buffer.drain(..self.at);
                self.at = 0;
            }
            let piece = match self.file.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                piece => piece.map_err(ReadError::Io)?,
            };
            if piece.is_empty() {
                return Ok(None);
            }
            let length = piece.len();
            self.buffer.extend_from_slice(piece);
            self.file.consume(length);
        }
        match offset as u64 > MAX_ROW_BYTES {
            true => Err(too_long()),
            false => Ok(self.buffer.get(self.at + offset).copied()),
        }
    }

    /// Takes `length` bytes as a row.
    fn take(&mut self, length: usize) -> JsonText {
        let bytes = self.buffer[self.at..self.at + length].to_vec();
        let text = JsonText { line: self.line, bytes };
        self.pass(length);
        text
    }

    fn pass(&mut self, length: usize) {
        let passed = &self.buffer[self.at..self.at + length];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at += length;
    }

    /// Skips blanks and returns the next byte without consuming it.
    fn skip_blank(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            match self.byte(0)? {
                Some(byte) if is_blank(byte) => self.pass(1),
                byte => return Ok(byte),
            }
        }
    }

    /// The length from the current position to the end of the line at `offset`.
    fn length_to_line_end(&mut self, mut offset: usize) -> Result<usize, ReadError> {
        while self.byte(offset)?.is_some_and(|byte| byte != b'\n') {
            offset += 1;
        }
        Ok(offset)
    }

    /// The length to the next line that begins with an object, or to the end of the file.
    fn length_to_next_object(&mut self) -> Result<usize, ReadError> {
        let mut offset = self.length_to_line_end(0)?;
        loop {
            match self.byte(offset + 1)? {
                None | Some(b'{' | SEPARATOR) => return Ok(offset),
                Some(_) => offset = self.length_to_line_end(offset + 1)?,
            }
        }
    }

    /// Returns true if the next line that is not blank begins with an object, or if there is none.
    fn object_follows(&mut self) -> Result<bool, ReadError> {
        let mut offset = self.length_to_line_end(0)?;
        while let Some(byte) = self.byte(offset)? {
            if !is_blank(byte) {
                return Ok(byte == b'{');
            }
            offset += 1;
        }
        Ok(true)
    }

    fn value(&mut self) -> Result<JsonText, ReadError> {
        let (mut scanner, mut length, mut has_line_end) = (Scanner::new(), 0, false);
        loop {
            let mut step = match self.byte(length)? {
                Some(_) => Step::More,
                None if scanner.may_end() => Step::EndedBefore,
                None => Step::Wrong,
            };
            // Processes the buffered bytes without further reads.
            while let Some(byte) = self.buffer.get(self.at + length).copied() {
                has_line_end |= byte == b'\n';
                step = scanner.step(byte);
                if step != Step::More {
                    break;
                }
                length += 1;
                length += scanner.skip(&self.buffer[self.at + length..]);
            }
            match step {
                Step::More => {}
                Step::Ended => return self.ended(length + 1, has_line_end),
                Step::EndedBefore => return self.ended(length, false),
                Step::Wrong => return self.broken(),
            }
        }
    }

    /// Returns the value of this length, or the whole line if other text follows on it.
    fn ended(&mut self, length: usize, is_printed: bool) -> Result<JsonText, ReadError> {
        let mut behind = length;
        let follows = loop {
            match self.byte(behind)? {
                Some(b' ' | b'\t' | b'\r') => behind += 1,
                byte => break byte,
            }
        };
        if !matches!(follows, None | Some(b'\n' | b'{' | SEPARATOR)) {
            let length = self.length_to_line_end(behind)?;
            return Ok(self.take(length));
        }
        if self.layout == Layout::Unknown {
            self.layout = if is_printed { Layout::Printed } else { Layout::Lines };
        }
        Ok(self.take(length))
    }

    fn broken(&mut self) -> Result<JsonText, ReadError> {
        let is_object = self.byte(0)? == Some(b'{');
        let spoils_line = match self.layout {
            Layout::Lines => true,
            Layout::Printed => !is_object,
            Layout::Unknown => !is_object || self.object_follows()?,
        };
        let length = if spoils_line { self.length_to_line_end(0)? } else { self.length_to_next_object()? };
        Ok(self.take(length))
    }
}

impl<F: BufRead> Iterator for JsonSequence<F> {
    type Item = Result<JsonText, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.skip_blank() {
            Ok(None) => None,
            Ok(Some(_)) => Some(self.value()),
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, String)> {
        // A small buffer tests all boundaries.
        let file = std::io::BufReader::with_capacity(3, text.as_bytes());
        let row = |row: JsonText| (row.line, String::from_utf8(row.bytes).unwrap().trim_end().to_owned());
        JsonSequence::new(file).map(|read| row(read.unwrap())).collect()
    }

    #[test]
    fn a_text_sequence_is_read_too() {
        for text in ["\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n", "\u{1e}{\"a\":1}\u{1e}{\"a\":2}"] {
            let values: Vec<String> = rows(text).into_iter().map(|(_, value)| value).collect();
            assert_eq!(values, ["{\"a\":1}", "{\"a\":2}"]);
        }
        let printed = "\u{1e}{\n \"a\": 1\n}\n\u{1e}{\n \"a\": x\n}\n\u{1e}{\n \"a\": 3\n}\n";
        let values: Vec<String> = rows(printed).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["{\n \"a\": 1\n}", "{\n \"a\": x\n}", "{\n \"a\": 3\n}"]);
    }

    #[test]
    fn values_may_be_on_lines_over_lines_or_adjacent() {
        for (text, expected) in [
            ("", vec![]),
            (
                "{}\r\n\n  \n {\"a\":1} \n[1]\n5\nnull",
                vec![(1, "{}"), (4, "{\"a\":1}"), (5, "[1]"), (6, "5"), (7, "null")],
            ),
            ("{\n \"a\": 1\n}\n{\n \"a\": 2\n}", vec![(1, "{\n \"a\": 1\n}"), (4, "{\n \"a\": 2\n}")]),
            ("{\"a\":1}{\"a\":2} {\"a\":3}", vec![(1, "{\"a\":1}"), (1, "{\"a\":2}"), (1, "{\"a\":3}")]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(line, text)| (line, text.to_owned())).collect();
            assert_eq!(rows(text), expected, "{text}");
        }
    }

    #[test]
    fn an_invalid_line_affects_only_itself() {
        for broken in [
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a",
            "{\"a\":[",
            "{\"a\":1}}",
            "{\"a\":1},",
            "{\"a\":1} x",
            "name,score",
            "}",
            "nonsense",
            "{'a':1}",
            "{\"a\":{\"b\":",
            "[1",
            "\"x",
        ] {
            for (text, at) in [
                (format!("{{\"x\":1}}\n{broken}\n{{\"x\":2}}\n{{\"x\":3}}\n"), 1),
                (format!("{broken}\n{{\"x\":1}}\n{{\"x\":2}}\n"), 0),
                (format!("{{\"x\":1}}\n{{\"x\":2}}\n{broken}"), 2),
            ] {
                let rows = rows(&text);
                assert_eq!(rows.len(), text.lines().count(), "{text}");
                assert_eq!(rows[at], (at as u64 + 1, broken.to_owned()), "{text}");
            }
        }
    }

    #[test]
    fn an_invalid_object_ends_where_the_next_begins() {
        let text = "{\n \"a\": 1,\n}\n{\n \"a\": 2\n}\n{\n \"a\": [\n  {\n";
        let expected = [(1, "{\n \"a\": 1,\n}"), (4, "{\n \"a\": 2\n}"), (7, "{\n \"a\": [\n  {")];
        assert_eq!(rows(text), expected.map(|(line, text)| (line, text.to_owned())));
    }
}
