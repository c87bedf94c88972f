//! The expected contents of a page, from serde_json's values.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::super::{Class, Grade, Home, Student};
use crate::OptionSet;
use crate::{Date, DateTime, Id, Json, TimeOfDay};

/// The verdict about a text that serde_json has parsed.
pub enum Verdict<T> {
    Read(T),
    Refused,
    /// Undecidable, since serde_json lost information: digits beyond a double, or a text that it rejects.
    Open,
}
use Verdict::{Open, Read, Refused};

/// Returns early, like `?`.
macro_rules! get {
    ($verdict:expr) => {
        match $verdict {
            Read(value) => value,
            Refused => return Refused,
            Open => return Open,
        }
    };
}

/// Null and missing members are `None`.
fn maybe<T>(value: Option<&Value>, read: impl Fn(&Value) -> Verdict<Option<T>>) -> Verdict<Option<T>> {
    match value {
        None | Some(Value::Null) => Read(None),
        Some(value) => read(value),
    }
}

fn some<T>(value: Option<T>) -> Verdict<Option<T>> {
    value.map_or(Refused, |value| Read(Some(value)))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn whole(value: &Value) -> Verdict<Option<i64>> {
    let Value::Number(number) = value else { return Refused };
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => Read(Some(whole)),
        // For larger numbers, and those close to zero, the double may have lost a fraction.
        (None, Some(double)) if double == 0.0 || double.abs() > 1e6 => Open,
        (None, Some(double)) if double.fract() == 0.0 => Read(Some(double as i64)),
        _ => Refused,
    }
}

/// A list or object, native or as JSON text; `""` and the text `null` are `None`.
fn nested<T>(value: &Value, read: impl Fn(&Value) -> Verdict<Option<T>>) -> Verdict<Option<T>> {
    let Value::String(text) = value else { return read(value) };
    if text.is_empty() || text == "null" {
        return Read(None);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(inner @ (Value::Array(_) | Value::Object(_))) => read(&inner),
        Ok(_) => Refused,
        Err(_) if serde_json::from_str::<IgnoredAny>(text).is_ok() => Open,
        Err(_) => Refused,
    }
}

fn list<T>(value: &Value, element: impl Fn(&Value) -> Option<T>) -> Verdict<Option<Vec<T>>> {
    nested(value, |value| some(value.as_array().and_then(|items| items.iter().map(&element).collect())))
}

fn home(value: &Value) -> Verdict<Option<Home>> {
    nested(value, |value| {
        let Some(members) = value.as_object() else { return Refused };
        let city = get!(maybe(members.get("city"), |city| some(text(city))));
        let floor = get!(maybe(members.get("floor"), whole));
        some(city.map(|city| Home { city, floor }))
    })
}

/// The id of a record, or of a related one.
fn id<M>(value: &Value) -> Verdict<Option<Id<M>>> {
    let id = match value {
        Value::String(text) if text.trim_ascii_start().starts_with('{') => match serde_json::from_str::<Value>(text) {
            Ok(object @ Value::Object(_)) => return id(&object),
            _ if serde_json::from_str::<IgnoredAny>(text).is_ok() => return Open,
            _ => return Refused,
        },
        Value::String(text) if text == "null" => return Read(None),
        Value::String(text) => text.clone(),
        Value::Object(members) => {
            let id = maybe(members.get("_id"), |id| some(text(id)));
            get!(id).unwrap_or_default()
        }
        _ => return Refused,
    };
    Read((!id.is_empty()).then(|| Id::new(id)))
}

fn extra(value: &Value) -> Verdict<Option<Json>> {
    let Value::String(text) = value else { return Read(Some(Json(value.clone()))) };
    if text.is_empty() || text == "null" {
        return Read(None);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(inner @ (Value::Array(_) | Value::Object(_))) => Read(Some(Json(inner))),
        _ => Read(Some(Json(value.clone()))),
    }
}

fn student(record: &Value) -> Verdict<Student> {
    let Some(members) = record.as_object() else { return Refused };
    let field = |name: &str| members.get(name);
    let own_id = get!(maybe(field("_id"), id::<Student>));
    let name = get!(maybe(field("name"), |value| some(text(value))));
    let (Some(own_id), Some(name)) = (own_id, name) else { return Refused };
    Read(Student {
        score: get!(maybe(field("score"), |value| some(value.as_f64()))),
        credits: get!(maybe(field("credits"), whole)),
        active: get!(maybe(field("active"), |value| some(value.as_bool()))),
        born: get!(maybe(field("born"), whole)).map(Date::from_millis),
        seen: get!(maybe(field("seen"), whole)).map(DateTime::from_millis),
        wakes: get!(maybe(field("wakes"), whole)).map(TimeOfDay::from_millis),
        tags: get!(maybe(field("tags"), |value| list(value, text))),
        marks: get!(maybe(field("marks"), |value| list(value, Value::as_f64))),
        home: get!(maybe(field("home"), home)),
        class: get!(maybe(field("class"), id::<Class>)),
        extra: get!(maybe(field("extra"), extra)),
        grade: get!(maybe(field("grade"), |value| some(text(value)))).map(Grade::from_key),
        ..Student::named(own_id.as_str(), &name)
    })
}

pub fn students(body: &str) -> Verdict<(Vec<Student>, Option<u64>)> {
    let page = match serde_json::from_str::<Value>(body) {
        Ok(page) => page,
        // 1e999, a lone surrogate or great depth in skipped values.
        Err(_) if serde_json::from_str::<IgnoredAny>(body).is_ok() => return Open,
        Err(_) => return Refused,
    };
    let Some(records) = page.get("value").and_then(Value::as_array) else { return Refused };
    let mut rows = Vec::new();
    for record in records {
        rows.push(get!(student(record)));
    }
    let count = get!(maybe(page.get("@odata.count"), whole));
    Read((rows, count.and_then(|count| u64::try_from(count).ok())))
}
