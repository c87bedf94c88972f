//! The values of a column, as they are sent.

use arrow::array::*;
use arrow::datatypes::{Date32Type, Float64Type, Int64Type, Time32MillisecondType, TimestampMillisecondType};
use serde::de::IgnoredAny;
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use weda_definition::{Field, Kind, RelationStyle};

use super::cast::{Target, cast};
use crate::day::first_milli;
use crate::error::ColumnError;
use crate::schema::MORE;

/// A column, converted and checked: every value in it can be sent.
#[derive(Debug)]
pub(super) enum Values {
    Text(StringArray),
    Json(StringArray),
    /// The id in an object.
    Reference(StringArray),
    Number(Float64Array),
    /// Whole numbers, and all kinds of time in milliseconds.
    Whole(Int64Array),
    Flag(BooleanArray),
    List(ListArray, Box<Values>),
    Object(StructArray, Vec<(String, Values)>, Option<StringArray>),
}

/// Returns the error of a column that is not a field.
pub(super) fn undeclared(path: &str, of: &str) -> ColumnError {
    ColumnError::new(path, format!("`{of}` declares no such field; leave the column out (`RecordBatch::project`)"))
}

impl Values {
    pub fn new(kind: &Kind, array: &ArrayRef, path: &str) -> Result<Self, ColumnError> {
        let to = |target| cast(array, target, &kind.name()).map_err(|problem| ColumnError::new(path, problem));
        let text = || to(Target::Text).map(|array| array.as_string::<i32>().clone());
        let number = |array: ArrayRef| array.as_primitive::<Int64Type>().clone();
        Ok(match kind {
            Kind::Number => {
                let numbers = to(Target::Number)?.as_primitive::<Float64Type>().clone();
                all_finite(&numbers, path)?;
                Self::Number(numbers)
            }
            Kind::Integer => Self::Whole(number(to(Target::Whole)?)),
            Kind::Boolean => Self::Flag(to(Target::Flag)?.as_boolean().clone()),
            Kind::DateTime => {
                let moments = to(Target::Moment)?;
                Self::Whole(moments.as_primitive::<TimestampMillisecondType>().unary(|millis| millis))
            }
            Kind::Date => Self::Whole(to(Target::Day)?.as_primitive::<Date32Type>().unary(first_milli)),
            Kind::Time => {
                let times = to(Target::Time)?;
                Self::Whole(times.as_primitive::<Time32MillisecondType>().unary(i64::from))
            }
            Kind::List(item) => {
                let lists = to(Target::List)?.as_list::<i32>().clone();
                let items = Self::new(item, lists.values(), &format!("{path}[]"))?;
                Self::List(lists, Box::new(items))
            }
            Kind::Object(members) => object(members, array, path)?,
            Kind::Location => object(&location(), array, path)?,
            Kind::Relation(relation) if relation.style == RelationStyle::Object => Self::Reference(text()?),
            Kind::Json => {
                let texts = text()?;
                all_json(&texts, path)?;
                Self::Json(texts)
            }
            _ => Self::Text(text()?),
        })
    }

    fn array(&self) -> &dyn Array {
        match self {
            Self::Text(array) | Self::Json(array) | Self::Reference(array) => array,
            Self::Number(array) => array,
            Self::Whole(array) => array,
            Self::Flag(array) => array,
            Self::List(array, _) => array,
            Self::Object(array, ..) => array,
        }
    }
}

fn object(members: &[Field], array: &ArrayRef, path: &str) -> Result<Values, ColumnError> {
    let Some(object) = array.as_struct_opt() else {
        let problem = format!("an object needs a struct, found `{}`", array.data_type());
        return Err(ColumnError::new(path, problem));
    };
    let mut more = None;
    let mut columns = Vec::new();
    for (column, values) in object.fields().iter().zip(object.columns()) {
        let path = format!("{path}.{}", column.name());
        if let Some(member) = members.iter().find(|member| member.key == *column.name()) {
            columns.push((member.key.clone(), Values::new(&member.kind, values, &path)?));
        } else if column.name().trim_end_matches('_') == MORE && more.is_none() {
            let texts = cast(values, Target::Text, "text").map_err(|problem| ColumnError::new(&path, problem))?;
            let texts = texts.as_string::<i32>().clone();
            all_objects(&texts, &path)?;
            more = Some(texts);
        } else {
            return Err(undeclared(&path, "the object"));
        }
    }
    Ok(Values::Object(object.clone(), columns, more))
}

fn all_finite(numbers: &Float64Array, path: &str) -> Result<(), ColumnError> {
    match numbers.iter().position(|number| number.is_some_and(|number| !number.is_finite())) {
        None => Ok(()),
        Some(row) => Err(ColumnError::new(path, format!("value {row} is not a finite number, which JSON cannot hold"))),
    }
}

fn all_json(texts: &StringArray, path: &str) -> Result<(), ColumnError> {
    check(texts, path, "JSON", |text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn all_objects(texts: &StringArray, path: &str) -> Result<(), ColumnError> {
    check(texts, path, "the JSON text of an object", |text| members_of(text).is_some())
}

fn check(texts: &StringArray, path: &str, what: &str, is: impl Fn(&str) -> bool) -> Result<(), ColumnError> {
    match texts.iter().position(|text| text.is_some_and(|text| !is(text))) {
        None => Ok(()),
        Some(at) => Err(ColumnError::new(path, format!("value {at} is not {what}"))),
    }
}

/// The members of an object that the definition does not declare, with their JSON texts.
fn members_of(text: &str) -> Option<Vec<(String, Box<RawValue>)>> {
    struct Members(Vec<(String, Box<RawValue>)>);
    impl<'de> serde::Deserialize<'de> for Members {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Object;
            impl<'de> serde::de::Visitor<'de> for Object {
                type Value = Members;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                    let mut members = Vec::new();
                    while let Some(member) = map.next_entry()? {
                        members.push(member);
                    }
                    Ok(Members(members))
                }
            }
            deserializer.deserialize_map(Object)
        }
    }
    serde_json::from_str(text).ok().map(|Members(members)| members)
}

/// The members of a location, as the service writes them.
fn location() -> Vec<Field> {
    const TEXT: &str = r#"{ "properties": {
        "address": { "type": "string" },
        "geopoint": { "type": "object", "properties": {
            "type": { "type": "string" },
            "coordinates": { "type": "array", "items": { "type": "number" } }
        } }
    } }"#;
    let definition = weda_definition::Definition::parse("location", "location.json", TEXT);
    definition.expect("the constant is a definition").fields
}

/// A value of a column.
pub(super) struct Cell<'v> {
    pub values: &'v Values,
    pub at: usize,
}

impl Cell<'_> {
    pub fn is_null(&self) -> bool {
        self.values.array().is_null(self.at)
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_null() {
            return serializer.serialize_unit();
        }
        let at = self.at;
        match self.values {
            Values::Text(texts) => serializer.serialize_str(texts.value(at)),
            Values::Json(texts) => {
                let json: &RawValue = serde_json::from_str(texts.value(at)).map_err(S::Error::custom)?;
                json.serialize(serializer)
            }
            Values::Reference(ids) => {
                let mut object = serializer.serialize_map(Some(1))?;
                object.serialize_entry("_id", ids.value(at))?;
                object.end()
            }
            Values::Number(numbers) => serializer.serialize_f64(numbers.value(at)),
            Values::Whole(numbers) => serializer.serialize_i64(numbers.value(at)),
            Values::Flag(flags) => serializer.serialize_bool(flags.value(at)),
            Values::List(lists, values) => {
                let offsets = lists.value_offsets();
                let items = offsets[at] as usize..offsets[at + 1] as usize;
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for at in items {
                    list.serialize_element(&Cell { values, at })?;
                }
                list.end()
            }
            Values::Object(_, members, more) => {
                let mut object = serializer.serialize_map(None)?;
                for (key, values) in members {
                    let cell = Cell { values, at };
                    if !cell.is_null() {
                        object.serialize_entry(key, &cell)?;
                    }
                }
                let more = more.as_ref().filter(|texts| texts.is_valid(at)).map(|texts| texts.value(at));
                for (key, value) in more.and_then(members_of).unwrap_or_default() {
                    object.serialize_entry(&key, &value)?;
                }
                object.end()
            }
        }
    }
}
