//! The place of an export: a directory, or a prefix in a store.

use std::fmt;
use std::path::{Path, PathBuf};

use weda_definition::printable;

use super::error::{FileError, FileErrorKind};

/// A directory, or a prefix of a bucket.
///
/// ```
/// use weda_arrow::files::Location;
///
/// assert!(matches!(Location::parse("backup".as_ref())?, Location::Directory(_)));
/// assert_eq!(Location::parse("s3://school/backup/".as_ref())?.to_string(), "s3://school/backup");
/// assert!(Location::parse("s3://key:secret@school/backup".as_ref()).is_err());
/// # Ok::<(), weda_arrow::files::FileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A directory of this machine.
    Directory(PathBuf),
    /// A prefix of a store that speaks the protocol of S3.
    Bucket {
        /// The name of the bucket.
        bucket: String,
        /// The names before the files, without slashes at the ends; may be empty.
        prefix: String,
    },
}

impl Location {
    /// Parses a path, or a URL such as `s3://bucket/prefix`.
    ///
    /// # Errors
    /// Returns an error for any other URL, and for one with credentials: they come from the environment.
    pub fn parse(text: &Path) -> Result<Self, FileError> {
        let address = |message: String| FileError::new(FileErrorKind::Address, message);
        let Some((scheme, rest)) = text.to_str().and_then(|text| text.split_once("://")) else {
            return Ok(Self::Directory(text.to_owned()));
        };
        if !scheme.eq_ignore_ascii_case("s3") {
            let scheme = printable(scheme);
            return Err(address(format!("`{scheme}://` is not supported; give a directory, or s3://bucket/prefix")));
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.contains('@') {
            // Not quoted: it may have a password.
            return Err(address(
                "the address of a store must not have a user name or password; set AWS_ACCESS_KEY_ID and \
                 AWS_SECRET_ACCESS_KEY, and give s3://bucket/prefix"
                    .to_owned(),
            ));
        }
        let is_bucket = !bucket.is_empty()
            && bucket.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        if !is_bucket {
            return Err(address(format!(
                "`{}` is not the name of a bucket; give s3://bucket/prefix",
                printable(bucket)
            )));
        }
        let prefix = prefix.trim_matches('/');
        let is_plain = prefix.split('/').all(|part| !matches!(part, "." | ".."))
            && !prefix.contains("//")
            && !prefix.chars().any(|character| character.is_control() || "?#\\".contains(character));
        if !is_plain {
            let message = "the prefix in the address of a store must not have empty parts, `..`, `?`, `#` or `\\`; give \
                           s3://bucket/prefix";
            return Err(address(message.to_owned()));
        }
        Ok(Self::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }

    /// Returns true for a URL.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        matches!(self, Self::Bucket { .. })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => f.write_str(&printable(&path.display().to_string())),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{}", printable(prefix)),
        }
    }
}
