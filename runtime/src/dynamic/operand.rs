//! Which Rust values a field that is known by name only can be compared with.

use std::borrow::Cow;

use crate::value::{Value, WireValue};
use crate::{Bool, Date, DateTime, Id, IntoValue, Number, Text, TimeOfDay};

/// By the kind of field that takes such a value.
macro_rules! from {
    ($($kind:ty: $($value:ty)*;)*) => {$($(
        impl From<$value> for Value {
            fn from(value: $value) -> Self {
                IntoValue::<$kind>::into_value(value)
            }
        }
    )*)*};
}

from! {
    Text: String &str &String Cow<'_, str>;
    Bool: bool;
    Number: f64 f32 i8 i16 i32 i64 u8 u16 u32;
    DateTime: DateTime;
    Date: Date;
    TimeOfDay: TimeOfDay;
}

impl<M> From<&Id<M>> for Value {
    fn from(id: &Id<M>) -> Self {
        Value(WireValue::Id(id.as_str().to_owned()))
    }
}

impl<M> From<Id<M>> for Value {
    fn from(id: Id<M>) -> Self {
        Self::from(&id)
    }
}
