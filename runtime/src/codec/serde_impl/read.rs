//! Deserializing records from any format.

use std::cell::RefCell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::OptionSet;
use crate::codec::{DecodeError, Reader, RecordFields};

/// Deserializes a record; for generated code.
///
/// # Errors
/// Returns the errors of the format, and an error for a value that does not fit its field, or a missing or duplicate
/// field.
pub fn deserialize<'de, R: RecordFields, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    let mut record = R::vacant();
    fill(&mut record, deserializer)?;
    Ok(record)
}

/// Deserializes an option from its key; for generated code.
///
/// # Errors
/// Returns the errors of the format.
pub fn deserialize_option<'de, E: OptionSet, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    String::deserialize(deserializer).map(E::from_key)
}

/// Not generic over the record, so that it is compiled once per format.
fn fill<'de, D: Deserializer<'de>>(record: &mut dyn RecordFields, deserializer: D) -> Result<(), D::Error> {
    let table = record.table();
    deserializer.deserialize_struct(table.model, table.names, Fields(record))
}

struct Fields<'r>(&'r mut dyn RecordFields);

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the fields of `{}`", self.0.table().model)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let record = self.0;
        let table = record.table();
        let mut seen = vec![false; table.names.len()];
        let mut json = Vec::new();
        while let Some(found) = map.next_key_seed(Name(table.names))? {
            let Some(index) = found else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if std::mem::replace(&mut seen[index], true) {
                return Err(A::Error::duplicate_field(table.names[index]));
            }
            json.clear();
            map.next_value_seed(ToJson(&mut json))?;
            fill_field(record, index, &json).map_err(A::Error::custom)?;
        }
        match table.required.iter().find(|index| !seen[**index]) {
            Some(index) => Err(A::Error::missing_field(table.names[*index])),
            None => Ok(()),
        }
    }

    /// Reads a record of a format whose structs have no field names.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let record = self.0;
        let mut json = Vec::new();
        for index in 0..record.table().names.len() {
            json.clear();
            if seq.next_element_seed(ToJson(&mut json))?.is_none() {
                return Err(A::Error::invalid_length(index, &Fields(record)));
            }
            fill_field(record, index, &json).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// Decodes a value into its field.
fn fill_field(record: &mut dyn RecordFields, index: usize, json: &[u8]) -> Result<(), DecodeError> {
    let text = std::str::from_utf8(json).map_err(|error| DecodeError::not_json(error.to_string()))?;
    let name = record.table().names[index];
    Reader::exact(text).fill(record.cell_mut(index)).map_err(|error| error.inside(name))
}

/// Looks up the index of a field by name.
struct Name(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|own| *own == name))
    }

    fn visit_bytes<E>(self, name: &[u8]) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|own| own.as_bytes() == name))
    }

    fn visit_u64<E>(self, index: u64) -> Result<Self::Value, E> {
        Ok(usize::try_from(index).ok().filter(|index| *index < self.0.len()))
    }
}

/// Appends a value of any format to a buffer, as JSON.
pub(crate) struct ToJson<'o>(pub &'o mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for ToJson<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut output = serde_json::Serializer::new(self.0);
        Transcoded::new(deserializer).serialize(&mut output).map_err(D::Error::custom)
    }
}

/// Serializes the value of a deserializer as it is read, once.
struct Transcoded<D>(RefCell<Option<D>>);

impl<D> Transcoded<D> {
    fn new(deserializer: D) -> Self {
        Self(RefCell::new(Some(deserializer)))
    }
}

impl<'de, D: Deserializer<'de>> Serialize for Transcoded<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let from = self.0.borrow_mut().take().ok_or_else(|| S::Error::custom("a value can be read once"))?;
        from.deserialize_any(To(serializer)).map_err(S::Error::custom)
    }
}

struct To<S>(S);

macro_rules! scalars {
    ($($visit:ident $serialize:ident $ty:ty;)*) => {$(
        fn $visit<E: de::Error>(self, value: $ty) -> Result<S::Ok, E> {
            self.0.$serialize(value).map_err(E::custom)
        }
    )*};
}

impl<'de, S: Serializer> Visitor<'de> for To<S> {
    type Value = S::Ok;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can represent")
    }

    scalars! {
        visit_bool serialize_bool bool;
        visit_i64 serialize_i64 i64;
        visit_u64 serialize_u64 u64;
        visit_str serialize_str &str;
    }

    /// Numbers that are not finite would become null.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<S::Ok, E> {
        match value.is_finite() {
            true => self.0.serialize_f64(value).map_err(E::custom),
            false => Err(E::custom(format_args!("{value} is not a finite number"))),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<S::Ok, E> {
        self.0.serialize_none().map_err(E::custom)
    }

    fn visit_none<E: de::Error>(self) -> Result<S::Ok, E> {
        self.0.serialize_none().map_err(E::custom)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Ok, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Ok, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<S::Ok, A::Error> {
        let mut output = self.0.serialize_seq(None).map_err(A::Error::custom)?;
        while seq.next_element_seed(Element(&mut output))?.is_some() {}
        output.end().map_err(A::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<S::Ok, A::Error> {
        let mut key = map.next_key::<String>()?;
        if key.as_deref() == Some(NUMBER) {
            return number(&map.next_value::<String>()?, self.0);
        }
        let mut output = self.0.serialize_map(None).map_err(A::Error::custom)?;
        while let Some(name) = key {
            output.serialize_key(&name).map_err(A::Error::custom)?;
            map.next_value_seed(Member(&mut output))?;
            key = map.next_key()?;
        }
        output.end().map_err(A::Error::custom)
    }
}

/// The key under which serde_json passes numbers if any crate of the program enables its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

fn number<S: Serializer, E: de::Error>(text: &str, serializer: S) -> Result<S::Ok, E> {
    let number: serde_json::Number = text.parse().map_err(E::custom)?;
    let written = match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(number), ..) => serializer.serialize_i64(number),
        (None, Some(number), _) => serializer.serialize_u64(number),
        (.., Some(number)) if number.is_finite() => serializer.serialize_f64(number),
        _ => return Err(E::custom(format_args!("{text} is not a finite number"))),
    };
    written.map_err(E::custom)
}

struct Element<'o, O>(&'o mut O);

impl<'de, O: SerializeSeq> DeserializeSeed<'de> for Element<'_, O> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.serialize_element(&Transcoded::new(deserializer)).map_err(D::Error::custom)
    }
}

struct Member<'o, O>(&'o mut O);

impl<'de, O: SerializeMap> DeserializeSeed<'de> for Member<'_, O> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.serialize_value(&Transcoded::new(deserializer)).map_err(D::Error::custom)
    }
}
