//! Prints records directly from stored values, since lists are the most frequent calls.

use rusqlite::types::ValueRef;
use serde_json::json;
use weda_definition::Kind;

use super::context;
use crate::face::printed::{json, text};
use crate::profile::{Absent, Profile, RelationForm};
use crate::schema::{Column, Model};
use crate::stage::Stage;

/// The largest whole number that prints as `89.0` in answers with one record; larger ones would lose digits.
const MAX_WITH_FRACTION: u64 = 1 << 53;

/// The format of records.
pub(in crate::face::odata) struct RecordFormat<'a> {
    pub(in crate::face::odata) model: &'a Model,
    pub(in crate::face::odata) profile: &'a Profile,
    /// The selected fields, or `None` for all.
    pub(in crate::face::odata) select: Option<&'a [String]>,
    /// True if the record is the whole answer: it then names the model, and its whole numbers have a fraction.
    pub(in crate::face::odata) single: bool,
}

impl RecordFormat<'_> {
    /// Prints a record; `values` are in the order of the model's columns.
    pub(in crate::face::odata) fn print<'v>(&self, out: &mut Vec<u8>, values: impl Iterator<Item = ValueRef<'v>>) {
        let before = out.len();
        if self.single {
            out.extend_from_slice(b",\"@odata.context\":");
            text(out, &context(self.model));
        }
        for (column, value) in self.model.columns.iter().zip(values) {
            if self.shows(column, value) {
                out.extend_from_slice(column.member.as_bytes());
                self.value(out, column, value);
            }
        }
        if self.profile.answers.absent == Absent::Null {
            for field in self.model.virtual_fields().iter().filter(|field| self.is_selected(&field.key)) {
                out.push(b',');
                text(out, &field.key);
                out.extend_from_slice(b":null");
            }
        }
        // Each member begins with a comma; the first one becomes the brace.
        match out.get_mut(before) {
            Some(comma) => *comma = b'{',
            None => out.push(b'{'),
        }
        out.push(b'}');
    }

    fn is_selected(&self, key: &str) -> bool {
        self.select.is_none_or(|select| select.iter().any(|field| field == key))
    }

    fn shows(&self, column: &Column, value: ValueRef<'_>) -> bool {
        let answers = &self.profile.answers;
        let is_present = value != ValueRef::Null || answers.absent == Absent::Null;
        let is_of_stage = answers.system_fields_in_pre
            || self.model.stage == Stage::Prod
            || !column.field.system
            || column.field.key == "_id";
        is_present && is_of_stage && self.is_selected(&column.field.key)
    }

    fn value(&self, out: &mut Vec<u8>, column: &Column, value: ValueRef<'_>) {
        let answers = &self.profile.answers;
        match (value, &column.field.kind) {
            (ValueRef::Integer(flag), Kind::Boolean) => json(out, &(flag != 0)),
            // The decimals in a definition are for display only: the service stores doubles.
            (ValueRef::Integer(whole), Kind::Number | Kind::Integer) => {
                let is_exact = whole.unsigned_abs() <= MAX_WITH_FRACTION;
                if (is_exact && self.single && answers.fractions) || (!is_exact && answers.doubles) {
                    json(out, &(whole as f64));
                } else {
                    json(out, &whole);
                }
            }
            (ValueRef::Integer(whole), _) => json(out, &whole),
            (ValueRef::Real(double), _) => json(out, &double),
            (ValueRef::Text(bytes), _) => {
                // Always valid UTF-8, as stored.
                let stored = std::str::from_utf8(bytes).unwrap_or_default();
                if column.is_object_relation() {
                    relation(out, stored, answers.relations);
                } else {
                    text(out, stored);
                }
            }
            (ValueRef::Null | ValueRef::Blob(_), _) => out.extend_from_slice(b"null"),
        }
    }
}

fn relation(out: &mut Vec<u8>, id: &str, form: RelationForm) {
    match form {
        RelationForm::JsonText => text(out, &json!({ "_id": id }).to_string()),
        RelationForm::Object => json(out, &json!({ "_id": id })),
        RelationForm::Id => text(out, id),
    }
}
