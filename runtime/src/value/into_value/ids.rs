//! Ids of records.

use super::IntoValue;
use crate::model::{Id, SameModel};
use crate::value::{Value, WireValue};

#[diagnostic::do_not_recommend]
impl<M, N: SameModel<M>, A> IntoValue<Id<M>, A> for Id<N> {
    fn into_value(self) -> Value {
        Value(WireValue::Id(self.into_string()))
    }
}

#[diagnostic::do_not_recommend]
impl<M, N: SameModel<M>, A> IntoValue<Id<M>, A> for &Id<N> {
    fn into_value(self) -> Value {
        Value(WireValue::Id(self.as_str().to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<M, N: SameModel<M>, A> IntoValue<Id<M>, A> for &&Id<N> {
    fn into_value(self) -> Value {
        IntoValue::<Id<M>, A>::into_value(*self)
    }
}
