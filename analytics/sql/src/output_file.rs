//! Files that are complete or do not appear.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use weda_definition::Printable;

use crate::failure::Failure;

/// A file that is written beside its place and renamed when it is complete. Dropped before, it leaves nothing behind.
pub(crate) struct OutputFile {
    path: PathBuf,
    replaces: bool,
    temporary: NamedTempFile,
}

impl OutputFile {
    /// Creates the file beside `path`.
    ///
    /// # Errors
    /// Returns an error if there is something at `path` that is not to be replaced, or if the file cannot be created.
    pub(crate) fn create(path: &Path, replaces: bool) -> Result<Self, Failure> {
        if !replaces && path.symlink_metadata().is_ok() {
            return Err(exists(path));
        }
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            return Err(Failure::file("write", path, "it is not a regular file"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".weda-sql-");
        // As other programs create files: the umask decides.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder.tempfile_in(folder).map_err(|error| Failure::file("write", path, error))?;
        Ok(Self { path: path.to_owned(), replaces, temporary })
    }

    /// Another handle to the file.
    ///
    /// # Errors
    /// Returns an error if the system has no more of them.
    pub(crate) fn handle(&self) -> io::Result<File> {
        self.temporary.as_file().try_clone()
    }

    /// Moves the complete file to its place.
    ///
    /// # Errors
    /// Returns an error if it cannot be stored or moved, or if there is a file by now that is not to be replaced.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        let Self { path, replaces, temporary } = self;
        let stored = temporary.as_file().flush().and_then(|()| temporary.as_file().sync_all());
        stored.map_err(|error| Failure::file("write", &path, error))?;
        let moved = if replaces { temporary.persist(&path) } else { temporary.persist_noclobber(&path) };
        moved.map(drop).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&path),
            _ => Failure::file("write", &path, error.error),
        })
    }
}

fn exists(path: &Path) -> Failure {
    Failure::new(crate::exit::Exit::LocalFile, format!("`{}` exists already", Printable(path.display())))
        .hint("name another file, or give `--force` to replace it")
}
