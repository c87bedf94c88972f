//! The cells of a table with commas, one record after the other.

use std::io::BufRead;

use super::source::{LONGEST, Unread};

/// Reads records; lines without anything are none.
pub(super) struct Table<F> {
    file: F,
    /// The line that the next byte is on.
    line: u64,
    after_return: bool,
}

/// A record as it stands in the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub cells: Vec<Vec<u8>>,
    pub raw: Vec<u8>,
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

impl<F: BufRead> Table<F> {
    pub fn new(file: F) -> Self {
        Self { file, line: 1, after_return: false }
    }

    /// The next record; none at the end of the file.
    ///
    /// # Errors
    /// It cannot be read, is too long, or the file ends within quotes.
    pub fn next(&mut self) -> Result<Option<Record>, Unread> {
        let (mut record, mut cell) = (Record::default(), Vec::new());
        let (mut place, mut opened) = (Place::Start, 0);
        loop {
            let buffer = match self.file.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                buffer => buffer.map_err(Unread::Io)?,
            };
            if buffer.is_empty() {
                if place == Place::Quoted {
                    return Err(broken(format!("the file ends within the quotes that line {opened} opens")));
                }
                if record.raw.is_empty() {
                    return Ok(None);
                }
                record.cells.push(cell);
                return Ok(Some(record));
            }
            let (mut used, mut ended) = (0, false);
            for &byte in buffer {
                used += 1;
                let is_end = matches!(byte, b'\n' | b'\r');
                self.line += u64::from(is_end && !(byte == b'\n' && self.after_return));
                self.after_return = byte == b'\r';
                if is_end && record.raw.is_empty() {
                    continue;
                }
                if is_end && place != Place::Quoted {
                    ended = true;
                    break;
                }
                record.raw.push(byte);
                place = match (place, byte) {
                    (Place::Quoted, b'"') => Place::Closed,
                    (Place::Start, b'"') => {
                        opened = self.line;
                        Place::Quoted
                    }
                    (Place::Closed, b'"') | (Place::Quoted, _) => {
                        cell.push(byte);
                        Place::Quoted
                    }
                    (_, b',') => {
                        record.cells.push(std::mem::take(&mut cell));
                        Place::Start
                    }
                    _ => {
                        cell.push(byte);
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
                return Err(broken(format!("it is longer than {LONGEST} bytes{quotes}")));
            }
            if ended {
                record.cells.push(cell);
                return Ok(Some(record));
            }
        }
    }
}

/// The row is filled in where rows are counted.
fn broken(reason: String) -> Unread {
    Unread::Broken { row: 0, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Result<Vec<String>, String>> {
        // A small buffer, whose ends come everywhere.
        let mut table = Table::new(std::io::BufReader::with_capacity(3, text.as_bytes()));
        let mut records = Vec::new();
        loop {
            match table.next() {
                Ok(None) => return records,
                Ok(Some(record)) => {
                    records.push(Ok(record.cells.into_iter().map(|cell| String::from_utf8(cell).unwrap()).collect()));
                }
                Err(Unread::Broken { reason, .. }) => {
                    records.push(Err(reason));
                    return records;
                }
                Err(Unread::Io(error)) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn records_end_with_lines_and_cells_with_commas() {
        for (text, expected) in [
            ("", vec![]),
            ("\r\n\n", vec![]),
            ("a,b", vec![vec!["a", "b"]]),
            ("a,b\r\n\r\n,\n", vec![vec!["a", "b"], vec!["", ""]]),
            ("a\rb\r", vec![vec!["a"], vec!["b"]]),
            ("\"a, \"\"b\"\"\r\nc\",\"\"\nd", vec![vec!["a, \"b\"\r\nc", ""], vec!["d"]]),
            ("a\"b,\"c\"d\n", vec![vec!["a\"b", "cd"]]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|line| Ok(line.into_iter().map(str::to_owned).collect())).collect();
            assert_eq!(records(text), expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_that_nothing_closes_do_not_swallow_the_rest() {
        let read = records("a,b\r\n\"x\ny\",1\n2,\"z\n3,4\n");
        assert_eq!(read[2], Err("the file ends within the quotes that line 4 opens".to_owned()));
        let endless = "a\n\"".to_owned() + &"x\n".repeat(LONGEST as usize / 2 + 1);
        let mut table = Table::new(endless.as_bytes());
        table.next().unwrap();
        let Err(Unread::Broken { reason, .. }) = table.next() else { panic!() };
        assert_eq!(reason, format!("it is longer than {LONGEST} bytes, and line 2 opens quotes that nothing closes"));
    }
}
