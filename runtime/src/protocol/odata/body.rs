//! Bodies of creates and updates: flat objects of the fields that are set.

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
    // Of a field that is set twice the last value counts.
    let kept = fields.iter().enumerate().filter(is_last).map(|(_, (name, value))| (value, &**name));
    out.named(kept, |out, value| member(value, dialect, out));
    out.finish().map_err(|reason| refused(fields, reason))
}

/// Whether two of the names may be the same: two that differ in their ends or their lengths are not. To compare all of
/// them with each other is what a quarter of a body would cost.
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

/// Which of the values it was.
#[cold]
fn refused(fields: &RowFields, reason: UnsendableNumber) -> Error {
    let is_it = |value: &Value| value.0 == WireValue::Unsendable(reason);
    let name = fields.iter().rev().find(|(_, value)| is_it(value)).map_or("", |(name, _)| &**name);
    Error::invalid_value(match reason {
        UnsendableNumber::NotFinite => format!(
            "the value that field `{name}` is set to has a number that is NaN or infinite, which JSON cannot say; \
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

/// Lists and objects are JSON text in a body.
fn member(sent: &Value, dialect: &Dialect, out: &mut Writer) {
    match &sent.0 {
        WireValue::Json(json) => out.text(json),
        WireValue::Reference(id) => match dialect.relation_form {
            RelationForm::Id => out.text(id),
            RelationForm::Object => value::write_id_object(id, out),
            RelationForm::JsonText => {
                let mut object = Writer::new();
                value::write_id_object(id, &mut object);
                out.text(&object.finish_text().expect("there is no number in it"));
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
    fn a_relation_of_the_newer_kind_is_written_as_the_switch_says() {
        let reference = || WireValue::Reference("a".into());
        assert_eq!(sent(reference(), RelationForm::JsonText), r#"{"x":"{\"_id\":\"a\"}"}"#);
        assert_eq!(sent(reference(), RelationForm::Object), r#"{"x":{"_id":"a"}}"#);
        assert_eq!(sent(reference(), RelationForm::Id), r#"{"x":"a"}"#);
    }

    #[test]
    fn of_a_field_set_twice_the_last_value_counts() {
        let fields =
            [("a", 1), ("b", 2), ("a", 3)].map(|(name, number)| (name.into(), Value(WireValue::Int(number)))).into();
        assert_eq!(body(&fields, &Dialect::default()).unwrap(), br#"{"b":2,"a":3}"#);
    }

    #[test]
    fn what_json_cannot_say_is_refused_with_its_field() {
        let error = body(
            &vec![("score".into(), Value(WireValue::Unsendable(UnsendableNumber::NotFinite)))],
            &Dialect::default(),
        )
        .unwrap_err();
        assert!(error.to_string().contains("field `score`"), "{error}");
    }
}
