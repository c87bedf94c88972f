//! Free JSON, locations and nested objects, which are sent as JSON text.

use super::IntoValue;
use crate::codec::{Codec, RecordFields, Writer};
use crate::model::Json;
use crate::value::{Location, Value, WireValue, json};

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Json, A> for Json {
    fn into_value(self) -> Value {
        free(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Json, A> for &Json {
    fn into_value(self) -> Value {
        free(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Json, A> for serde_json::Value {
    fn into_value(self) -> Value {
        free(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Json, A> for &serde_json::Value {
    fn into_value(self) -> Value {
        free(self)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Location, A> for Location {
    fn into_value(self) -> Value {
        place(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<A> IntoValue<Location, A> for &Location {
    fn into_value(self) -> Value {
        place(self)
    }
}

/// A generated nested object.
#[diagnostic::do_not_recommend]
impl<T: RecordFields, A> IntoValue<T, A> for T {
    fn into_value(self) -> Value {
        object(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: RecordFields, A> IntoValue<T, A> for &T {
    fn into_value(self) -> Value {
        object(self)
    }
}

fn free(value: &serde_json::Value) -> Value {
    Value(if value.is_null() { WireValue::Null } else { WireValue::Json(value.to_string()) })
}

fn place(place: &Location) -> Value {
    let mut out = Writer::new();
    Codec::write(place, &mut out);
    json(out)
}

fn object(record: &dyn RecordFields) -> Value {
    let mut out = Writer::new();
    out.record(record);
    json(out)
}
