//! A hash of columns: equal in all processes whose definitions agree on them.

use datafusion::arrow::datatypes::Schema;

use super::hash;

/// Returns the hash of the columns' names, types and whether they can be null, in hexadecimal digits.
///
/// Titles and other metadata are left out: they do not change a row. The hash of the standard library would not do: another
/// build may have another one.
pub(crate) fn hash(schema: &Schema) -> String {
    hash::parts(schema.fields().iter().flat_map(|field| {
        let null = if field.is_nullable() { "null" } else { "not null" };
        [field.name().clone(), field.data_type().to_string(), null.to_owned()]
    }))
}

/// Names the first difference between two schemas, for an error.
pub(crate) fn difference(here: &Schema, there: &Schema) -> String {
    for field in here.fields() {
        match there.field_with_name(field.name()) {
            Err(_) => return format!("the column `{}` exists only in the definition of this process", field.name()),
            Ok(other) if other.data_type() != field.data_type() => {
                let (name, ours, theirs) = (field.name(), field.data_type(), other.data_type());
                return format!(
                    "the column `{name}` is {ours} in the definition of this process, and {theirs} in the sender's"
                );
            }
            Ok(other) if other.is_nullable() != field.is_nullable() => {
                return format!("the column `{}` can be null in one of the definitions only", field.name());
            }
            Ok(_) => {}
        }
    }
    match there.fields().iter().find(|field| here.field_with_name(field.name()).is_err()) {
        Some(field) => format!("the column `{}` exists only in the sender's definition", field.name()),
        None => "the columns are the same, in another order".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};

    use super::*;

    fn schema(columns: &[(&str, DataType, bool)]) -> Schema {
        Schema::new(columns.iter().map(|(name, of, null)| Field::new(*name, of.clone(), *null)).collect::<Vec<_>>())
    }

    /// A literal: a change of the hash would keep new processes from working with old ones, and must bring a new mark.
    #[test]
    fn the_hash_is_the_same_in_every_build() {
        let moment = DataType::Timestamp(TimeUnit::Millisecond, Some("Asia/Shanghai".into()));
        let schema =
            schema(&[("_id", DataType::Utf8, false), ("createdAt", moment, true), ("籍贯", DataType::Utf8, true)]);
        assert_eq!(hash(&schema), "f24117c5a7d3b821dcb3551234578a23d322172a3790ff9ef14edec901b5c8ff");
    }

    #[test]
    fn every_difference_changes_the_hash_and_is_named() {
        let of = |columns: &[(&str, DataType, bool)]| schema(columns);
        let base = [("_id", DataType::Utf8, false), ("score", DataType::Float64, true)];
        let base = of(&base);
        for (other, named) in [
            (of(&[("_id", DataType::Utf8, false)]), "`score` exists only in the definition of this process"),
            (of(&[("_id", DataType::Utf8, false), ("score", DataType::Int64, true)]), "is Float64 in"),
            (of(&[("_id", DataType::Utf8, false), ("score", DataType::Float64, false)]), "can be null in one"),
            (of(&[("score", DataType::Float64, true), ("_id", DataType::Utf8, false)]), "another order"),
            (
                of(&[("_id", DataType::Utf8, false), ("score", DataType::Float64, true), ("s", DataType::Utf8, true)]),
                "`s` exists only in the sender's",
            ),
        ] {
            assert_ne!(hash(&base), hash(&other), "{named}");
            let text = difference(&base, &other);
            assert!(text.contains(named), "{text}");
        }
    }

    /// Names that run into each other would be the same text without their lengths.
    #[test]
    fn names_do_not_run_into_types() {
        let one = schema(&[("aUtf8", DataType::Utf8, true)]);
        let other = schema(&[("a", DataType::Utf8, true)]);
        assert_ne!(hash(&one), hash(&other));
    }
}
