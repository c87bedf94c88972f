use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

/// Reads a regular file of at most `limit` bytes. Links are followed.
///
/// Reading a pipe could block forever, and reading a device could exhaust memory. So the file is checked before it is opened,
/// and not read beyond the limit.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("学生.json");
/// std::fs::write(&path, r#"{ "type": "object" }"#)?;
/// assert_eq!(weda_definition::read_regular_file(&path, 1 << 20)?.len(), 20);
/// assert!(weda_definition::read_regular_file(&path, 10).is_err());
/// assert!(weda_definition::read_regular_file(folder.path(), 1 << 20).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Returns [`ErrorKind::InvalidInput`] for a pipe, a socket or a device, [`ErrorKind::IsADirectory`] for a folder,
/// [`ErrorKind::FileTooLarge`] beyond the limit, and what the system says if the file cannot be read.
pub fn read_regular_file(path: &Path, limit: u64) -> Result<Vec<u8>> {
    check(&path.metadata()?, limit)?;
    let file = File::open(path)?;
    // The file may have been replaced since, or have grown.
    let metadata = file.metadata()?;
    check(&metadata, limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(bytes.len() as u64, limit)) } else { Ok(bytes) }
}

fn check(metadata: &Metadata, limit: u64) -> Result<()> {
    if metadata.is_dir() {
        return Err(Error::new(ErrorKind::IsADirectory, "is a directory"));
    }
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "not a regular file but a pipe, a socket or a device"));
    }
    if metadata.len() > limit { Err(too_large(metadata.len(), limit)) } else { Ok(()) }
}

fn too_large(bytes: u64, limit: u64) -> Error {
    Error::new(ErrorKind::FileTooLarge, format!("{bytes} bytes or more, the limit is {limit}"))
}
