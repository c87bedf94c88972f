//! Printing records as native JSON.

use rusqlite::types::{Value as Stored, ValueRef};
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::json;
use weda_definition::Kind;

use super::select::{Fields, Selection};
use crate::face::answer::Answer;
use crate::face::printed::{json, text};
use crate::profile::{Absent, MasterRelations, ModelApi};
use crate::schema::{Column, Model};
use crate::store::RelatedRows;

/// The largest integers that doubles represent exactly.
const MAX_WITH_FRACTION: u64 = 1 << 53;

/// Completes an answer, whose body lacks the request id and its end.
pub(super) fn with_id(printed: Answer, request_id: &str) -> Answer {
    let mut body = Vec::with_capacity(printed.body.len() + request_id.len() + 32);
    body.extend_from_slice(&printed.body);
    body.extend_from_slice(b",\"requestId\":");
    text(&mut body, request_id);
    body.push(b'}');
    Answer { body: body.into(), ..printed }
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
    /// Prints a record of a selection without relations.
    pub(super) fn fields_only<'v>(&self, out: &mut Vec<u8>, values: impl Iterator<Item = ValueRef<'v>>) {
        let before = out.len();
        self.fields(out, self.model, &self.selection.fields, values, |_| false);
        close(out, before);
    }

    /// Prints a record; `related` has the related records of each selected relation.
    pub(super) fn record(&self, out: &mut Vec<u8>, row: &[Stored], related: &[RelatedRows]) {
        let before = out.len();
        let expanded =
            |column: &Column| self.selection.relations.iter().any(|(relation, _)| relation.key == column.field.key);
        self.fields(out, self.model, &self.selection.fields, values(row), expanded);
        let id = text_of(&row[self.model.id_index()]).unwrap_or_default();
        for ((relation, fields), related) in self.selection.relations.iter().zip(related) {
            let rows = related.get(id).map(Vec::as_slice).unwrap_or_default();
            if rows.is_empty() && !relation.is_list && self.api.absent == Absent::Missing {
                continue;
            }
            out.push(b',');
            text(out, &relation.key);
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
        self.fields(out, target, fields, values(row), |_| false);
        close(out, before);
    }

    /// Prints the stored fields, each with a comma before it; those that are `expanded` are printed as relations.
    fn fields<'v>(
        &self,
        out: &mut Vec<u8>,
        model: &Model,
        fields: &Fields,
        values: impl Iterator<Item = ValueRef<'v>>,
        expanded: impl Fn(&Column) -> bool,
    ) {
        for (index, (column, value)) in model.columns.iter().zip(values).enumerate() {
            let is_named = fields.columns.contains(&index);
            let is_master =
                fields.master && !(column.is_object_relation() && self.api.master_relations == MasterRelations::None);
            let is_present = value != ValueRef::Null || self.api.absent == Absent::Null;
            if (is_named || is_master) && is_present && !expanded(column) {
                out.extend_from_slice(column.member.as_bytes());
                self.value(out, column, value);
            }
        }
    }

    fn value(&self, out: &mut Vec<u8>, column: &Column, value: ValueRef<'_>) {
        match (value, &column.field.kind) {
            (ValueRef::Integer(flag), Kind::Boolean) => json(out, &(flag != 0)),
            (ValueRef::Integer(whole), Kind::Number | Kind::Integer)
                if self.api.fractions && whole.unsigned_abs() <= MAX_WITH_FRACTION =>
            {
                json(out, &(whole as f64));
            }
            (ValueRef::Integer(whole), _) => json(out, &whole),
            (ValueRef::Real(double), _) => json(out, &double),
            (ValueRef::Text(bytes), kind) => {
                // Always valid UTF-8, as stored.
                let stored = std::str::from_utf8(bytes).unwrap_or_default();
                match kind {
                    _ if column.is_object_relation() => json(out, &json!({ "_id": stored })),
                    // JSON as it was stored, unless it is a text that a caller of the other interface sent.
                    Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json
                        if serde_json::from_str::<IgnoredAny>(stored).is_ok() =>
                    {
                        out.extend_from_slice(bytes);
                    }
                    _ => text(out, stored),
                }
            }
            (ValueRef::Null | ValueRef::Blob(_), _) => out.extend_from_slice(b"null"),
        }
    }
}

/// Borrows the values of a record.
fn values(row: &[Stored]) -> impl Iterator<Item = ValueRef<'_>> {
    row.iter().map(ValueRef::from)
}

/// Ends a record: the comma before its first member becomes the brace.
fn close(out: &mut Vec<u8>, before: usize) {
    match out.get_mut(before) {
        Some(comma) => *comma = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}
