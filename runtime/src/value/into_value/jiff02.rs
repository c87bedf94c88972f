//! The types of `jiff` 0.2, through their [conversions](crate::model::time).

use jiff::civil;
use jiff::{Timestamp, Zoned};

use super::IntoValue;
use crate::model::{Date, DateTime, TimeOfDay};
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for Timestamp {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(DateTime::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for &Timestamp {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(DateTime::from(*self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for Zoned {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(DateTime::from(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<DateTime, A> for &Zoned {
    fn into_value(self) -> Value {
        IntoValue::<DateTime, A>::into_value(DateTime::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Date, A> for civil::Date {
    fn into_value(self) -> Value {
        IntoValue::<Date, A>::into_value(Date::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Date, A> for &civil::Date {
    fn into_value(self) -> Value {
        IntoValue::<Date, A>::into_value(Date::from(*self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<TimeOfDay, A> for civil::Time {
    fn into_value(self) -> Value {
        IntoValue::<TimeOfDay, A>::into_value(TimeOfDay::from(self))
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<TimeOfDay, A> for &civil::Time {
    fn into_value(self) -> Value {
        IntoValue::<TimeOfDay, A>::into_value(TimeOfDay::from(*self))
    }
}
