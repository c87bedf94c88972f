//! The file that is imported.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::arguments::Import;
use crate::failure::{Failure, Trouble};
use crate::records::{Format, guess};

/// As much of the beginning tells the form.
const BEGINNING: u64 = 64 * 1024;

/// An opened file, or stdin.
pub(super) struct Input {
    pub name: String,
    pub format: Format,
    pub reader: Box<dyn Read + Send>,
    /// Bytes, where that is known.
    pub size: Option<u64>,
    /// Files beside it; none beside stdin.
    pub beside: Option<Beside>,
}

/// What an import keeps where nothing else is said.
pub(super) struct Beside {
    pub rejects: PathBuf,
    pub checkpoint: PathBuf,
}

impl Input {
    /// # Errors
    /// The file cannot be read, or nothing tells its form.
    pub fn open(task: &Import) -> Result<Self, Failure> {
        let path = &task.file;
        let fail = |error| Trouble::Unreadable { path: path.clone(), error };
        let is_stdin = path == Path::new("-");
        let (mut file, size): (Box<dyn Read + Send>, _) = if is_stdin {
            (Box::new(std::io::stdin()), None)
        } else {
            let file = File::open(path).map_err(fail)?;
            let about = file.metadata().map_err(fail)?;
            if about.is_dir() {
                return Err(fail(std::io::ErrorKind::IsADirectory.into()).into());
            }
            // A pipe under a name has no size.
            (Box::new(file), about.is_file().then_some(about.len()))
        };
        let mut beginning = Vec::new();
        file.by_ref().take(BEGINNING).read_to_end(&mut beginning).map_err(fail)?;
        let format = task.format.or_else(|| match Format::of_path(path) {
            // Files of either form end so.
            Some(Format::Json) => guess(&beginning),
            format => format.or_else(|| guess(&beginning)),
        });
        // Of an empty file any form will do.
        let format = format.or(beginning.trim_ascii().is_empty().then_some(Format::Ndjson));
        let Some(format) = format else { return Err(Trouble::NoFormat { path: path.clone() }.into()) };
        Ok(Self {
            name: if is_stdin { "stdin".to_owned() } else { path.display().to_string() },
            format,
            reader: Box::new(Cursor::new(beginning).chain(file)),
            size,
            beside: (!is_stdin)
                .then(|| Beside { rejects: with(path, "rejects.ndjson"), checkpoint: with(path, "checkpoint") }),
        })
    }
}

/// The name with something behind it.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
