//! Bodies of creates and updates: flat objects with the fields that are set.

use std::borrow::Cow;

use super::dialect::{Dialect, RelationForm};
use crate::Error;
use crate::codec::Writer;
use crate::value::{self, RowFields, UnsendableNumber, Value, WireValue};

/// Source: "Data source management API", request parameters of create and update.
pub(super) fn body(fields: &RowFields, dialect: &Dialect) -> Result<Vec<u8>, Error> {
    let mut out = Writer::with_capacity(48 * fields.len());
    let may_repeat = may_repeat(fields);
    let is_last = |(at, (name, _)): &(usize, &(Cow<'_, str>, Value))| {
        !may_repeat || !fields[at + 1..].iter().any(|(later, _)| later == name)
    };
    // The last value of a field counts.
    let last_values = fields.iter().enumerate().filter(is_last).map(|(_, (name, value))| (value, &**name));
    out.named(last_values, |out, value| member(value, dialect, out));
    out.finish().map_err(|reason| unsendable(fields, reason))
}

/// Returns false if no name can occur twice, judging by first byte, last byte and length. Comparing all names would
/// take a quarter of the time of a body (`cargo bench -p weda --bench batch`).
fn may_repeat(fields: &RowFields) -> bool {
    let mut seen = [0_u64; 4];
    fields.iter().any(|(name, _)| {
        let hash = match name.as_bytes() {
            [] => 0,
            [one] => usize::from(*one),
            [first, .., last] => usize::from(*first) ^ (usize::from(*last) << 3) ^ (name.len() << 4),
        };
        let (word, bit) = (&mut seen[hash / 64 % 4], 1 << (hash % 64));
        let before = *word & bit != 0;
        *word |= bit;
        before
    })
}

/// Creates the error for the field whose value cannot be sent.
#[cold]
fn unsendable(fields: &RowFields, reason: UnsendableNumber) -> Error {
    let is_it = |value: &Value| value.0 == WireValue::Unsendable(reason);
    let name = fields.iter().rev().find(|(_, value)| is_it(value)).map_or("", |(name, _)| &**name);
    Error::invalid_value(match reason {
        UnsendableNumber::NotFinite => format!(
            "the value that field `{name}` is set to has a number that is NaN or infinite, which JSON cannot represent; \
             set a finite number"
        ),
        UnsendableNumber::TooLarge => format!(
            "the value that field `{name}` is set to has a whole number that does not fit an `i64`; \
             set one from {} to {}",
            i64::MIN,
            i64::MAX
        ),
    })
}

/// Writes a member; lists and objects are JSON text in a body.
fn member(sent: &Value, dialect: &Dialect, out: &mut Writer) {
    match &sent.0 {
        WireValue::Json(json) => out.text(json),
        WireValue::Reference(id) => match dialect.relation_form {
            RelationForm::Id => out.text(id),
            RelationForm::Object => value::write_id_object(id, out),
            RelationForm::JsonText => {
                let mut object = Writer::new();
                value::write_id_object(id, &mut object);
                out.text(&object.finish_text().expect("the object contains no number"));
            }
        },
        WireValue::PrintedReference { id, json } => match dialect.relation_form {
            RelationForm::Id => out.text(id),
            RelationForm::Object => out.raw(json),
            RelationForm::JsonText => out.text(json),
        },
        _ => value::write(sent, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(value: WireValue, form: RelationForm) -> String {
        let dialect = Dialect { relation_form: form, ..Dialect::default() };
        String::from_utf8(body(&vec![("x".into(), Value(value))], &dialect).unwrap()).unwrap()
    }

    #[test]
    fn each_value_has_its_documented_form() {
        for (value, expected) in [
            (WireValue::Null, r#"{"x":null}"#),
            (WireValue::Int(9_007_199_254_740_993), r#"{"x":9007199254740993}"#),
            (WireValue::Float(89.5), r#"{"x":89.5}"#),
            (WireValue::Text("李\"四".into()), r#"{"x":"李\"四"}"#),
            (WireValue::Day(crate::Date::from_millis(5)), r#"{"x":5}"#),
            (WireValue::Id("9G5C".into()), r#"{"x":"9G5C"}"#),
            (WireValue::Json(r#"["a"]"#.into()), r#"{"x":"[\"a\"]"}"#),
        ] {
            assert_eq!(sent(value, RelationForm::JsonText), expected);
        }
    }

    #[test]
    fn object_relations_are_written_as_the_switch_requires() {
        let reference = || WireValue::Reference("a".into());
        assert_eq!(sent(reference(), RelationForm::JsonText), r#"{"x":"{\"_id\":\"a\"}"}"#);
        assert_eq!(sent(reference(), RelationForm::Object), r#"{"x":{"_id":"a"}}"#);
        assert_eq!(sent(reference(), RelationForm::Id), r#"{"x":"a"}"#);
    }

    #[test]
    fn the_last_value_of_a_field_counts() {
        let fields =
            [("a", 1), ("b", 2), ("a", 3)].map(|(name, number)| (name.into(), Value(WireValue::Int(number)))).into();
        assert_eq!(body(&fields, &Dialect::default()).unwrap(), br#"{"b":2,"a":3}"#);
    }

    #[test]
    fn a_number_that_json_lacks_is_rejected_with_its_field() {
        let error = body(
            &vec![("score".into(), Value(WireValue::Unsendable(UnsendableNumber::NotFinite)))],
            &Dialect::default(),
        )
        .unwrap_err();
        assert!(error.to_string().contains("field `score`"), "{error}");
    }
}
