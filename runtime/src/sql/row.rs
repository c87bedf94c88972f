//! Rows of an answer as types of the caller.

mod cell;
mod problem;

use std::fmt;

use cell::Cell;
use problem::Problem;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// Reads a row. The error is the rest of a sentence that begins with the row.
pub(super) fn read<T: DeserializeOwned>(json: &RawValue) -> Result<T, String> {
    let row: Row = serde_json::from_str(json.get()).map_err(|_| ": it is not an object".to_owned())?;
    let names: Vec<String> = row.0.iter().map(|(name, _)| format!("`{name}`")).collect();
    T::deserialize(row).map_err(|Problem { column, message }| match column {
        Some(column) => format!(", column `{column}`: {message}"),
        None => format!(": {message}; its columns are {}", names.join(", ")),
    })
}

/// The columns of a row, in the order of the answer.
struct Row(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = Row;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Row, A::Error> {
                let mut columns = Vec::new();
                while let Some(column) = members.next_entry()? {
                    columns.push(column);
                }
                Ok(Row(columns))
            }
        }
        deserializer.deserialize_map(Columns)
    }
}

impl Row {
    /// Returns the value if there is a single column, so that a row can be a number or a text.
    fn only(self) -> Result<Cell, Self> {
        match <[_; 1]>::try_from(self.0) {
            Ok([(_, value)]) => Ok(Cell(value)),
            Err(columns) => Err(Row(columns)),
        }
    }
}

/// Requests that a single column can fulfil.
macro_rules! of_only_column {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Problem> {
            match self.only() {
                Ok(cell) => cell.$method($($argument,)* visitor),
                Err(row) => row.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Row {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_map(Columns { rest: self.0.into_iter(), next: None })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.only() {
            Ok(cell) => cell.deserialize_option(visitor),
            Err(row) => visitor.visit_some(row),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    of_only_column! {
        deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128() deserialize_f32()
        deserialize_f64() deserialize_char() deserialize_str() deserialize_string() deserialize_bytes()
        deserialize_byte_buf() deserialize_seq() deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }

    serde::forward_to_deserialize_any! { unit unit_struct map struct identifier ignored_any }
}

struct Columns {
    rest: std::vec::IntoIter<(String, Json)>,
    next: Option<(String, Json)>,
}

impl<'de> MapAccess<'de> for Columns {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.rest.next();
        match &self.next {
            Some((name, _)) => seed.deserialize(name.clone().into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let (name, value) = self.next.take().unwrap_or_default();
        seed.deserialize(Cell(value)).map_err(|problem| problem.of_column(name))
    }
}

#[cfg(test)]
mod tests;
