//! Opens a file or stdin and detects format and encoding.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use weda_definition::printable;

use super::encoding::{TextEncoding, as_utf8};
use super::error::ReadError;
use super::format::{Format, ending};
use super::json_sequence::is_blank;
use super::read_options::ReadOptions;

/// Number of bytes used to detect format and encoding.
const SAMPLE_BYTES: usize = 64 * 1024;

/// An opened file.
pub(super) struct Input {
    pub name: String,
    file: Box<dyn Read + Send>,
    beginning: Vec<u8>,
    /// Sample for the detection of the encoding: the beginning, or the text from the first non-ASCII character.
    sample: Vec<u8>,
    pub size: Option<u64>,
    pub bytes: Arc<AtomicU64>,
}

impl Input {
    pub fn stdin() -> Result<Self, ReadError> {
        Self::piped("stdin".to_owned(), Box::new(io::stdin())).map_err(ReadError::Io)
    }

    /// Opens a file that cannot be rewound.
    fn piped(name: String, file: Box<dyn Read + Send>) -> io::Result<Self> {
        let (mut file, bytes) = Counted::new(file);
        let mut beginning = Vec::new();
        file.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut beginning)?;
        let sample = beginning.clone();
        Ok(Self { name, file: Box::new(file), beginning, sample, size: None, bytes })
    }

    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let fail = |error| ReadError::Unreadable { path: path.to_owned(), error };
        let name = printable(&path.display().to_string()).into_owned();
        let mut file = File::open(path).map_err(fail)?;
        let about = file.metadata().map_err(fail)?;
        if about.is_dir() {
            return Err(fail(io::ErrorKind::IsADirectory.into()));
        }
        if !about.is_file() {
            // A named pipe has no size.
            return Self::piped(name, Box::new(file)).map_err(fail);
        }
        let sample = sample(&mut file).map_err(fail)?;
        file.seek(SeekFrom::Start(0)).map_err(fail)?;
        let (mut file, bytes) = Counted::new(Box::new(file));
        let mut beginning = Vec::new();
        file.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut beginning).map_err(fail)?;
        Ok(Self { name, file: Box::new(file), beginning, sample, size: Some(about.len()), bytes })
    }

    /// The format given on the command line, else that of the file name or content.
    pub fn format(&self, path: &Path, options: &ReadOptions) -> Result<Format, ReadError> {
        let name = || self.name.clone();
        if let Some(format) = options.format {
            return Ok(format);
        }
        if self.beginning.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(ReadError::Unsupported { name: name(), what: "an old Excel workbook (.xls)" });
        }
        let is_columnar = |magic: &[u8]| self.beginning.starts_with(magic);
        #[cfg(feature = "parquet")]
        match () {
            () if is_columnar(b"PAR1") => return Ok(Format::Parquet),
            () if is_columnar(b"ARROW1") => return Ok(Format::Arrow),
            () => {}
        }
        #[cfg(not(feature = "parquet"))]
        if is_columnar(b"PAR1") || is_columnar(b"ARROW1") {
            return Err(ReadError::NeedsFeature { name: name() });
        }
        let is_archive = self.beginning.starts_with(b"PK\x03\x04");
        let ending = if self.size.is_some() { ending(path) } else { Format::of_path(path).and_then(|_| ending(path)) };
        match ending.as_deref() {
            Some("xls") => Err(ReadError::Unsupported { name: name(), what: "an old Excel workbook (.xls)" }),
            Some("xlsb") => Err(ReadError::Unsupported { name: name(), what: "a binary Excel workbook (.xlsb)" }),
            Some("ods") => Err(ReadError::Unsupported { name: name(), what: "an OpenDocument spreadsheet (.ods)" }),
            // Independent of the file name.
            _ if is_archive => Ok(Format::Xlsx),
            Some("txt") => Ok(self.json_format().unwrap_or(Format::Csv)),
            Some(_) => Format::of_path(path).ok_or_else(|| ReadError::UnknownFormat { name: name() }),
            // For an empty pipe, any format will do.
            None if self.beginning.trim_ascii().is_empty() => Ok(Format::Ndjson),
            None => self.json_format().ok_or_else(|| ReadError::UnknownFormat { name: name() }),
        }
    }

    /// JSON, if the text begins like JSON.
    fn json_format(&self) -> Option<Format> {
        let mark = TextEncoding::of_mark(&self.beginning).map_or(0, |(_, length)| length);
        let first = self.beginning[mark..].iter().find(|byte| !is_blank(**byte) && **byte != 0);
        matches!(first, Some(b'{' | b'[')).then_some(Format::Json)
    }

    /// All bytes of the file.
    pub fn whole(self) -> Box<dyn Read + Send> {
        Box::new(Cursor::new(self.beginning).chain(self.file))
    }

    /// The decoded text, and the encoding.
    pub fn text(self, given: Option<TextEncoding>) -> (Box<dyn BufRead + Send>, TextEncoding) {
        let mark = TextEncoding::of_mark(&self.beginning);
        let (encoding, skip) = match (given, mark) {
            (None, Some((encoding, skip))) => (encoding, skip),
            (Some(given), Some((encoding, skip))) if given == encoding => (given, skip),
            (Some(given), _) => (given, 0),
            (None, None) => (TextEncoding::guess(&self.sample), 0),
        };
        let mut beginning = Cursor::new(self.beginning);
        beginning.set_position(skip as u64);
        let file = as_utf8(beginning.chain(self.file), encoding);
        (Box::new(BufReader::with_capacity(1 << 16, file)), encoding)
    }
}

/// Reads a sample for the detection of the encoding, since a file may begin with many ASCII rows.
fn sample(file: &mut File) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; SAMPLE_BYTES];
    loop {
        let read = file.read(&mut piece)?;
        let first = piece[..read].iter().position(|byte| !byte.is_ascii() || *byte == 0);
        if read == 0 || first.is_some() {
            piece.truncate(read);
            // From that character on, since only the end of the sample may be within a character.
            let mut text = piece.split_off(first.unwrap_or(0) & !1);
            file.take(SAMPLE_BYTES as u64).read_to_end(&mut text)?;
            return Ok(text);
        }
    }
}

/// Counts bytes read.
struct Counted {
    file: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Counted {
    fn new(file: Box<dyn Read + Send>) -> (Self, Arc<AtomicU64>) {
        let bytes = Arc::new(AtomicU64::new(0));
        (Self { file, bytes: Arc::clone(&bytes) }, bytes)
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
