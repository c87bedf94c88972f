//! Sets of options, whose keys records store.

use std::fmt;
use std::hash::{Hash, Hasher};

/// A set of options, open at its end: a key that the definition does not know is kept as it is.
///
/// Generated enumerations are such sets. The trait is in the [prelude](crate::prelude).
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
    /// Equal for two types exactly when they hold the options of one set, or of one field that has options of its own.
    type Tag;

    /// The option with this key; an unknown key is kept.
    fn from_key(key: String) -> Self;

    /// The key, as records store it.
    fn key(&self) -> &str;

    /// What people see; the key where no label is known.
    fn label(&self) -> &str {
        self.key()
    }

    /// All options that are listed, in their order; none where the set is not known.
    fn options() -> Vec<Self>;
}

/// An enumeration whose options can be reached by number; implemented by generated code.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of options",
    label = "expected an enumeration that `weda generate` wrote"
)]
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
        match position(T::LISTED, &key) {
            Some(index) => T::nth(index, String::new()),
            None => T::nth(T::LISTED.len(), key),
        }
    }

    fn key(&self) -> &str {
        known(self.index(), T::LISTED).0
    }

    fn label(&self) -> &str {
        known(self.index(), T::LISTED).1
    }

    fn options() -> Vec<Self> {
        (0..T::LISTED.len()).map(|index| T::nth(index, String::new())).collect()
    }
}

/// The same option; for generated code.
pub fn same<E: Options>(option: &E) -> E {
    let (index, key) = again(option.index(), E::LISTED.len());
    E::nth(index, key)
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

/// Prints an option as Rust has it, by the names of the variants; for generated code.
///
/// # Errors
/// Those of the formatter.
pub fn debug_variant<E: Options>(option: &E, variants: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match option.index() {
        Ok(index) => f.write_str(variants.get(index).copied().unwrap_or_default()),
        Err(key) => f.debug_tuple("Other").field(&key).finish(),
    }
}

// What follows knows no type, so that it is compiled once and not once a set.

/// The number of the option with this key.
fn position(listed: &[(&str, &str)], key: &str) -> Option<usize> {
    listed.iter().position(|(known, _)| *known == key)
}

/// What [`Options::nth`] makes the option with this key of.
pub(crate) fn place(listed: &[(&str, &str)], key: &str) -> (usize, String) {
    match position(listed, key) {
        Some(index) => (index, String::new()),
        None => (listed.len(), key.to_owned()),
    }
}

/// What [`Options::nth`] makes the same option of.
fn again(index: Result<usize, &str>, listed: usize) -> (usize, String) {
    match index {
        Ok(index) => (index, String::new()),
        Err(key) => (listed, key.to_owned()),
    }
}

/// Key and label of an option; an unknown key is its own label.
fn known<'o>(index: Result<usize, &'o str>, listed: &[(&'static str, &'static str)]) -> (&'o str, &'o str) {
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
