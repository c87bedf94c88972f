//! References to files.

use super::string_newtype::string_newtype;

/// A reference to a file or an image (附件, 图片): the `cloud://` id of a stored file, or the URL of another one.
///
/// An id is not a URL: the platform's storage interface converts it.
///
/// Source: "Data model fields", image and file, for the id; URLs are seen in stored data.
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
    /// Returns true if the file is in the platform's storage.
    ///
    /// ```
    /// assert!(!weda::FileRef::new("https://example.com/李四.png").is_stored());
    /// ```
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.0.starts_with("cloud://")
    }
}
