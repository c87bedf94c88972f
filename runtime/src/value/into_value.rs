//! Which Rust types a field can be set to and compared with.

use std::borrow::Cow;

use super::{Value, WireValue, json, write};
use crate::codec::{Record, Writer};
use crate::model::{
    Bool, Choice, Clearable, Date, DateTime, Id, Integer, Json, List, Number, OptionSet, Required, SameModel, Text,
    TimeOfDay,
};

/// A Rust value that a field of kind `K` and presence `A` can be set to.
///
/// Implement it for a type of your own by delegation:
///
/// ```
/// struct Phone(String);
/// impl weda::IntoValue<weda::Text> for Phone {
///     fn into_value(self) -> weda::Value {
///         weda::IntoValue::<weda::Text>::into_value(self.0)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "this field is `{K}`: it cannot be set to `{Self}`",
    label = "this is `{Self}`, the field is `{K}`",
    note = "texts, files and regions take `&str` and `String`, numbers any number (whole ones no fraction), choices a \
            key or an option, times, places and objects the type of their kind, free JSON a `weda::Json`, relations an \
            `Id` of their target, lists a `Vec`"
)]
pub trait IntoValue<K, A = Required> {
    /// The value in the form in which it travels.
    fn into_value(self) -> Value;
}

/// A Rust value that a field of kind `K` can be compared with: everything it can be set to, but for `Option`.
#[diagnostic::on_unimplemented(
    message = "this field is `{K}`: it cannot be compared with `{Self}`",
    label = "this is `{Self}`, the field is `{K}`",
    note = "texts, files and regions take `&str` and `String`, numbers any number (whole ones no fraction), choices a \
            key or an option, times the type of their kind, relations an `Id` of their target; none takes an \
            `Option`: use `Filter::when` where there may be no value"
)]
pub trait Operand<K> {
    /// The value in the form in which it travels.
    fn into_operand(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<V: IntoValue<K>, K> Operand<K> for V {
    fn into_operand(self) -> Value {
        self.into_value()
    }
}

macro_rules! into_value {
    ($kind:ty: $($from:ty => |$value:ident| $wire:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<A> $crate::IntoValue<$kind, A> for $from {
            fn into_value(self) -> $crate::Value {
                let $value = self;
                $crate::Value($wire)
            }
        }
    )*};
}
pub(crate) use into_value;

into_value! { Text:
    String => |text| WireValue::Text(text);
    &str => |text| WireValue::Text(text.to_owned());
    &String => |text| WireValue::Text(text.clone());
    Cow<'_, str> => |text| WireValue::Text(text.into_owned());
    char => |text| WireValue::Text(text.to_string());
}
into_value! { Bool: bool => |value| WireValue::Bool(value); }
into_value! { Number:
    f64 => |number| finite(number);
    f32 => |number| finite(shortest(number));
}

/// Whole numbers keep their digits, for either kind of number.
macro_rules! whole_numbers {
    ($($whole:ty)*) => {$(
        into_value! { Number: $whole => |number| WireValue::Int(number.into()); }
        into_value! { Integer: $whole => |number| WireValue::Int(number.into()); }
    )*};
}
whole_numbers! { i8 i16 i32 i64 u8 u16 u32 }

// Written out, since rustc would add "originates in the macro" to the mistakes that users make with times.
#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for DateTime {
    fn into_value(self) -> Value {
        Value(WireValue::Int(self.as_millis()))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Date, A> for Date {
    fn into_value(self) -> Value {
        Value(WireValue::Day(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<TimeOfDay, A> for TimeOfDay {
    fn into_value(self) -> Value {
        Value(WireValue::Int(self.as_millis()))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Json, A> for Json {
    fn into_value(self) -> Value {
        IntoValue::<Json, A>::into_value(self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Json, A> for serde_json::Value {
    fn into_value(self) -> Value {
        Value(if self.is_null() { WireValue::Null } else { WireValue::Json(self.to_string()) })
    }
}

#[diagnostic::do_not_recommend]
impl<E: OptionSet, T: OptionSet<Tag = E::Tag>, A> IntoValue<Choice<E>, A> for T {
    fn into_value(self) -> Value {
        Value(WireValue::Text(self.key().to_owned()))
    }
}

/// A key as text is fine: option sets are open.
#[diagnostic::do_not_recommend]
impl<E, A> IntoValue<Choice<E>, A> for &str {
    fn into_value(self) -> Value {
        Value(WireValue::Text(self.to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<E, A> IntoValue<Choice<E>, A> for String {
    fn into_value(self) -> Value {
        Value(WireValue::Text(self))
    }
}

#[diagnostic::do_not_recommend]
impl<M, N: SameModel<M>, A> IntoValue<Id<M>, A> for Id<N> {
    fn into_value(self) -> Value {
        Value(WireValue::Id(self.as_str().to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<M, N: SameModel<M>, A> IntoValue<Id<M>, A> for &Id<N> {
    fn into_value(self) -> Value {
        Value(WireValue::Id(self.as_str().to_owned()))
    }
}

/// A generated nested object.
#[diagnostic::do_not_recommend]
impl<T: Record, A> IntoValue<T, A> for T {
    fn into_value(self) -> Value {
        let mut out = Writer::new();
        out.record(&self);
        json(out)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoValue<K>, K, A> IntoValue<List<K>, A> for Vec<T> {
    fn into_value(self) -> Value {
        let mut out = Writer::new();
        out.list(self, |out, item| write(&item.into_value(), out));
        json(out)
    }
}

/// `None` clears the field, which only a field that may be empty allows.
///
/// The one impl that rustc may explain: its inner bound is the message for `Some` of a wrong type.
impl<T: IntoValue<K>, K, A: Clearable> IntoValue<K, A> for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value(WireValue::Null), IntoValue::into_value)
    }
}

fn finite(number: f64) -> WireValue {
    if number.is_finite() { WireValue::Float(number) } else { WireValue::NotFinite }
}

/// The double with the same shortest decimal: 0.1_f32 is sent as 0.1, not as 0.10000000149011612.
fn shortest(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::from(number))
}
