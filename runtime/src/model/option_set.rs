//! Option sets, whose keys records store.

use std::fmt;
use std::hash::{Hash, Hasher};

/// An open set of options: keys that the definition does not list are preserved.
///
/// Implemented by generated enumerations. The trait is in the [prelude](crate::prelude).
///
/// ```
/// use weda::prelude::*;
/// # pub enum BookBinding { Hard, Soft, Other(String) }
/// # impl weda::__private::v1::Options for BookBinding {
/// #     type Tag = weda::__private::v1::Tag<1>;
/// #     const LISTED: &'static [(&'static str, &'static str)] = &[("hard", "精装"), ("soft", "平装")];
/// #     fn nth(index: usize, key: String) -> Self {
/// #         match index { 0 => Self::Hard, 1 => Self::Soft, _ => Self::Other(key) }
/// #     }
/// #     fn index(&self) -> Result<usize, &str> {
/// #         match self { Self::Hard => Ok(0), Self::Soft => Ok(1), Self::Other(key) => Err(key) }
/// #     }
/// # }
/// # weda::__private::v1::option_set!(BookBinding);
/// assert_eq!(BookBinding::Hard.key(), "hard");
/// assert_eq!(BookBinding::Hard.label(), "精装");
/// assert_eq!(BookBinding::options(), [BookBinding::Hard, BookBinding::Soft]);
/// assert_eq!(BookBinding::from_key("线装".into()), BookBinding::Other("线装".into()));
/// ```
pub trait OptionSet: Sized {
    /// Equal for two types if and only if they have the options of the same shared set or the same field.
    type Tag;

    /// Returns the option with this key. Unknown keys are preserved.
    fn from_key(key: String) -> Self;

    /// Returns the key that records store.
    fn key(&self) -> &str;

    /// Returns the display label, or the key if there is no label.
    fn label(&self) -> &str {
        self.key()
    }

    /// Returns all listed options in order; empty if the set is not known.
    fn options() -> Vec<Self>;
}

/// Access to an enumeration's options by index; implemented by generated code.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an option set",
    label = "expected an enumeration from `weda generate`"
)]
pub trait Options: Sized {
    /// See [`OptionSet::Tag`].
    type Tag;
    /// Key and label of each option, in order.
    const LISTED: &'static [(&'static str, &'static str)];

    /// Returns the option at `index`, or one that holds `key` if the index is not listed.
    fn nth(index: usize, key: String) -> Self;
    /// Returns the option's index, or the key of an unlisted option.
    fn index(&self) -> Result<usize, &str>;
}

#[diagnostic::do_not_recommend]
impl<T: Options> OptionSet for T {
    type Tag = T::Tag;

    fn from_key(key: String) -> Self {
        match position(T::LISTED, &key) {
            Some(index) => T::nth(index, String::new()),
            None => T::nth(T::LISTED.len(), key),
        }
    }

    fn key(&self) -> &str {
        key_and_label(self.index(), T::LISTED).0
    }

    fn label(&self) -> &str {
        key_and_label(self.index(), T::LISTED).1
    }

    fn options() -> Vec<Self> {
        (0..T::LISTED.len()).map(|index| T::nth(index, String::new())).collect()
    }
}

/// Clones an option; for generated code.
pub fn same<E: Options>(option: &E) -> E {
    let (index, key) = nth_of_same(option.index(), E::LISTED.len());
    E::nth(index, key)
}

/// Returns true if two options have the same key; for generated code.
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
/// Returns the error of the formatter.
pub fn debug_option<E: Options>(option: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(option.key(), f)
}

/// Prints the name of the option's variant; for generated code.
///
/// # Errors
/// Returns the error of the formatter.
pub fn debug_variant<E: Options>(option: &E, variants: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match option.index() {
        Ok(index) => f.write_str(variants.get(index).copied().unwrap_or_default()),
        Err(key) => f.debug_tuple("Other").field(&key).finish(),
    }
}

// The functions below are not generic, so that they are compiled once and not once per set.

/// Returns the index of the option with this key.
fn position(listed: &[(&str, &str)], key: &str) -> Option<usize> {
    listed.iter().position(|(known, _)| *known == key)
}

/// Returns the arguments of [`Options::nth`] for this key.
pub(crate) fn nth_of_key(listed: &[(&str, &str)], key: &str) -> (usize, String) {
    match position(listed, key) {
        Some(index) => (index, String::new()),
        None => (listed.len(), key.to_owned()),
    }
}

/// Returns the arguments of [`Options::nth`] for the same option.
fn nth_of_same(index: Result<usize, &str>, listed: usize) -> (usize, String) {
    match index {
        Ok(index) => (index, String::new()),
        Err(key) => (listed, key.to_owned()),
    }
}

/// Returns key and label of an option; an unknown key is its own label.
fn key_and_label<'o>(index: Result<usize, &'o str>, listed: &[(&'static str, &'static str)]) -> (&'o str, &'o str) {
    index.map_or_else(|key| (key, key), |index| listed[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Binding {
        Hard,
        Other(String),
    }

    impl Options for Binding {
        type Tag = ();
        const LISTED: &'static [(&'static str, &'static str)] = &[("hard", "精装")];

        fn nth(index: usize, key: String) -> Self {
            if index == 0 { Self::Hard } else { Self::Other(key) }
        }

        fn index(&self) -> Result<usize, &str> {
            match self {
                Self::Hard => Ok(0),
                Self::Other(key) => Err(key),
            }
        }
    }

    #[test]
    fn an_unknown_key_is_kept_and_not_copied() {
        let key = String::from("线装");
        let place = key.as_ptr();
        let Binding::Other(kept) = Binding::from_key(key) else { panic!("it is not listed") };
        assert_eq!((kept.as_str(), kept.as_ptr()), ("线装", place));
        assert_eq!(Binding::from_key("hard".to_owned()), Binding::Hard);
    }
}
