//! Rust types that a field can be set to and compared with.

mod ids;
#[cfg(feature = "jiff02")]
mod jiff02;
mod json;
mod lists;
mod numbers;
mod texts;
mod times;

pub use texts::{IntoText, key_of};

use super::{Value, WireValue};
use crate::model::{Clearable, Required};

/// A Rust value that a field of kind `K` with presence `A` can be set to.
///
/// Implement it for your own type by delegation:
///
/// ```
/// struct Phone(String);
/// impl weda::value::IntoValue<weda::field::Text> for Phone {
///     fn into_value(self) -> weda::value::Value {
///         weda::value::IntoValue::<weda::field::Text>::into_value(self.0)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "this field is `{K}`: it cannot be set to `{Self}`",
    label = "this is `{Self}`, the field is `{K}`",
    note = "text, files and regions take `&str` and `String`, `Number` any number, `Integer` integers, `Bool` a `bool`, choices a key \
            or an option, times, locations and objects the type of their kind, free JSON a `weda::Json`, relations an `Id` \
            of their target, lists a `Vec`, an array or a slice; fields that may be empty take an `Option` of these"
)]
pub trait IntoValue<K, A = Required> {
    /// Converts to a value to send.
    fn into_value(self) -> Value;
}

/// A Rust value that a field of kind `K` can be compared with: all values that it can be set to, except `Option`s.
#[diagnostic::on_unimplemented(
    message = "this field is `{K}`: it cannot be compared with `{Self}`",
    label = "this is `{Self}`, the field is `{K}`",
    note = "text, files and regions take `&str` and `String`, `Number` any number, `Integer` integers, `Bool` a `bool`, choices a key \
            or an option, times the type of their kind, relations an `Id` of their target. Options cannot be compared: if \
            there may be no value, create an optional filter, `value.map(|value| FIELD.eq(value))`"
)]
pub trait Operand<K> {
    /// Converts to a value to send.
    fn into_operand(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<V: IntoValue<K>, K> Operand<K> for V {
    fn into_operand(self) -> Value {
        self.into_value()
    }
}

/// A Rust value that a field of kind `K` can be incremented by.
#[diagnostic::on_unimplemented(
    message = "this field is `{K}`: it cannot be counted by `{Self}`",
    label = "this is `{Self}`, the field is `{K}`",
    note = "`Number` takes any number, `Integer` integers; negative ones decrement"
)]
pub trait Amount<K> {
    /// Converts to a value to add.
    fn into_amount(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<V: IntoValue<K>, K> Amount<K> for V {
    fn into_amount(self) -> Value {
        self.into_value()
    }
}

/// `None` clears the field, which must not be required.
///
/// The only impl that rustc may mention: its inner bound has the message for `Some` of a wrong type.
impl<T: IntoValue<K>, K, A: Clearable> IntoValue<K, A> for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value(WireValue::Null), IntoValue::into_value)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T, K, A: Clearable> IntoValue<K, A> for &'v Option<T>
where
    &'v T: IntoValue<K>,
{
    fn into_value(self) -> Value {
        IntoValue::<K, A>::into_value(self.as_ref())
    }
}

#[cfg(test)]
mod tests;
