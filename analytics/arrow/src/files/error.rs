//! Errors of files, in the words of those who asked for them.

use std::io;

use weda_definition::printable;

/// The kind of a [`FileError`], by which a program decides what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// The address, or a setting in the environment, cannot be used.
    Address,
    /// Reading or writing failed: permissions, free space, a file that is missing.
    Access,
    /// The store refused a call, or cannot be reached.
    Store,
    /// The directory holds something else than this export.
    Occupied,
    /// A file is damaged, or differs from its manifest.
    Damaged,
    /// A column, or a field to partition by, has an unsuitable type.
    Column,
}

/// An error of writing or reading files.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct FileError {
    kind: FileErrorKind,
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl FileError {
    pub(super) fn new(kind: FileErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The kind of the error.
    pub fn kind(&self) -> FileErrorKind {
        self.kind
    }

    pub(super) fn write(name: &str, error: io::Error) -> Self {
        let message = format!(
            "`{}` cannot be written ({error}); check permissions and free space, then repeat the command: what is complete \
             is kept",
            printable(name)
        );
        Self { kind: FileErrorKind::Access, message, source: Some(Box::new(error)) }
    }

    pub(super) fn read(name: &str, error: io::Error) -> Self {
        let message = format!("`{}` cannot be read ({error}); check the path and its permissions", printable(name));
        Self { kind: FileErrorKind::Access, message, source: Some(Box::new(error)) }
    }

    pub(super) fn encode(name: &str, error: &arrow::error::ArrowError) -> Self {
        let message = format!("`{}` cannot be written: {}", printable(name), printable(&error.to_string()));
        Self::new(FileErrorKind::Access, message)
    }

    pub(super) fn damaged(name: &str, reason: &str) -> Self {
        let message = format!("`{}` is damaged: {}; copy or export it again", printable(name), printable(reason));
        Self::new(FileErrorKind::Damaged, message)
    }
}
