//! Writing files that may already exist.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Maximum number of symbolic links that are followed, as in the system.
const MAX_LINKS: usize = 40;

/// Resolves symbolic links, so that the file is replaced and not the link. A dangling link is resolved to its target.
pub(crate) fn resolve_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(link) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(link);
    }
    path
}

/// Returns true for a pipe or device, which must be written directly and not replaced.
pub(crate) fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| !file.is_file() && !file.is_dir())
}

/// Creates a temporary file beside `path` to replace it, with the mode of the existing file or of a new file.
///
/// # Errors
/// Returns an error if the file cannot be created.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".weda-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder_of(path))?;
    if let Ok(old) = path.metadata() {
        copy_mode(&old, file.path())?;
    }
    Ok(file)
}

/// Creates a temporary file beside `path` that only its owner can read, since it remains if the process is killed.
/// [`set_final_mode`] sets the final mode.
///
/// # Errors
/// Returns an error if the file cannot be created.
pub(crate) fn private_beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".weda-").tempfile_in(folder_of(path))
}

/// Sets the mode of a complete file to that of the file at `path`, or of a new file.
///
/// # Errors
/// Returns an error if the mode cannot be read or set.
pub(crate) fn set_final_mode(file: &Path, path: &Path) -> io::Result<()> {
    match path.metadata() {
        Ok(old) => copy_mode(&old, file),
        // The mode of a new file is known only by creating one.
        Err(_) => copy_mode(&beside(path)?.as_file().metadata()?, file),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Sets the mode of the new file to that of the old one.
///
/// # Errors
/// Returns an error if the mode cannot be set.
pub(crate) fn copy_mode(old: &Metadata, new: &Path) -> io::Result<()> {
    // On other systems the mode is only the read-only flag, which must not be set.
    if cfg!(unix) { fs::set_permissions(new, old.permissions()) } else { Ok(()) }
}
