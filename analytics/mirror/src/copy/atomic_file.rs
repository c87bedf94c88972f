//! Files that are complete or do not appear.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::error::Error;

/// Replaces a file by one with these bytes. After a crash at any moment there is the old file or the new one.
///
/// # Errors
/// Returns an error if the file cannot be written.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let fail = |error| Error::File { action: "write", path: path.to_owned(), error };
    let mut file = File::create(&temporary).map_err(fail)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fail)?;
    drop(file);
    std::fs::rename(&temporary, path).map_err(fail)?;
    sync_folder(path)
}

/// Makes names in the folder of a file permanent.
///
/// # Errors
/// Returns an error if the folder cannot be synchronized.
pub(super) fn sync_folder(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let fail = |error| Error::File { action: "write", path: folder.to_owned(), error };
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(fail)?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
