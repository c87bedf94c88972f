//! Rust types that can be bound to a name.

use std::borrow::Cow;
use std::time::SystemTime;

use crate::Json;
use crate::codec::Writer;
use crate::field::{Bool, Number, Text};
use crate::model::{Id, OptionSet};
use crate::value::{self, AreaCode, Date, DateTime, FileRef, IntoValue, TimeOfDay, Value, WireValue};

/// A Rust value that can be bound to a name of a statement.
///
/// A value is sent as the column of its field has it: times in milliseconds, a [`Date`] as its midnight in China, options as
/// their key, relations as the id. `None` is null. A list is for `IN ({{ name }})`, where an empty list
/// is an error of the service.
///
/// ```
/// let client = weda::Client::builder("lowcode-2gay8jgh25").gateway(weda::GatewayKind::Model).token("t").build()?;
/// let cheap = client.sql::<f64>("select avg(price) from {{ book }} where title in ({{ titles }}) and createdAt < {{ now }}");
/// let cheap = cheap.bind("titles", ["红楼梦", "围城"]).bind("now", weda::DateTime::now());
/// # Ok::<(), weda::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to a name of a statement",
    label = "this is `{Self}`",
    note = "text, numbers, booleans, times, `Id`s, options, `weda::Json`, and `Option`s, `Vec`s, arrays and slices of these can \
            be bound"
)]
pub trait IntoParameter {
    /// Converts to a value to send.
    fn into_parameter(self) -> Value;
}

/// Implementations for types that a field of a kind can be set to, and for references to them.
macro_rules! as_field {
    ($($kind:ty: $($of:ty)*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl IntoParameter for $of {
            fn into_parameter(self) -> Value {
                IntoValue::<$kind>::into_value(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoParameter for &$of {
            fn into_parameter(self) -> Value {
                IntoValue::<$kind>::into_value(self)
            }
        }
    )*)*};
}

as_field! {
    Text: String char Cow<'_, str>;
    Bool: bool;
    Number: f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize;
    DateTime: DateTime SystemTime;
    Date: Date;
    TimeOfDay: TimeOfDay;
    FileRef: FileRef;
    AreaCode: AreaCode;
}

#[diagnostic::do_not_recommend]
impl IntoParameter for &str {
    fn into_parameter(self) -> Value {
        IntoValue::<Text>::into_value(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoParameter for &&str {
    fn into_parameter(self) -> Value {
        IntoValue::<Text>::into_value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoParameter for Id<M> {
    fn into_parameter(self) -> Value {
        Value(WireValue::Id(self.into_string()))
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoParameter for &Id<M> {
    fn into_parameter(self) -> Value {
        Value(WireValue::Id(self.as_str().to_owned()))
    }
}

/// Bind `option.key()` where only a reference is at hand.
#[diagnostic::do_not_recommend]
impl<E: OptionSet> IntoParameter for E {
    fn into_parameter(self) -> Value {
        value::key_of(&self)
    }
}

/// The JSON itself: a text as text, and objects and lists as JSON text.
#[diagnostic::do_not_recommend]
impl IntoParameter for Json {
    fn into_parameter(self) -> Value {
        match self.0 {
            serde_json::Value::Null => Value(WireValue::Null),
            json @ (serde_json::Value::Array(_) | serde_json::Value::Object(_)) => {
                Value(WireValue::Json(json.to_string()))
            }
            scalar => Value(WireValue::Scalar(scalar.to_string())),
        }
    }
}

/// `None` is null, which `=` never finds: write `column <=> {{ name }}`.
impl<T: IntoParameter> IntoParameter for Option<T> {
    fn into_parameter(self) -> Value {
        self.map_or(Value(WireValue::Null), IntoParameter::into_parameter)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoParameter> IntoParameter for Vec<T> {
    fn into_parameter(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoParameter, const N: usize> IntoParameter for [T; N] {
    fn into_parameter(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T> IntoParameter for &'v [T]
where
    &'v T: IntoParameter,
{
    fn into_parameter(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T> IntoParameter for &'v Vec<T>
where
    &'v T: IntoParameter,
{
    fn into_parameter(self) -> Value {
        list(self)
    }
}

#[diagnostic::do_not_recommend]
impl<'v, T, const N: usize> IntoParameter for &'v [T; N]
where
    &'v T: IntoParameter,
{
    fn into_parameter(self) -> Value {
        list(self)
    }
}

fn list<T: IntoParameter>(items: impl IntoIterator<Item = T>) -> Value {
    let mut out = Writer::new();
    out.list(items, |out, item| value::write(&item.into_parameter(), out));
    value::json(out)
}
