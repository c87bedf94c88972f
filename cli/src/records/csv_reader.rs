//! The cells of a table, one record after the other.
//!
//! The crate `csv` reads any bytes as some table. Here a quote in the wrong place is refused with its line, as is one
//! that nothing closes; a record keeps its text as it stands in the file, so that a reject can repeat it; and a file
//! without line ends does not fill the memory. That is why this is not done with it.

use std::io::BufRead;
use std::ops::Range;

use super::error::ReadError;
use super::row::LONGEST;

/// Reads records; lines without anything are not records.
pub(super) struct CsvReader<F> {
    file: F,
    delimiter: u8,
    /// The line that the next byte is on.
    line: u64,
    after_return: bool,
}

/// A record as it stands in the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The contents of all cells, one behind the other.
    text: Vec<u8>,
    /// Where each cell begins in `text` and in `raw`.
    begins: Vec<(usize, usize)>,
    /// The text of the record without the line end.
    pub raw: Vec<u8>,
    /// The line on which it begins.
    pub line: u64,
    /// Why its quotes cannot be read.
    pub malformed: Option<String>,
    /// A cell has quotes.
    pub is_quoted: bool,
}

impl Record {
    /// How many cells it has.
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

    /// Whether spreadsheets add such a record: nothing but delimiters.
    pub fn is_padding(&self) -> bool {
        self.text.is_empty() && !self.is_quoted
    }

    /// The place of a cell in the text of the record, with the delimiter behind it, or before it for the last one.
    pub fn place(&self, at: usize) -> Range<usize> {
        let begin = self.begins[at].1;
        match self.begins.get(at + 1) {
            Some(next) => begin..next.1,
            None => begin.saturating_sub(1)..self.raw.len(),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// Behind a quote, which ends the quoted part unless another one follows.
    Closed,
}

impl<F: BufRead> CsvReader<F> {
    pub fn new(file: F, delimiter: u8) -> Self {
        Self { file, delimiter, line: 1, after_return: false }
    }

    /// The next record; none at the end of the file.
    ///
    /// # Errors
    /// It cannot be read, is too long, or the file ends within quotes.
    pub fn next(&mut self) -> Result<Option<Record>, ReadError> {
        let mut record = Record { line: self.line, ..Record::default() };
        let (mut place, mut opened) = (Place::Start, 0);
        loop {
            let buffer = match self.file.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                buffer => buffer.map_err(ReadError::Io)?,
            };
            if buffer.is_empty() {
                if place == Place::Quoted {
                    return Err(ReadError::broken(format!("the file ends within the quotes that line {opened} opens")));
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
                if is_end && place != Place::Quoted {
                    ended = true;
                    break;
                }
                if record.begins.is_empty() {
                    record.begins.push((0, 0));
                }
                record.raw.push(byte);
                place = match (place, byte) {
                    (Place::Quoted, b'"') => Place::Closed,
                    (Place::Start, b'"') => {
                        (opened, record.is_quoted) = (line, true);
                        Place::Quoted
                    }
                    (Place::Closed, b'"') | (Place::Quoted, _) => {
                        record.text.push(byte);
                        Place::Quoted
                    }
                    (_, byte) if byte == self.delimiter => {
                        record.begins.push((record.text.len(), record.raw.len()));
                        Place::Start
                    }
                    (before, byte) => {
                        if before == Place::Closed {
                            record.malformed.get_or_insert_with(|| {
                                format!(
                                    "line {line}: a cell in quotes goes on behind the closing quote; write a quote inside of a \
                                     cell twice"
                                )
                            });
                        }
                        record.text.push(byte);
                        Place::Plain
                    }
                };
            }
            self.file.consume(used);
            if record.raw.len() as u64 > LONGEST {
                let quotes = match place {
                    Place::Quoted => format!(", and line {opened} opens quotes that nothing closes"),
                    _ => String::new(),
                };
                return Err(ReadError::broken(format!("it is longer than {LONGEST} bytes{quotes}")));
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
        // A small buffer, whose ends come everywhere.
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
    fn a_quote_in_the_wrong_place_spoils_its_own_record() {
        let read = records("a,b\n\"x\ny\"z,1\n2,3\n", b',');
        assert!(read[1].as_ref().unwrap_err().starts_with("line 3: a cell in quotes goes on"), "{read:?}");
        assert_eq!(read[2], Ok(vec!["2".to_owned(), "3".to_owned()]));
    }

    #[test]
    fn a_cell_can_be_taken_out_of_the_text() {
        let mut reader = CsvReader::new("why,\"a\"\"\",2\n".as_bytes(), b',');
        let record = reader.next().unwrap().unwrap();
        let without = |at: usize| {
            let mut raw = record.raw.clone();
            raw.drain(record.place(at));
            String::from_utf8(raw).unwrap()
        };
        assert_eq!([without(0), without(1), without(2)], ["\"a\"\"\",2", "why,2", "why,\"a\"\"\""]);
    }

    #[test]
    fn quotes_that_nothing_closes_do_not_swallow_the_rest() {
        let read = records("a,b\n\"x\ny\",1\n2,\"z\n3,4\n", b',');
        assert!(
            read[2].as_ref().unwrap_err().contains("the file ends within the quotes that line 4 opens"),
            "{read:?}"
        );
        let endless = "a\n\"".to_owned() + &"x\n".repeat(LONGEST as usize / 2 + 1);
        let mut reader = CsvReader::new(endless.as_bytes(), b',');
        reader.next().unwrap();
        let error = reader.next().unwrap_err().to_string();
        assert!(
            error.contains(&format!("longer than {LONGEST} bytes, and line 2 opens quotes that nothing closes")),
            "{error}"
        );
    }
}
