//! Local files as tables: `--table names=people.csv`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::prelude::{CsvReadOptions, ParquetReadOptions, SessionContext};
use weda_definition::{Printable, printable};

use crate::engine_error;
use crate::failure::Failure;

/// A local file that a flag names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LocalFile {
    /// The name of the table.
    pub(crate) name: String,
    path: PathBuf,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Parquet,
}

impl LocalFile {
    /// Parses `NAME=FILE`.
    ///
    /// # Errors
    /// Returns an error if there is no name, or if the extension is not known.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let fail =
            |what: String| Failure::argument(what).hint("write `--table NAME=FILE`, with a .csv or .parquet file");
        let Some((name, path)) = text.split_once('=').filter(|(name, path)| !name.is_empty() && !path.is_empty())
        else {
            return Err(fail(format!("`--table {}` does not name a table and its file", printable(text))));
        };
        let path = PathBuf::from(path);
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let form = match extension.as_deref() {
            Some("csv") => Form::Csv,
            Some("parquet") => Form::Parquet,
            _ => {
                let shown = Printable(path.display());
                return Err(fail(format!("the extension of `{shown}` is not that of a table")));
            }
        };
        Ok(Self { name: name.to_owned(), path, form })
    }

    /// Opens the file as a table. Its columns are read from it.
    ///
    /// # Errors
    /// Returns an error if it is not a regular file of its kind.
    pub(crate) async fn open(&self) -> Result<Arc<dyn TableProvider>, Failure> {
        let url = self.url()?;
        // The engine compares the extension with this one.
        let extension = self.path.extension().unwrap_or_default().to_string_lossy();
        let session = SessionContext::new();
        let read = match self.form {
            Form::Csv => {
                let options = CsvReadOptions::new().has_header(true).file_extension(&extension);
                session.read_csv(url, options).await
            }
            Form::Parquet => {
                let options = ParquetReadOptions { file_extension: &extension, ..ParquetReadOptions::default() };
                session.read_parquet(url, options).await
            }
        };
        let read = read.map_err(|error| Failure::file("read", &self.path, engine_error::text(&error)))?;
        Ok(read.into_view())
    }

    /// The address of this very file. The engine would take a path with `*`, or one that looks like an address, for a pattern
    /// or for another place.
    fn url(&self) -> Result<String, Failure> {
        let fail = |error: String| Failure::file("read", &self.path, error);
        let path = self.path.canonicalize().map_err(|error| fail(error.to_string()))?;
        if !path.is_file() {
            return Err(fail("it is not a regular file".to_owned()));
        }
        address(&path).ok_or_else(|| fail("its path is not UTF-8".to_owned()))
    }
}

/// `file://` and the path, with all bytes but those of plain names in percent form.
fn address(path: &Path) -> Option<String> {
    let mut address = String::from("file://");
    let text = path.to_str()?.replace('\\', "/");
    if !text.starts_with('/') {
        address.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => address.push(byte.into()),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_name_and_a_file() {
        let file = LocalFile::parse("people=a=b/名单.CSV").unwrap();
        assert_eq!((file.name.as_str(), file.form), ("people", Form::Csv));
        assert_eq!(file.path, Path::new("a=b/名单.CSV"));
        for wrong in ["people", "=a.csv", "people=", "people=a.txt", "people=csv"] {
            assert!(LocalFile::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(address(Path::new("/a b/*?.csv")).as_deref(), Some("file:///a%20b/%2A%3F.csv"));
    }
}
