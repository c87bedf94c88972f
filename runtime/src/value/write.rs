//! Writing of values as JSON.

use super::{Value, WireValue};
use crate::codec::Writer;

/// Writes a value inside a list or an object, where JSON is native.
pub(crate) fn write(value: &Value, out: &mut Writer) {
    match &value.0 {
        WireValue::Null | WireValue::NoReference | WireValue::References(None) => out.null(),
        WireValue::Bool(value) => out.boolean(*value),
        WireValue::Int(number) => out.integer(*number),
        WireValue::Float(number) => out.number(*number),
        WireValue::Text(text) | WireValue::Id(text) => out.text(text),
        WireValue::Day(day) => out.integer(day.as_millis()),
        WireValue::Reference(id) => write_id_object(id, out),
        WireValue::References(Some(ids)) => out.list(ids, |out, id| write_id_object(id, out)),
        WireValue::Json(json) | WireValue::Scalar(json) | WireValue::PrintedReference { json, .. } => out.raw(json),
        WireValue::Unsendable(reason) => out.reject(*reason),
    }
}

/// Writes `{"_id":"..."}`.
pub(crate) fn write_id_object(id: &str, out: &mut Writer) {
    out.members([(id, &"_id")], |out, id| out.text(id));
}

/// Converts the written JSON to a value.
pub(crate) fn json(out: Writer) -> Value {
    Value(out.finish_text().map_or_else(WireValue::Unsendable, WireValue::Json))
}
