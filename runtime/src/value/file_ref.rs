//! References to files.

use super::string_newtype::string_newtype;

/// A reference to a file or an image (附件, 图片): the `cloud://` id of a stored file, or the web address of another one.
///
/// An id is no address: the platform's storage interface makes one of it.
///
/// Source: "Data model fields", image and file, for the id; addresses are seen in stored data.
///
/// ```
/// let photo = weda::FileRef::new("cloud://env-1a2b.bucket/照片/李四.png");
/// assert!(photo.is_stored());
/// assert_eq!(photo.as_str(), "cloud://env-1a2b.bucket/照片/李四.png");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct FileRef(String);

string_newtype!(FileRef);

impl FileRef {
    /// Whether the file lies in the platform's own storage.
    ///
    /// ```
    /// assert!(!weda::FileRef::new("https://example.com/李四.png").is_stored());
    /// ```
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.0.starts_with("cloud://")
    }
}
