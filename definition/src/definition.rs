mod parse;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Problem};
use crate::{Field, read_regular_file};

/// Largest file that is read as a definition. Real ones have some kilobytes.
const MAX_BYTES: u64 = 8 << 20;

/// A data model: identifier, fields in the order of the file, and all other members of the file.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Definition {
    /// The identifier (标识) of the model, the stem of the file name: `student_bky05o0`.
    pub identifier: String,
    /// The file name in messages: `database-schemas/student_bky05o0.json`.
    pub source: String,
    /// The text without a byte order mark. The emulator returns it as the schema.
    pub text: String,
    /// The [`content_hash`](crate::content_hash) of the file's text.
    pub hash: u64,
    /// The display title, trimmed; `None` if it is missing or empty.
    pub title: Option<String>,
    /// The description, trimmed; it may have several lines.
    pub description: Option<String>,
    /// All fields, including system fields, in the order of the file, which the service chooses freely.
    pub fields: Vec<Field>,
    /// The field that is displayed for a reference to a record. Not the primary key, which is always `_id`.
    pub primary_column: Option<String>,
    /// All other members of the file, unchanged.
    pub extra: BTreeMap<String, Value>,
}

impl Definition {
    /// Reads a definition from its JSON text.
    ///
    /// `identifier` is the model's identifier, `source` the name of the text in messages.
    ///
    /// # Errors
    /// Returns an error with the line if the text is not JSON, is not a definition, or a part of it has the wrong shape.
    pub fn parse(identifier: &str, source: &str, text: &str) -> Result<Self, Error> {
        parse::definition(identifier, source, text)
    }

    /// Reads the definition in the file at `path`. The identifier is the stem of the file name.
    ///
    /// Messages name the file by its folder and name, so that they are the same on every machine.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is not UTF-8 or is too large, and the errors of
    /// [`Definition::parse`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let source = source_name(path);
        let fail = |problem| Error::new(&source, None, problem);
        let identifier = path.file_stem().and_then(|stem| stem.to_str()).ok_or_else(|| fail(Problem::Name))?;
        let bytes = read_regular_file(path, MAX_BYTES).map_err(|error| fail(Problem::unread(path, &error)))?;
        let text = String::from_utf8(bytes).map_err(|_| fail(Problem::NotUtf8))?;
        Self::parse(identifier, &source, &text)
    }

    /// Returns true for the platform's own models (`sys_user`, `sys_department`), which are read-only.
    ///
    /// Source: "System data models" of the vendor's manual.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.identifier.starts_with("sys_")
    }

    /// Returns the field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// Returns the folder and file name, `database-schemas/student.json`, but never a machine's path.
fn source_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match path.parent().and_then(Path::file_name) {
        Some(folder) => format!("{}/{name}", folder.to_string_lossy()),
        None => name.into_owned(),
    }
}
