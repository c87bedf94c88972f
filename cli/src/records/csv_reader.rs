//! A CSV parser.
//!
//! The crate `csv` is not used because it accepts any bytes. This parser reports misplaced and unclosed quotes with their
//! line, retains the text of each record for the file of rejected rows, and limits the memory for files without line
//! breaks.

use std::io::BufRead;
use std::ops::Range;

use super::error::ReadError;
use super::row::MAX_ROW_BYTES;

/// Reads records. Empty lines are skipped.
pub(super) struct CsvReader<F> {
    file: F,
    delimiter: u8,
    /// The line of the next byte.
    line: u64,
    after_return: bool,
}

/// A record with its text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The concatenated contents of all cells.
    text: Vec<u8>,
    /// The start of each cell in `text` and in `raw`.
    begins: Vec<(usize, usize)>,
    /// The text of the record without its line break.
    pub raw: Vec<u8>,
    /// The line on which it begins.
    pub line: u64,
    /// The reason why its quotes are not valid.
    pub malformed: Option<String>,
    /// True if a cell has quotes.
    pub is_quoted: bool,
}

impl Record {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.begins.len()
    }

    /// The contents of a cell.
    pub fn cell(&self, at: usize) -> &[u8] {
        &self.text[self.begins[at].0..self.begins.get(at + 1).map_or(self.text.len(), |next| next.0)]
    }

    pub fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// Returns true for a record with only delimiters, as added by spreadsheets.
    pub fn is_padding(&self) -> bool {
        self.text.is_empty() && !self.is_quoted
    }

    /// The range of a cell in `raw`, including the delimiter after it, or before it for the last one.
    pub fn range(&self, at: usize) -> Range<usize> {
        let begin = self.begins[at].1;
        match self.begins.get(at + 1) {
            Some(next) => begin..next.1,
            None => begin.saturating_sub(1)..self.raw.len(),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote, which ends the quoted part unless another one follows.
    Closed,
}

impl<F: BufRead> CsvReader<F> {
    pub fn new(file: F, delimiter: u8) -> Self {
        Self { file, delimiter, line: 1, after_return: false }
    }

    /// Reads the next record; `None` at the end of the file.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, is too long, or if the file ends within quotes.
    pub fn next(&mut self) -> Result<Option<Record>, ReadError> {
        let mut record = Record { line: self.line, ..Record::default() };
        let (mut state, mut quote_line) = (State::Start, 0);
        loop {
            let buffer = match self.file.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                buffer => buffer.map_err(ReadError::Io)?,
            };
            if buffer.is_empty() {
                if state == State::Quoted {
                    return Err(ReadError::corrupt(format!(
                        "the file ends within the quotes opened on line {quote_line}"
                    )));
                }
                return Ok((!record.raw.is_empty()).then_some(record));
            }
            let (mut used, mut ended) = (0, false);
            for &byte in buffer {
                used += 1;
                let is_end = matches!(byte, b'\n' | b'\r');
                let line = self.line;
                self.line += u64::from(is_end && !(byte == b'\n' && self.after_return));
                self.after_return = byte == b'\r';
                if is_end && record.raw.is_empty() {
                    record.line = self.line;
                    continue;
                }
                if is_end && state != State::Quoted {
                    ended = true;
                    break;
                }
                if record.begins.is_empty() {
                    record.begins.push((0, 0));
                }
                record.raw.push(byte);
                state = match (state, byte) {
                    (State::Quoted, b'"') => State::Closed,
                    (State::Start, b'"') => {
                        (quote_line, record.is_quoted) = (line, true);
                        State::Quoted
                    }
                    (State::Closed, b'"') | (State::Quoted, _) => {
                        record.text.push(byte);
                        State::Quoted
                    }
                    (_, byte) if byte == self.delimiter => {
                        record.begins.push((record.text.len(), record.raw.len()));
                        State::Start
                    }
                    (before, byte) => {
                        if before == State::Closed {
                            record.malformed.get_or_insert_with(|| {
                                format!(
                                    "line {line}: text follows the closing quote of a cell; double a quote inside a cell"
                                )
                            });
                        }
                        record.text.push(byte);
                        State::Plain
                    }
                };
            }
            self.file.consume(used);
            if record.raw.len() as u64 > MAX_ROW_BYTES {
                let quotes = match state {
                    State::Quoted => format!(", and the quotes opened on line {quote_line} are not closed"),
                    _ => String::new(),
                };
                return Err(ReadError::corrupt(format!("it is longer than {MAX_ROW_BYTES} bytes{quotes}")));
            }
            if ended {
                return Ok(Some(record));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, delimiter: u8) -> Vec<Result<Vec<String>, String>> {
        // A small buffer tests all boundaries.
        let mut reader = CsvReader::new(std::io::BufReader::with_capacity(3, text.as_bytes()), delimiter);
        let mut records = Vec::new();
        loop {
            match reader.next() {
                Ok(None) => return records,
                Ok(Some(record)) => records.push(match record.malformed {
                    Some(reason) => Err(reason),
                    None => Ok(record.cells().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect()),
                }),
                Err(error) => {
                    records.push(Err(error.to_string()));
                    return records;
                }
            }
        }
    }

    #[test]
    fn records_end_with_lines_and_cells_with_delimiters() {
        for (text, expected) in [
            ("", vec![]),
            ("\r\n\n", vec![]),
            ("a,b", vec![vec!["a", "b"]]),
            ("a,b\r\n\r\n,\n", vec![vec!["a", "b"], vec!["", ""]]),
            ("a\rb\r", vec![vec!["a"], vec!["b"]]),
            ("\"a, \"\"b\"\"\r\nc\",\"\"\nd", vec![vec!["a, \"b\"\r\nc", ""], vec!["d"]]),
            ("a\"b,c\n", vec![vec!["a\"b", "c"]]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|line| Ok(line.into_iter().map(str::to_owned).collect())).collect();
            assert_eq!(records(text, b','), expected, "{text:?}");
            assert_eq!(records(&text.replace(',', "\t"), b'\t').len(), expected.len(), "{text:?}");
        }
    }

    #[test]
    fn a_misplaced_quote_affects_only_its_record() {
        let read = records("a,b\n\"x\ny\"z,1\n2,3\n", b',');
        assert!(read[1].as_ref().unwrap_err().starts_with("line 3: text follows the closing quote"), "{read:?}");
        assert_eq!(read[2], Ok(vec!["2".to_owned(), "3".to_owned()]));
    }

    #[test]
    fn a_cell_can_be_removed_from_the_text() {
        let mut reader = CsvReader::new("why,\"a\"\"\",2\n".as_bytes(), b',');
        let record = reader.next().unwrap().unwrap();
        let without = |at: usize| {
            let mut raw = record.raw.clone();
            raw.drain(record.range(at));
            String::from_utf8(raw).unwrap()
        };
        assert_eq!([without(0), without(1), without(2)], ["\"a\"\"\",2", "why,2", "why,\"a\"\"\""]);
    }

    #[test]
    fn unclosed_quotes_are_an_error() {
        let read = records("a,b\n\"x\ny\",1\n2,\"z\n3,4\n", b',');
        assert!(read[2].as_ref().unwrap_err().contains("the file ends within the quotes opened on line 4"), "{read:?}");
        let endless = "a\n\"".to_owned() + &"x\n".repeat(MAX_ROW_BYTES as usize / 2 + 1);
        let mut reader = CsvReader::new(endless.as_bytes(), b',');
        reader.next().unwrap();
        let error = reader.next().unwrap_err().to_string();
        assert!(
            error.contains(&format!(
                "longer than {MAX_ROW_BYTES} bytes, and the quotes opened on line 2 are not closed"
            )),
            "{error}"
        );
    }
}
