mod parse;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Problem};
use crate::{Field, read_regular_file};

/// The largest file that is taken for a definition; real ones have some kilobytes.
const MAX_BYTES: u64 = 8 << 20;

/// One data model: its identifier, its fields in the order of the file, and everything else the file says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Definition {
    /// The identifier (标识) of the model, which is the stem of the file's name: `student_bky05o0`.
    pub identifier: String,
    /// The file as messages name it: `database-schemas/student_bky05o0.json`.
    pub source: String,
    /// The text itself, without a byte order mark: what an offline service answers to those who ask for the schema.
    pub text: String,
    /// The [`content_hash`](crate::content_hash) of the file's text.
    pub hash: u64,
    /// The display title, trimmed; `None` where it is missing or empty.
    pub title: Option<String>,
    /// The description, trimmed; it may have several lines.
    pub description: Option<String>,
    /// All fields, system fields included, in the order of the file (which the service chooses freely).
    pub fields: Vec<Field>,
    /// The field that is shown where a record is referred to; not the primary key, which is always `_id`.
    pub primary_column: Option<String>,
    /// Every other member of the file, untouched.
    pub extra: BTreeMap<String, Value>,
}

impl Definition {
    /// Reads a definition from its JSON text.
    ///
    /// `identifier` is the model's, `source` is how messages shall name the text.
    ///
    /// # Errors
    /// The text is not JSON, is JSON of another kind, or a part of it has the wrong shape; the error names the line.
    pub fn parse(identifier: &str, source: &str, text: &str) -> Result<Self, Error> {
        parse::definition(identifier, source, text)
    }

    /// Reads the definition in the file at `path`, whose stem is the identifier.
    ///
    /// Messages name the file by its folder and name, so that they are the same on every machine.
    ///
    /// # Errors
    /// As [`Definition::parse`]; also a file that cannot be read, is not UTF-8 or is too large.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let source = shown(path);
        let fail = |problem| Error::new(&source, None, problem);
        let identifier = path.file_stem().and_then(|stem| stem.to_str()).ok_or_else(|| fail(Problem::Name))?;
        let bytes = read_regular_file(path, MAX_BYTES).map_err(|error| fail(Problem::unread(path, &error)))?;
        let text = String::from_utf8(bytes).map_err(|_| fail(Problem::NotUtf8))?;
        Self::parse(identifier, &source, &text)
    }

    /// Whether this is one of the platform's own models (`sys_user`, `sys_department`), which are served read-only.
    ///
    /// Source: "System data models" of the vendor's manual.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.identifier.starts_with("sys_")
    }

    /// The field with this key, if the model has it.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// `database-schemas/student.json`: the folder's name and the file's, never a path of one machine.
fn shown(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match path.parent().and_then(Path::file_name) {
        Some(folder) => format!("{}/{name}", folder.to_string_lossy()),
        None => name.into_owned(),
    }
}
