//! Reads values from arrays by Arrow's own accessors.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::*;

use super::make::Value;
use crate::days;

/// Returns true if the array has this value.
pub fn agree(array: &ArrayRef, at: usize, value: &Value) -> bool {
    if array.is_null(at) || *value == Value::Null {
        return array.is_null(at) == (*value == Value::Null);
    }
    match value {
        Value::Null => false,
        Value::Text(text) | Value::Json(text) => match array.data_type() {
            DataType::Dictionary(..) => {
                let options = array.as_dictionary::<Int32Type>().downcast_dict::<arrow::array::StringArray>();
                options.unwrap().into_iter().nth(at) == Some(Some(text.as_str()))
            }
            _ => array.as_string::<i32>().value(at) == text,
        },
        // -0 is 0.
        Value::Number(number) => {
            let expected = if *number == 0.0 { 0.0 } else { *number };
            array.as_primitive::<Float64Type>().value(at).to_bits() == expected.to_bits()
        }
        Value::Whole(number) => array.as_primitive::<Int64Type>().value(at) == *number,
        Value::Flag(flag) => array.as_boolean().value(at) == *flag,
        Value::Day(millis) => array.as_primitive::<Date32Type>().value(at) == days::shown(*millis),
        Value::Moment(millis) => array.as_primitive::<TimestampMillisecondType>().value(at) == *millis,
        Value::Time(millis) => array.as_primitive::<Time32MillisecondType>().value(at) == *millis,
        Value::List(items) => {
            let list = array.as_list::<i32>().value(at);
            list.len() == items.len() && items.iter().enumerate().all(|(at, item)| agree(&list, at, item))
        }
        Value::Object(members, others) => {
            let object = array.as_struct();
            let (more, declared) = object.columns().split_last().unwrap();
            let texts: Vec<String> =
                others.iter().map(|(key, json)| format!("{}:{json}", serde_json::to_string(key).unwrap())).collect();
            let text = (!texts.is_empty()).then(|| format!("{{{}}}", texts.join(",")));
            let more = more.is_valid(at).then(|| more.as_string::<i32>().value(at).to_owned());
            more == text && members.iter().zip(declared).all(|((_, value), column)| agree(column, at, value))
        }
    }
}
