//! Where files are written to, when something may stand there already.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How many links are followed, as the system does.
const LINKS: usize = 40;

/// The path behind links, so that a new file takes the place of the old one and not of a link to it. A link to nowhere
/// leads to where its file would be.
pub(crate) fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(link) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(link);
    }
    path
}

/// Whether a file must be written straight into: a pipe or a device, whose place no file may take.
pub(crate) fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| !file.is_file() && !file.is_dir())
}

/// A file beside `path` that is to take its place: who may read it is as for the file that is there, or as for any new
/// file of the user.
///
/// # Errors
/// No file can be made there.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".weda-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder_of(path))?;
    if let Ok(old) = path.metadata() {
        keep_mode(&old, file.path())?;
    }
    Ok(file)
}

/// A file beside `path` that nobody else may read, whatever is to become of it: what is left of it when the process is
/// killed holds records. [`open_up`] ends that.
///
/// # Errors
/// No file can be made there.
pub(crate) fn private_beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".weda-").tempfile_in(folder_of(path))
}

/// Gives a finished file the mode that a file at `path` has, or would have.
///
/// # Errors
/// The system refuses.
pub(crate) fn open_up(file: &Path, path: &Path) -> io::Result<()> {
    match path.metadata() {
        Ok(old) => keep_mode(&old, file),
        // Nothing but a new file tells which mode the system gives to one.
        Err(_) => keep_mode(&beside(path)?.as_file().metadata()?, file),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a new file the mode of the old one.
///
/// # Errors
/// The system refuses.
pub(crate) fn keep_mode(old: &Metadata, new: &Path) -> io::Result<()> {
    // Elsewhere it is nothing but whether the file may be written, which the new one has to be.
    if cfg!(unix) { fs::set_permissions(new, old.permissions()) } else { Ok(()) }
}
