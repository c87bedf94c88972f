//! The few operations that an export needs of a place. Names are relative, with slashes.

use super::error::FileError;
use super::local::{Draft, LocalStore};
use super::location::Location;
#[cfg(feature = "s3")]
use super::s3::{RemoteStore, RemoteUpload};

/// A place for files.
pub(super) enum Store {
    Local(LocalStore),
    #[cfg(feature = "s3")]
    Remote(RemoteStore),
}

/// A file that becomes visible when it is complete.
pub(super) enum Upload {
    Local(Draft),
    #[cfg(feature = "s3")]
    Remote(RemoteUpload),
}

impl Store {
    /// # Errors
    /// Returns an error if the store's settings are missing. Nothing is sent or written.
    pub fn at(location: &Location) -> Result<Self, FileError> {
        match location {
            Location::Directory(path) => Ok(Self::Local(LocalStore::at(path.clone()))),
            #[cfg(feature = "s3")]
            Location::Bucket { bucket, prefix } => Ok(Self::Remote(RemoteStore::from_env(bucket, prefix)?)),
            #[cfg(not(feature = "s3"))]
            Location::Bucket { .. } => Err(FileError::new(
                super::error::FileErrorKind::Address,
                "this program was built without the feature `s3`; build it with `--features s3`, or give a directory",
            )),
        }
    }

    /// Keeps other processes from writing here, as far as the place can: a local directory is locked until the store is
    /// dropped.
    pub fn lock(&mut self) -> Result<(), FileError> {
        match self {
            Self::Local(store) => store.lock(),
            #[cfg(feature = "s3")]
            Self::Remote(_) => Ok(()),
        }
    }

    /// All names, including those of incomplete files.
    pub async fn list(&self) -> Result<Vec<String>, FileError> {
        match self {
            Self::Local(store) => store.list(),
            #[cfg(feature = "s3")]
            Self::Remote(store) => store.list().await,
        }
    }

    /// The content of a small file; `None` if it does not exist.
    pub async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        match self {
            Self::Local(store) => store.read(name),
            #[cfg(feature = "s3")]
            Self::Remote(store) => store.read(name).await,
        }
    }

    /// Writes a small file at once.
    pub async fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        match self {
            Self::Local(store) => {
                let mut draft = store.begin(name)?;
                draft.write(&bytes)?;
                draft.complete()
            }
            #[cfg(feature = "s3")]
            Self::Remote(store) => store.write(name, bytes).await,
        }
    }

    /// Begins a large file.
    pub async fn begin(&self, name: &str) -> Result<Upload, FileError> {
        match self {
            Self::Local(store) => Ok(Upload::Local(store.begin(name)?)),
            #[cfg(feature = "s3")]
            Self::Remote(store) => Ok(Upload::Remote(store.begin(name).await?)),
        }
    }

    /// Removes a file, and a directory that is empty then.
    pub async fn delete(&self, name: &str) -> Result<(), FileError> {
        match self {
            Self::Local(store) => store.delete(name),
            #[cfg(feature = "s3")]
            Self::Remote(store) => store.delete(name).await,
        }
    }
}

impl Upload {
    pub async fn write(&mut self, bytes: Vec<u8>) -> Result<(), FileError> {
        match self {
            Self::Local(draft) => draft.write(&bytes),
            #[cfg(feature = "s3")]
            Self::Remote(upload) => upload.write(bytes).await,
        }
    }

    /// Makes the file visible under its name.
    pub async fn complete(self) -> Result<(), FileError> {
        match self {
            Self::Local(draft) => draft.complete(),
            #[cfg(feature = "s3")]
            Self::Remote(upload) => upload.complete().await,
        }
    }
}
