//! Parsing JSON objects, with the members that one object has more than once.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

/// Parses an object. The last of several members with the same name counts, at any depth; `repeat` gets the names of such
/// members.
pub(super) fn object(json: &[u8], repeat: &mut dyn FnMut(&str)) -> serde_json::Result<Map<String, Json>> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let object = deserializer.deserialize_map(Object(repeat))?;
    deserializer.end()?;
    Ok(object)
}

struct Object<'r>(&'r mut dyn FnMut(&str));

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Map<String, Json>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Map<String, Json>, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                (self.0)(&key);
            }
            object.insert(key, members.next_value_seed(Any(&mut *self.0))?);
        }
        Ok(object)
    }
}

struct Any<'r>(&'r mut dyn FnMut(&str));

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Any(&mut *self.0))? {
            list.push(element);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Json, A::Error> {
        Object(self.0).visit_map(members).map(Json::Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_usual_parser() {
        let text = r#"{"a":[null,true,-1,18446744073709551615,9223372036854775807,1.5,1e300,-0.0,"\u674e\n",{},[]],"b":{"c":"d"}}"#;
        let mut repeated = Vec::new();
        let found = object(text.as_bytes(), &mut |key| repeated.push(key.to_owned())).unwrap();
        assert_eq!((found, repeated), (serde_json::from_str(text).unwrap(), Vec::new()));
        for wrong in ["", "[]", "null", "1", "{", "{}x", "{\"a\":1,}", "{1:2}", "{\"a\":1e999}"] {
            let usual = serde_json::from_str::<Map<String, Json>>(wrong).unwrap_err().to_string();
            assert_eq!(object(wrong.as_bytes(), &mut |_| ()).unwrap_err().to_string(), usual, "{wrong}");
        }
    }

    #[test]
    fn repeated_members_are_named_at_any_depth() {
        let text = r#"{"a":1,"b":[{"c":{"d":1,"d":{"e":1}}}],"a":{"a":2,"\u0061":3}}"#;
        let mut repeated = Vec::new();
        let found = object(text.as_bytes(), &mut |key| repeated.push(key.to_owned())).unwrap();
        assert_eq!(Json::Object(found), serde_json::json!({ "a": { "a": 3 }, "b": [{ "c": { "d": { "e": 1 } } }] }));
        assert_eq!(repeated, ["d", "a", "a"]);
    }
}
