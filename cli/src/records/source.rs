//! Where rows are read from, in any of the forms, one after the other.

mod array;
mod mark;

use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::Format;
use crate::definition::Fields;
use array::Elements;
pub(crate) use mark::Mark;
use mark::{MARK, Unmarked, lock};

/// No row is longer: a file without line ends must not fill the memory.
pub(super) const LONGEST: u64 = 16 * 1024 * 1024;

/// A row of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The first one is 1.
    pub number: u64,
    /// What should be a JSON object, or why there is none.
    pub text: Result<String, Unfit>,
    /// What has been read up to its end.
    pub mark: Mark,
}

/// Something that is not even a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    pub reason: String,
    /// As much of it as can be shown; JSON where it has parts.
    pub raw: String,
}

/// Nothing that follows can be read.
#[derive(Debug)]
pub(crate) enum Unread {
    Io(io::Error),
    Broken { row: u64, reason: String },
}

/// The rows of a file.
pub(crate) struct Source {
    rows: Box<dyn Iterator<Item = Result<Result<String, Unfit>, Unread>> + Send>,
    number: u64,
    bytes: Arc<AtomicU64>,
    mark: Arc<Mutex<Mark>>,
    /// Something could not be read.
    is_broken: bool,
}

impl Source {
    /// Rows of this form; `fields` tell what the cells of a table are.
    ///
    /// # Errors
    /// The first line of a table cannot be read.
    pub fn new(format: Format, file: Box<dyn Read + Send>, fields: Option<Arc<Fields>>) -> Result<Self, Unread> {
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Counted { file, bytes: Arc::clone(&bytes) };
        let mark = Arc::<Mutex<Mark>>::default();
        let file = io::BufReader::with_capacity(1 << 16, counted);
        let file = Unmarked::new(file, Arc::clone(&mark));
        let rows: Box<dyn Iterator<Item = _> + Send> = match format {
            Format::Ndjson => Box::new(Lines { file }),
            Format::Json => Box::new(Elements::new(file)),
            Format::Csv => Box::new(super::sheet::Lines::new(file, fields)?),
        };
        Ok(Self { rows, number: 0, bytes, mark, is_broken: false })
    }

    /// How many bytes have been read so far, by a handle that outlives the source.
    pub fn bytes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes)
    }
}

impl Iterator for Source {
    type Item = Result<Row, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken {
            return None;
        }
        let text = self.rows.next()?;
        self.number += 1;
        self.is_broken = text.is_err();
        Some(match text {
            Ok(text) => {
                let mark = lock(&self.mark).at(self.number);
                Ok(Row { number: self.number, text, mark })
            }
            Err(Unread::Broken { reason, .. }) => Err(Unread::Broken { row: self.number, reason }),
            Err(error) => Err(error),
        })
    }
}

/// The form of what begins so, where the name of a file does not tell.
pub(crate) fn guess(beginning: &[u8]) -> Option<Format> {
    let text = beginning.strip_prefix(MARK).unwrap_or(beginning);
    match text.trim_ascii_start().first()? {
        b'{' => Some(Format::Ndjson),
        b'[' => Some(Format::Json),
        _ => None,
    }
}

/// Lines that are not blank.
struct Lines<F> {
    file: F,
}

impl<F: BufRead> Iterator for Lines<F> {
    type Item = Result<Result<String, Unfit>, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            match self.file.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(length) if length as u64 > LONGEST => return Some(Err(too_long())),
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => return Some(Ok(text(line))),
                Err(error) => return Some(Err(Unread::Io(error))),
            }
        }
    }
}

fn too_long() -> Unread {
    let reason = format!("it is longer than {LONGEST} bytes, so it may not be of the form that it is read as");
    Unread::Broken { row: 0, reason }
}

/// A row as a text.
fn text(bytes: Vec<u8>) -> Result<String, Unfit> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(error) => Err(Unfit {
            reason: format!("it is not UTF-8: {error}"),
            raw: String::from_utf8_lossy(error.as_bytes()).trim().to_owned(),
        }),
    }
}

/// Counts what is read.
struct Counted {
    file: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(format: Format, text: &[u8]) -> Vec<Result<Result<String, String>, String>> {
        let source = Source::new(format, Box::new(io::Cursor::new(text.to_vec())), None).unwrap();
        let plain = |row: Result<Row, Unread>| match row {
            Ok(row) => Ok(row.text.map_err(|unfit| format!("{} [{}]", unfit.reason, unfit.raw))),
            Err(Unread::Broken { row, reason }) => Err(format!("row {row}: {reason}")),
            Err(Unread::Io(error)) => Err(error.to_string()),
        };
        source.map(plain).collect()
    }

    fn good(texts: &[&str]) -> Vec<Result<Result<String, String>, String>> {
        texts.iter().map(|text| Ok(Ok((*text).to_owned()))).collect()
    }

    #[test]
    fn lines_are_rows() {
        let text = "\u{feff}{\"a\":1}\r\n\n  \n {\"a\":\"李\"} \n[1]";
        assert_eq!(rows(Format::Ndjson, text.as_bytes()), good(&["{\"a\":1}", "{\"a\":\"李\"}", "[1]"]));
        assert_eq!(rows(Format::Ndjson, b""), []);
        let [first, Ok(Err(reason)), last] = &rows(Format::Ndjson, b"{}\n{\"a\":\"\xff\"}\n{}")[..] else { panic!() };
        assert_eq!([first, last], [&Ok(Ok("{}".to_owned())); 2], "a broken line is no reason to stop");
        assert!(reason.starts_with("it is not UTF-8: ") && reason.ends_with("[{\"a\":\"\u{fffd}\"}]"), "{reason}");
    }

    #[test]
    fn lines_of_a_table_keep_their_cells() {
        let read = rows(Format::Csv, "\u{feff}a, b\n1,\"x\ny\"\n2\n".as_bytes());
        let ragged = "it has 1 cells, and the first line has 2 [[\"2\"]]".to_owned();
        assert_eq!(read, [good(&["{\"a\":\"1\",\"b\":\"x\\ny\"}"]), vec![Ok(Err(ragged))]].concat());
        let [Ok(Err(reason))] = &rows(Format::Csv, b"a\n\xff!\n")[..] else { panic!() };
        assert!(reason.starts_with("it is not UTF-8 (") && reason.ends_with("[\u{fffd}!]"), "{reason}");
        assert_eq!(rows(Format::Csv, b""), []);
    }

    #[test]
    fn a_first_line_that_is_none_is_said_once() {
        for (text, words) in [
            ("a,,b\n1,2,3", "its first line has a column without a name"),
            ("a,b, a\n1,2,3", "its first line has two columns of the name `a`"),
            ("a;b\n1;2", "its cells stand between `;`, not commas: save the table with commas"),
            ("a\tb\n1\t2", "its cells stand between `\\t`, not commas: save the table with commas"),
        ] {
            let source = Source::new(Format::Csv, Box::new(io::Cursor::new(text)), None);
            let Err(Unread::Broken { reason, .. }) = source.map(|_| ()) else { panic!("{text}") };
            assert_eq!(reason, words);
        }
    }

    #[test]
    fn a_file_is_known_again_by_what_was_read_of_it() {
        let mark = |format, text: &'static str| {
            let source = Source::new(format, Box::new(io::Cursor::new(text)), None).unwrap();
            source.map(|row| row.unwrap().mark).take(2).last().unwrap()
        };
        assert_eq!(mark(Format::Ndjson, "{}\n[1]\n{}"), mark(Format::Ndjson, "{}\n[1]\n{\"a\":1}\n{}"));
        assert_ne!(mark(Format::Ndjson, "{}\n[1]\n{}"), mark(Format::Ndjson, "{}\n[2]\n{}"));
        assert_eq!(mark(Format::Csv, "a\n1\n2\n3"), mark(Format::Csv, "a\n1\n2\n4"));
        assert_ne!(mark(Format::Csv, "a\n1\n2\n3"), mark(Format::Csv, "b\n1\n2\n3"));
        assert_eq!(mark(Format::Json, "[1,2,3]"), mark(Format::Json, "[1,2]"));
    }

    #[test]
    fn a_file_without_line_ends_does_not_fill_the_memory() {
        let endless = vec![b'x'; LONGEST as usize + 10];
        let [Err(reason)] = &rows(Format::Ndjson, &endless)[..] else { panic!() };
        assert!(reason.starts_with("row 1: it is longer than 16777216 bytes"), "{reason}");
    }

    #[test]
    fn the_form_is_seen_by_the_first_character() {
        for (text, format) in [
            ("{\"a\":1}", Some(Format::Ndjson)),
            ("\u{feff}\n [", Some(Format::Json)),
            ("name,score", None),
            ("", None),
        ] {
            assert_eq!(guess(text.as_bytes()), format, "{text}");
        }
    }

    #[test]
    fn elements_of_an_array_are_rows() {
        for text in ["[{\"a\":\"]},\\\"{\"},{\"b\":[{}]}]", " [ {\"a\":\"]},\\\"{\"} ,\n{\"b\":[{}]} ]\n"] {
            assert_eq!(rows(Format::Json, text.as_bytes()), good(&["{\"a\":\"]},\\\"{\"}", "{\"b\":[{}]}"]));
        }
        assert_eq!(rows(Format::Json, b"[]"), []);
        assert_eq!(
            rows(Format::Json, b"[1,\"a,b\",null]"),
            good(&["1", "\"a,b\"", "null"]),
            "the next one is asked about these"
        );
        for (text, reason) in [
            ("{}", "row 1: the file is no array: it begins with `{`"),
            ("", "row 1: the file is empty"),
            ("[{\"a\":1}", "row 2: the file ends within the array"),
            ("[{\"a\":1", "row 1: the file ends within the array"),
            ("[{} {}]", "row 2: `,` or `]` is missing before it"),
            ("[{}] {}", "row 2: something follows behind the array"),
            ("[,{}]", "row 1: there is nothing before a `,`"),
            ("[{},]", "row 2: there is nothing behind a `,`"),
            ("[{}}", "row 2: `,` or `]` is missing before it"),
        ] {
            let rows = rows(Format::Json, text.as_bytes());
            assert_eq!(rows.last().unwrap(), &Err(reason.to_owned()), "{text}");
        }
    }
}
