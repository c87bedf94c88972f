//! Bodies of creates and updates: flat objects with the fields that are set.

use super::dialect::{Dialect, RelationForm};
use super::unavailable;
use crate::Error;
use crate::codec::Writer;
use crate::protocol::row_body;
use crate::value::{self, RowFields, Value, WireValue};

/// Source: "Data source management API", request parameters of create and update.
pub(super) fn body(fields: &RowFields, dialect: &Dialect) -> Result<Vec<u8>, Error> {
    if let Some((field, _)) = fields.iter().find(|(_, value)| matches!(value.0, WireValue::References(_))) {
        return Err(unavailable::references(field));
    }
    row_body::encode(fields, |value, out| member(value, dialect, out))
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
    use crate::value::UnsendableNumber;

    fn sent(value: WireValue, form: RelationForm) -> String {
        let dialect = Dialect { relation_form: form, ..Dialect::default() };
        String::from_utf8(body(&vec![("x".into(), Value(value))], &dialect).unwrap()).unwrap()
    }

    #[test]
    fn each_value_has_its_documented_form() {
        for (value, expected) in [
            (WireValue::Null, r#"{"x":null}"#),
            (WireValue::NoReference, r#"{"x":null}"#),
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

    /// U10: no form of them is documented.
    #[test]
    fn lists_of_related_records_are_refused() {
        for ids in [None, Some(vec![]), Some(vec!["a".to_owned()])] {
            let fields = vec![("friends".into(), Value(WireValue::References(ids)))];
            let error = body(&fields, &Dialect::default()).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::NotEnabled);
            assert_eq!(
                error.to_string(),
                "a write of field `friends`, a list of related records: WeDa documents no form of it on the OData interface; \
                 set the relation in the related records, or use a client of the data-model gateway (`GatewayKind::Model`)"
            );
        }
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
