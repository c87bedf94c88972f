//! Sets of options, whose keys records store.

use std::fmt;
use std::hash::{Hash, Hasher};

/// A set of options, open at its end: a key that the definition does not know is kept as it is.
///
/// Implemented by generated enumerations, which also have `label()` and `all()`.
pub trait OptionSet: Sized {
    /// Equal for two types exactly when they hold the options of one set, or of one field that has options of its own.
    type Tag;

    /// The option with this key; an unknown key is kept.
    fn from_key(key: String) -> Self;

    /// The key, as records store it.
    fn key(&self) -> &str;
}

/// An enumeration whose options can be reached by number; implemented by generated code.
pub trait Options: Sized {
    /// As [`OptionSet::Tag`].
    type Tag;
    /// Key and label of each option, in their order.
    const LISTED: &'static [(&'static str, &'static str)];

    /// Option number `index`; one that is not listed holds `key`.
    fn nth(index: usize, key: String) -> Self;
    /// The option's number, or the key of one that is not listed.
    fn index(&self) -> Result<usize, &str>;
}

#[diagnostic::do_not_recommend]
impl<T: Options> OptionSet for T {
    type Tag = T::Tag;

    fn from_key(key: String) -> Self {
        let index = T::LISTED.iter().position(|(known, _)| *known == key);
        T::nth(index.unwrap_or(T::LISTED.len()), key)
    }

    fn key(&self) -> &str {
        self.index().map_or_else(|key| key, |index| T::LISTED[index].0)
    }
}

/// All options that are listed, in their order; for generated code.
pub fn all<E: Options>() -> Vec<E> {
    (0..E::LISTED.len()).map(|index| E::nth(index, String::new())).collect()
}

/// What people see of an option; the key where no label is known. For generated code.
pub fn label<E: Options>(option: &E) -> &str {
    option.index().map_or_else(|key| key, |index| E::LISTED[index].1)
}

/// The same option; for generated code.
pub fn same<E: Options>(option: &E) -> E {
    match option.index() {
        Ok(index) => E::nth(index, String::new()),
        Err(key) => E::nth(E::LISTED.len(), key.to_owned()),
    }
}

/// Whether two options have one key; for generated code.
pub fn equal<E: Options>(one: &E, other: &E) -> bool {
    one.key() == other.key()
}

/// Hashes the key; for generated code.
pub fn hash<E: Options, H: Hasher>(option: &E, state: &mut H) {
    option.key().hash(state);
}

/// Prints the key; for generated code.
///
/// # Errors
/// Those of the formatter.
pub fn debug_option<E: Options>(option: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(option.key(), f)
}
