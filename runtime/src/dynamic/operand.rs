//! Rust values that an untyped field can be compared with.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use crate::model::{Bool, Number, Text};
use crate::value::IntoValue;
use crate::value::{Value, WireValue};
use crate::{Date, DateTime, Id, TimeOfDay};

/// Conversions through the kind of field that accepts the value.
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
    Text: String &str &&str &String Cow<'_, str> &Cow<'_, str> char &char;
    Text: Box<str> Arc<str> Rc<str> &Box<str> &Arc<str> &Rc<str>;
    Bool: bool &bool;
    Number: f64 f32 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize;
    Number: &f64 &f32 &i8 &i16 &i32 &i64 &i128 &isize &u8 &u16 &u32 &u64 &u128 &usize;
    DateTime: DateTime &DateTime SystemTime &SystemTime;
    Date: Date &Date;
    TimeOfDay: TimeOfDay &TimeOfDay;
}

#[cfg(feature = "jiff02")]
from! {
    DateTime: jiff::Timestamp &jiff::Timestamp jiff::Zoned &jiff::Zoned;
    Date: jiff::civil::Date &jiff::civil::Date;
    TimeOfDay: jiff::civil::Time &jiff::civil::Time;
}

impl<M> From<&Id<M>> for Value {
    fn from(id: &Id<M>) -> Self {
        Value(WireValue::Id(id.as_str().to_owned()))
    }
}

impl<M> From<&&Id<M>> for Value {
    fn from(id: &&Id<M>) -> Self {
        Self::from(*id)
    }
}

impl<M> From<Id<M>> for Value {
    fn from(id: Id<M>) -> Self {
        Self::from(&id)
    }
}
