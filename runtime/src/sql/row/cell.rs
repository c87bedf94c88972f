//! A value of a column, which MySQL may have in another form than the field of a model.

use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer as _, Visitor};
use serde_json::Value as Json;

use super::Problem;

/// A value. Numbers may be texts, booleans numbers, and lists and objects JSON text.
pub(super) struct Cell(pub Json);

impl Cell {
    /// Returns the list or object, also if it is JSON text.
    fn nested(self) -> Result<Json, Self> {
        match self.0 {
            json @ (Json::Array(_) | Json::Object(_)) => Ok(json),
            Json::String(text) if text.trim_start().starts_with(['[', '{']) => {
                serde_json::from_str(&text).map_err(|_| Cell(Json::String(text)))
            }
            other => Err(Cell(other)),
        }
    }

    /// Returns the whole number, also if it is text or has a fraction of zero.
    fn whole(&self) -> Option<i128> {
        let of_text = |text: &str| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            if !fraction.bytes().all(|digit| digit == b'0') {
                return None;
            }
            whole.parse::<i128>().ok()
        };
        match &self.0 {
            Json::Number(number) if number.is_f64() => {
                let double =
                    number.as_f64().filter(|double| double.fract() == 0.0 && double.abs() <= 9_007_199_254_740_992.0);
                double.map(|double| double as i128)
            }
            Json::Number(number) => of_text(&number.to_string()),
            Json::String(text) => of_text(text.trim()),
            _ => None,
        }
    }
}

/// Integers of all sizes; the visitors refuse what does not fit.
macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self.whole() {
                Some(whole) => match (i64::try_from(whole), u64::try_from(whole)) {
                    (Ok(whole), _) => visitor.visit_i64(whole),
                    (_, Ok(whole)) => visitor.visit_u64(whole),
                    _ => visitor.visit_i128(whole),
                },
                None => self.deserialize_any(visitor),
            }
        }
    )*};
}

macro_rules! doubles {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            let double = match &self.0 {
                Json::String(text) => text.trim().parse().ok().filter(|double: &f64| double.is_finite()),
                Json::Number(number) => number.as_f64(),
                _ => None,
            };
            match double {
                Some(double) => visitor.visit_f64(double),
                None => self.deserialize_any(visitor),
            }
        }
    )*};
}

/// Texts; a number is its digits, since MySQL may send exact decimals as either.
macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self.0 {
                Json::Number(number) => visitor.visit_string(number.to_string()),
                other => Cell(other).deserialize_any(visitor),
            }
        }
    )*};
}

macro_rules! nested {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Problem> {
            match self.nested() {
                Ok(json) => json.$method($($argument,)* visitor).map_err(Problem::custom),
                Err(cell) => cell.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Cell {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(flag) => visitor.visit_bool(flag),
            Json::String(text) => visitor.visit_string(text),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => visitor.visit_i64(whole),
                (_, Some(whole)) => visitor.visit_u64(whole),
                _ => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            json @ (Json::Array(_) | Json::Object(_)) => json.deserialize_any(visitor).map_err(Problem::custom),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match (self.whole(), self.0.as_str()) {
            (Some(0), _) | (_, Some("false")) => visitor.visit_bool(false),
            (Some(1), _) | (_, Some("true")) => visitor.visit_bool(true),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.nested() {
            Ok(json) => json.deserialize_enum(name, variants, visitor).map_err(Problem::custom),
            Err(Cell(Json::String(text))) => {
                let text: StringDeserializer<Problem> = text.into_deserializer();
                visitor.visit_enum(text)
            }
            Err(Cell(Json::Number(number))) => {
                let digits = number.to_string();
                let digits: StrDeserializer<'_, Problem> = digits.as_str().into_deserializer();
                visitor.visit_enum(digits)
            }
            Err(cell) => cell.deserialize_any(visitor),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    doubles! { deserialize_f32 deserialize_f64 }
    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }
    nested! {
        deserialize_seq()
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_map()
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct ignored_any }
}
