//! The id of a record.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::Model;
use crate::model::SameModel;

/// The `_id` of a record of model `M`. Ids of different models cannot be confused.
///
/// The service assigns 32 hexadecimal digits, ten capital letters and digits, or a 19-digit number.
///
/// ```
/// # use weda::Id;
/// # struct Student;
/// let id = Id::<Student>::new("9G5C0WQN26");
/// assert_eq!(id.to_string(), "9G5C0WQN26");
/// ```
pub struct Id<M> {
    text: String,
    of: PhantomData<fn() -> M>,
}

impl<M> Id<M> {
    /// Creates an id from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), of: PhantomData }
    }

    /// Returns the text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the text of the id.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }

    pub(crate) fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// Converts to the id type of another row type of the same model.
    #[must_use]
    pub fn cast<N: SameModel<M>>(self) -> Id<N> {
        Id::new(self.text)
    }
}

impl<M> Clone for Id<M> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<M> fmt::Debug for Id<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Id").field(&self.text).finish()
    }
}

impl<M> fmt::Display for Id<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<M> From<String> for Id<M> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<M> From<&str> for Id<M> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<M> From<Id<M>> for String {
    fn from(id: Id<M>) -> Self {
        id.text
    }
}

/// Allows lookups by text in maps and sets of ids: `HashMap<Id<Student>, _>::get("9G5C0WQN26")`.
impl<M> Borrow<str> for Id<M> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl<M> AsRef<str> for Id<M> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<M, N: SameModel<M>> PartialEq<Id<N>> for Id<M> {
    fn eq(&self, other: &Id<N>) -> bool {
        self.text == other.text
    }
}

impl<M: Model> Eq for Id<M> {}

impl<M: Model> PartialOrd for Id<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M: Model> Ord for Id<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<M> Hash for Id<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<M> serde::Serialize for Id<M> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, M> serde::Deserialize<'de> for Id<M> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
