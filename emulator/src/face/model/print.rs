//! Printing records as native JSON.

use std::collections::HashMap;

use rusqlite::types::Value as Stored;
use serde::Serialize;
use serde_json::json;
use weda_definition::Kind;

use super::select::{Fields, Selection};
use crate::face::answer::Answer;
use crate::profile::{Absent, MasterRelations, ModelApi};
use crate::schema::{Column, Model};
use crate::store::Row;

/// The largest integers that doubles represent exactly.
const MAX_WITH_FRACTION: u64 = 1 << 53;

/// Related records by the id of the record that they are related to.
pub(super) type RelatedRecords = HashMap<String, Vec<Row>>;

/// The answer with printed data.
pub(super) fn answer(data: &[u8], request_id: &str) -> Answer {
    let mut body = Vec::with_capacity(data.len() + 64);
    body.extend_from_slice(b"{\"data\":");
    body.extend_from_slice(data);
    body.extend_from_slice(b",\"requestId\":");
    json(&mut body, request_id);
    body.push(b'}');
    Answer::printed(200, body)
}

/// The answer with data.
pub(super) fn data(data: &impl Serialize, request_id: &str) -> Answer {
    Answer::json(200, &json!({ "data": data, "requestId": request_id }))
}

pub(super) fn text_of(value: &Stored) -> Option<&str> {
    match value {
        Stored::Text(text) => Some(text),
        _ => None,
    }
}

/// Prints the records of a selection.
pub(super) struct Printer<'p> {
    pub(super) model: &'p Model,
    pub(super) api: &'p ModelApi,
    pub(super) selection: &'p Selection,
}

impl Printer<'_> {
    /// Prints a record; `related` has the related records of each selected relation.
    pub(super) fn record(&self, out: &mut Vec<u8>, row: &[Stored], related: &[RelatedRecords]) {
        let before = out.len();
        let expanded =
            |column: &Column| self.selection.relations.iter().any(|(relation, _)| relation.key == column.field.key);
        self.fields(out, self.model, &self.selection.fields, row, expanded);
        let id = text_of(&row[self.model.id_index()]).unwrap_or_default();
        for ((relation, fields), related) in self.selection.relations.iter().zip(related) {
            let rows = related.get(id).map(Vec::as_slice).unwrap_or_default();
            if rows.is_empty() && !relation.is_list && self.api.absent == Absent::Missing {
                continue;
            }
            out.push(b',');
            json(out, &relation.key);
            out.push(b':');
            if relation.is_list {
                out.push(b'[');
                for (index, row) in rows.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    self.related(out, &relation.target, fields, row);
                }
                out.push(b']');
            } else {
                match rows.first() {
                    Some(row) => self.related(out, &relation.target, fields, row),
                    None => out.extend_from_slice(b"null"),
                }
            }
        }
        close(out, before);
    }

    fn related(&self, out: &mut Vec<u8>, target: &Model, fields: &Fields, row: &[Stored]) {
        let before = out.len();
        self.fields(out, target, fields, row, |_| false);
        close(out, before);
    }

    /// Prints the stored fields, each with a comma before it; those that are `expanded` are printed as relations.
    fn fields(
        &self,
        out: &mut Vec<u8>,
        model: &Model,
        fields: &Fields,
        row: &[Stored],
        expanded: impl Fn(&Column) -> bool,
    ) {
        for (index, (column, value)) in model.columns.iter().zip(row).enumerate() {
            let is_named = fields.columns.contains(&index);
            let is_master =
                fields.master && !(column.is_object_relation() && self.api.master_relations == MasterRelations::None);
            let is_present = *value != Stored::Null || self.api.absent == Absent::Null;
            if (is_named || is_master) && is_present && !expanded(column) {
                out.extend_from_slice(column.member.as_bytes());
                self.value(out, column, value);
            }
        }
    }

    fn value(&self, out: &mut Vec<u8>, column: &Column, value: &Stored) {
        match (value, &column.field.kind) {
            (Stored::Integer(flag), Kind::Boolean) => json(out, &(*flag != 0)),
            (Stored::Integer(whole), Kind::Number | Kind::Integer)
                if self.api.fractions && whole.unsigned_abs() <= MAX_WITH_FRACTION =>
            {
                json(out, &(*whole as f64));
            }
            (Stored::Integer(whole), _) => json(out, whole),
            (Stored::Real(double), _) => json(out, double),
            (Stored::Text(id), _) if column.is_object_relation() => json(out, &json!({ "_id": id })),
            // JSON as it was stored, unless it is a text that a caller of the other interface sent.
            (Stored::Text(text), Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json)
                if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() =>
            {
                out.extend_from_slice(text.as_bytes());
            }
            (Stored::Text(text), _) => json(out, text),
            (Stored::Null | Stored::Blob(_), _) => out.extend_from_slice(b"null"),
        }
    }
}

/// Ends a record: the comma before its first member becomes the brace.
fn close(out: &mut Vec<u8>, before: usize) {
    match out.get_mut(before) {
        Some(comma) => *comma = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}

fn json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Cannot fail: writing to memory, texts and finite numbers only.
    let _ = serde_json::to_writer(out, value);
}
