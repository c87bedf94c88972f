//! The three kinds of time.
//!
//! Written out, since rustc would add "originates in the macro" to the mistakes that users make with times.

use std::time::SystemTime;

use super::IntoValue;
use crate::model::{Date, DateTime, TimeOfDay};
use crate::value::{Value, WireValue};

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for DateTime {
    fn into_value(self) -> Value {
        Value(WireValue::Int(self.as_millis()))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for &DateTime {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(*self)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for SystemTime {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(DateTime::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for &SystemTime {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(DateTime::from(*self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Date, A> for Date {
    fn into_value(self) -> Value {
        Value(WireValue::Day(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Date, A> for &Date {
    fn into_value(self) -> Value {
        IntoValue::<Date, A>::into_value(*self)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<TimeOfDay, A> for TimeOfDay {
    fn into_value(self) -> Value {
        Value(WireValue::Int(self.as_millis()))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<TimeOfDay, A> for &TimeOfDay {
    fn into_value(self) -> Value {
        IntoValue::<TimeOfDay, A>::into_value(*self)
    }
}
