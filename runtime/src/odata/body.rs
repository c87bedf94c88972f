//! Bodies of creates and updates: flat objects of the fields that are set.

use crate::codec::Writer;
use crate::value::{Value, Wire};
use crate::{Dialect, Error, RelationForm};

/// Source: "Data source management API", request parameters of create and update.
pub(crate) fn body(fields: &[(&'static str, Value)], dialect: &Dialect) -> Result<Vec<u8>, Error> {
    let mut members = Vec::with_capacity(fields.len());
    for (at, (name, value)) in fields.iter().enumerate() {
        // Of a field that is set twice the last value counts.
        if fields[at + 1..].iter().any(|(later, _)| later == name) {
            continue;
        }
        let json = member(value, dialect).ok_or_else(|| {
            Error::invalid_value(format!(
                "the value that field `{name}` is set to has a number that is NaN or infinite, which JSON cannot say; \
                 set a finite number"
            ))
        })?;
        members.push((json, name));
    }
    let mut out = Writer::new();
    out.members(members, |out, json: String| out.raw(&json));
    Ok(out.finish().expect("each member has been checked"))
}

/// Lists and objects are JSON text in a body; `None` for what JSON cannot say.
fn member(value: &Value, dialect: &Dialect) -> Option<String> {
    let mut out = Writer::new();
    match (&value.0, dialect.relation_form) {
        (Wire::Json(json), _) => out.text(json),
        (Wire::Reference(id), RelationForm::Id) => out.text(id),
        (Wire::Reference(id), RelationForm::JsonText) => {
            let mut object = Writer::new();
            object.reference(id);
            out.text(&object.finish_text()?);
        }
        _ => out.value(value.clone()),
    }
    out.finish_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(value: Wire, form: RelationForm) -> String {
        let dialect = Dialect { relation_form: form, ..Dialect::default() };
        String::from_utf8(body(&[("x", Value(value))], &dialect).unwrap()).unwrap()
    }

    #[test]
    fn each_value_has_its_documented_form() {
        for (value, expected) in [
            (Wire::Null, r#"{"x":null}"#),
            (Wire::Int(9_007_199_254_740_993), r#"{"x":9007199254740993}"#),
            (Wire::Float(89.5), r#"{"x":89.5}"#),
            (Wire::Text("李\"四".into()), r#"{"x":"李\"四"}"#),
            (Wire::Day(crate::Date::from_millis(5)), r#"{"x":5}"#),
            (Wire::Id("9G5C".into()), r#"{"x":"9G5C"}"#),
            (Wire::Json(r#"["a"]"#.into()), r#"{"x":"[\"a\"]"}"#),
        ] {
            assert_eq!(sent(value, RelationForm::JsonText), expected);
        }
    }

    #[test]
    fn a_relation_of_the_newer_kind_is_written_as_the_switch_says() {
        let reference = || Wire::Reference("a".into());
        assert_eq!(sent(reference(), RelationForm::JsonText), r#"{"x":"{\"_id\":\"a\"}"}"#);
        assert_eq!(sent(reference(), RelationForm::Object), r#"{"x":{"_id":"a"}}"#);
        assert_eq!(sent(reference(), RelationForm::Id), r#"{"x":"a"}"#);
    }

    #[test]
    fn of_a_field_set_twice_the_last_value_counts() {
        let fields = [("a", Value(Wire::Int(1))), ("b", Value(Wire::Int(2))), ("a", Value(Wire::Int(3)))];
        assert_eq!(body(&fields, &Dialect::default()).unwrap(), br#"{"b":2,"a":3}"#);
    }

    #[test]
    fn what_json_cannot_say_is_refused_with_its_field() {
        let error = body(&[("score", Value(Wire::NotFinite))], &Dialect::default()).unwrap_err();
        assert!(error.to_string().contains("field `score`"), "{error}");
    }
}
