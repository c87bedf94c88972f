//! Strings and the keys of options.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::IntoValue;
use crate::model::{Choice, OptionSet, Text};
use crate::value::{AreaCode, FileRef, Value, WireValue};

/// A string to search for: any value that a text field can be set to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "expected text",
    note = "`contains`, `starts_with` and `ends_with` take a `&str` or a `String`"
)]
pub trait IntoText {
    /// Converts to a value to send.
    fn into_text(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<V: IntoValue<Text>> IntoText for V {
    fn into_text(self) -> Value {
        self.into_value()
    }
}

/// Implementations for kinds whose values are strings.
macro_rules! texts {
    ($($kind:ty $(, $of:ident)?;)*) => {$(
        texts! { @owned $kind $(, $of)?: String | Cow<'_, str> }
        texts! { @shared $kind $(, $of)?: &String | &str | &&str | &Cow<'_, str> }
        texts! { @shared $kind $(, $of)?: Box<str> | Arc<str> | Rc<str> | &Box<str> | &Arc<str> | &Rc<str> }
    )*};
    (@$by:ident $kind:ty: $($from:ty)|*) => {$(
        #[diagnostic::do_not_recommend]
        impl<A> IntoValue<$kind, A> for $from {
            fn into_value(self) -> Value {
                $by(self)
            }
        }
    )*};
    (@$by:ident $kind:ty, $of:ident: $($from:ty)|*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$of, A> IntoValue<$kind, A> for $from {
            fn into_value(self) -> Value {
                $by(self)
            }
        }
    )*};
}

texts! { Text; FileRef; AreaCode; Choice<E>, E; }

fn owned(text: impl Into<String>) -> Value {
    Value(WireValue::Text(text.into()))
}

fn shared(text: impl AsRef<str>) -> Value {
    Value(WireValue::Text(text.as_ref().to_owned()))
}

macro_rules! of_itself {
    ($($kind:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<A> IntoValue<$kind, A> for $kind {
            fn into_value(self) -> Value {
                owned(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<A> IntoValue<$kind, A> for &$kind {
            fn into_value(self) -> Value {
                shared(self)
            }
        }
    )*};
}
of_itself!(FileRef AreaCode);

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Text, A> for char {
    fn into_value(self) -> Value {
        owned(self)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Text, A> for &char {
    fn into_value(self) -> Value {
        owned(*self)
    }
}

/// Implemented for references to options by the [macro](crate::__private::v2::option_set), since a blanket impl would
/// overlap.
#[diagnostic::do_not_recommend]
impl<E: OptionSet, T: OptionSet<Tag = E::Tag>, A> IntoValue<Choice<E>, A> for T {
    fn into_value(self) -> Value {
        key_of(&self)
    }
}

/// Returns the key of an option as a value; for generated code.
pub fn key_of<T: OptionSet>(option: &T) -> Value {
    shared(option.key())
}
