//! A store that speaks the protocol of S3. Credentials and endpoint come from the environment alone.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore as _, ObjectStoreExt as _, PutPayload, RetryConfig};
use weda_definition::printable;

use super::error::{FileError, FileErrorKind};

/// The size of a part in bytes; all but the last must have at least 5 MiB, and some stores want all of one size.
const PART_BYTES: usize = 8 << 20;

/// A prefix of a bucket.
pub(super) struct RemoteStore {
    store: AmazonS3,
    bucket: String,
    prefix: String,
}

/// An object that is being uploaded: it becomes visible when all its parts are there.
pub(super) struct RemoteUpload {
    store: AmazonS3,
    path: Path,
    url: String,
    /// Begun with the first part, so that small objects take one call.
    parts: Option<Box<dyn MultipartUpload>>,
    buffer: Vec<u8>,
}

impl RemoteStore {
    /// # Errors
    /// Returns an error if the variables of the environment are missing or unsuitable.
    pub fn from_env(bucket: &str, prefix: &str) -> Result<Self, FileError> {
        let missing = |message: &str| Err(FileError::new(FileErrorKind::Address, message));
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let has_keys = is_set("AWS_ACCESS_KEY_ID") && is_set("AWS_SECRET_ACCESS_KEY");
        let has_other = [
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_METADATA_ENDPOINT",
            "AWS_SKIP_SIGNATURE",
        ];
        // Else the store's library asks the network of a cloud's machine for keys, and waits.
        if !has_keys && !has_other.iter().any(|name| is_set(name)) {
            return missing(
                "a store needs keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL for a store outside AWS",
            );
        }
        for name in ["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"] {
            // Such an address would be quoted in errors.
            if std::env::var(name).is_ok_and(|value| value.contains('@')) {
                return missing(&format!(
                    "{name} must not have a user name or password; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                ));
            }
        }
        let retry = RetryConfig { max_retries: 5, retry_timeout: Duration::from_secs(60), ..RetryConfig::default() };
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build();
        let store = store.map_err(|error| {
            let reason = printable(&error.to_string()).into_owned();
            FileError::new(
                FileErrorKind::Address,
                format!("the store cannot be used: {reason}; check the variables AWS_*"),
            )
        })?;
        Ok(Self { store, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }

    fn url(&self, name: &str) -> String {
        match self.prefix.is_empty() {
            true => format!("s3://{}/{name}", self.bucket),
            false => format!("s3://{}/{}/{name}", self.bucket, self.prefix),
        }
    }

    /// The names are kept as they are: `Path::from` would escape what is not ASCII.
    fn path(&self, name: &str) -> Result<Path, FileError> {
        let text = if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) };
        Path::parse(&text).map_err(|error| {
            let message =
                format!("`{}` is not the name of an object: {}", printable(&text), printable(&error.to_string()));
            FileError::new(FileErrorKind::Address, message)
        })
    }

    pub async fn list(&self) -> Result<Vec<String>, FileError> {
        let prefix = match self.prefix.is_empty() {
            true => None,
            false => Some(Path::parse(&self.prefix).map_err(|error| failed(&self.url(""), &error.into()))?),
        };
        let objects: Vec<_> =
            self.store.list(prefix.as_ref()).try_collect().await.map_err(|error| failed(&self.url(""), &error))?;
        let mut names: Vec<String> = objects
            .iter()
            .filter_map(|object| {
                let key = object.location.as_ref();
                let name =
                    if self.prefix.is_empty() { key } else { key.strip_prefix(&self.prefix)?.strip_prefix('/')? };
                Some(name.to_owned())
            })
            .collect();
        names.sort();
        Ok(names)
    }

    pub async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        let fail = |error| failed(&self.url(name), &error);
        match self.store.get(&self.path(name)?).await {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fail(error)),
            Ok(object) => Ok(Some(object.bytes().await.map_err(fail)?.into())),
        }
    }

    pub async fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        let done = self.store.put(&self.path(name)?, PutPayload::from(bytes)).await;
        done.map(|_| ()).map_err(|error| failed(&self.url(name), &error))
    }

    pub async fn begin(&self, name: &str) -> Result<RemoteUpload, FileError> {
        Ok(RemoteUpload {
            store: self.store.clone(),
            path: self.path(name)?,
            url: self.url(name),
            parts: None,
            buffer: Vec::new(),
        })
    }

    pub async fn delete(&self, name: &str) -> Result<(), FileError> {
        match self.store.delete(&self.path(name)?).await {
            Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(error) => Err(failed(&self.url(name), &error)),
        }
    }
}

impl RemoteUpload {
    pub async fn write(&mut self, bytes: Vec<u8>) -> Result<(), FileError> {
        self.buffer.extend_from_slice(&bytes);
        while self.buffer.len() >= PART_BYTES {
            let rest = self.buffer.split_off(PART_BYTES);
            let part = std::mem::replace(&mut self.buffer, rest);
            self.send(part).await?;
        }
        Ok(())
    }

    async fn send(&mut self, part: Vec<u8>) -> Result<(), FileError> {
        let fail = |error| failed(&self.url, &error);
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => none.insert(self.store.put_multipart(&self.path).await.map_err(fail)?),
        };
        // One at a time: memory is bounded by one part.
        parts.put_part(PutPayload::from(part)).await.map_err(fail)
    }

    pub async fn complete(mut self) -> Result<(), FileError> {
        let rest = std::mem::take(&mut self.buffer);
        if self.parts.is_none() {
            let done = self.store.put(&self.path, PutPayload::from(rest)).await;
            return done.map(|_| ()).map_err(|error| failed(&self.url, &error));
        }
        if !rest.is_empty() {
            self.send(rest).await?;
        }
        match &mut self.parts {
            Some(parts) => parts.complete().await.map(|_| ()).map_err(|error| failed(&self.url, &error)),
            None => Ok(()),
        }
    }
}

fn failed(url: &str, error: &object_store::Error) -> FileError {
    let hint = match error {
        object_store::Error::NotFound { .. } => "check the name of the bucket",
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rights of that key"
        }
        _ => "check AWS_ENDPOINT_URL, AWS_REGION and the network, then repeat the command: what is complete is kept",
    };
    let message = format!("the store failed at `{}`: {}; {hint}", printable(url), printable(&error.to_string()));
    FileError::new(FileErrorKind::Store, message)
}
