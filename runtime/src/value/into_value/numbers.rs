//! Numbers and booleans.

use super::IntoValue;
use crate::model::{Bool, Integer, Number};
use crate::value::{UnsendableNumber, Value, WireValue};

/// Implementations for `Copy` types and references to them.
macro_rules! copied {
    ($($kind:ty: $($from:ty)* => $wire:ident;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl<A> IntoValue<$kind, A> for $from {
            fn into_value(self) -> Value {
                Value($wire(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<A> IntoValue<$kind, A> for &$from {
            fn into_value(self) -> Value {
                Value($wire(*self))
            }
        }
    )*)*};
}

copied! {
    Bool: bool => boolean;
    Number: f64 => double;
    Number: f32 => single;
    Number: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize => integer;
    Integer: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize => integer;
}

fn boolean(value: bool) -> WireValue {
    WireValue::Bool(value)
}

/// Integers keep their digits, for both kinds of numbers.
fn integer(number: impl TryInto<i64>) -> WireValue {
    number.try_into().map_or(WireValue::Unsendable(UnsendableNumber::TooLarge), WireValue::Int)
}

fn double(number: f64) -> WireValue {
    if number.is_finite() { WireValue::Float(number) } else { WireValue::Unsendable(UnsendableNumber::NotFinite) }
}

/// Converts to the double with the same shortest decimal: 0.1_f32 is sent as 0.1, not as 0.10000000149011612.
fn single(number: f32) -> WireValue {
    double(number.to_string().parse().unwrap_or(f64::from(number)))
}
