//! Answers: records as they are printed.

use axum::http::HeaderName;
use rusqlite::types::Value as Stored;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;
use weda_definition::Kind;

use crate::profile::{Absent, Profile, RelationForm};
use crate::route::Stage;
use crate::store::{Column, Model, Row};

/// Whole numbers up to here print as `89.0` in answers with one record; beyond, a fraction would cost digits.
const FRACTION_UP_TO: u64 = 1 << 53;

/// What goes back to the caller, apart from the headers that every answer has.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// JSON, or nothing.
    pub(crate) body: Vec<u8>,
    pub(crate) header: Option<(HeaderName, &'static str)>,
    /// What the log shall say of it.
    pub(crate) note: Option<String>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Keys are texts and numbers finite: nothing here can fail to print.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, body, header: None, note: None }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self { status: 204, body: Vec::new(), header: None, note: None }
    }

    /// One record.
    pub(crate) fn record(status: u16, model: &Model, row: &Row, profile: &Profile) -> Self {
        Self::json(status, &Record { model, row, select: None, profile, single: true })
    }

    /// What stands for a record that does not exist: an answer without `_id`.
    pub(crate) fn no_record(model: &Model) -> Self {
        Self::json(200, &json!({ "@odata.context": context(model) }))
    }

    /// A list of records.
    pub(crate) fn list(status: u16, list: &List<'_>) -> Self {
        Self::json(status, list)
    }
}

fn context(model: &Model) -> String {
    format!("$metadata#{}", model.identifier)
}

/// Records of one model.
pub(crate) struct List<'a> {
    pub(crate) model: &'a Model,
    pub(crate) rows: &'a [Row],
    pub(crate) count: Option<u64>,
    /// The fields that were asked for; all of them where none were named.
    pub(crate) select: Option<&'a [String]>,
    pub(crate) profile: &'a Profile,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { model, rows, count, select, profile } = *self;
        let record = |row| Record { model, row, select, profile, single: false };
        let records: Vec<Record<'_>> = rows.iter().map(record).collect();
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("@odata.context", &context(model))?;
        if let Some(count) = count {
            members.serialize_entry("@odata.count", &count)?;
        }
        members.serialize_entry("value", &records)?;
        members.end()
    }
}

struct Record<'a> {
    model: &'a Model,
    row: &'a Row,
    select: Option<&'a [String]>,
    profile: &'a Profile,
    /// Whether the record is the whole answer; it then names the model, and its whole numbers show a fraction.
    single: bool,
}

impl Record<'_> {
    fn is_selected(&self, key: &str) -> bool {
        self.select.is_none_or(|select| select.iter().any(|field| field == key))
    }

    fn shows(&self, column: &Column, stored: &Stored) -> bool {
        let answers = &self.profile.answers;
        let is_there = *stored != Stored::Null || answers.absent == Absent::Null;
        let is_of_stage = answers.system_fields_in_pre
            || self.model.stage == Stage::Prod
            || !column.field.system
            || column.field.key == "_id";
        is_there && is_of_stage && self.is_selected(&column.field.key)
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        if self.single {
            members.serialize_entry("@odata.context", &context(self.model))?;
        }
        for (column, stored) in self.model.columns.iter().zip(self.row) {
            if self.shows(column, stored) {
                members.serialize_entry(&column.field.key, &Cell { record: self, column, stored })?;
            }
        }
        if self.profile.answers.absent == Absent::Null {
            for field in self.model.virtual_fields().iter().filter(|field| self.is_selected(&field.key)) {
                members.serialize_entry(&field.key, &())?;
            }
        }
        members.end()
    }
}

struct Cell<'a> {
    record: &'a Record<'a>,
    column: &'a Column,
    stored: &'a Stored,
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Record { profile, single, .. } = self.record;
        let answers = &profile.answers;
        match (self.stored, &self.column.field.kind) {
            (Stored::Integer(flag), Kind::Boolean) => serializer.serialize_bool(*flag != 0),
            // How many decimals a definition shows is a matter of display: the service stores doubles.
            (Stored::Integer(whole), Kind::Number | Kind::Integer) => {
                let is_exact = whole.unsigned_abs() <= FRACTION_UP_TO;
                if (is_exact && *single && answers.fractions) || (!is_exact && answers.doubles) {
                    serializer.serialize_f64(*whole as f64)
                } else {
                    serializer.serialize_i64(*whole)
                }
            }
            (Stored::Integer(whole), _) => serializer.serialize_i64(*whole),
            (Stored::Real(double), _) => serializer.serialize_f64(*double),
            (Stored::Text(id), _) if self.column.is_new_relation() => match answers.relations {
                RelationForm::JsonText => serializer.serialize_str(&json!({ "_id": id }).to_string()),
                RelationForm::Object => json!({ "_id": id }).serialize(serializer),
                RelationForm::Id => serializer.serialize_str(id),
            },
            (Stored::Text(text), _) => serializer.serialize_str(text),
            (Stored::Null | Stored::Blob(_), _) => serializer.serialize_unit(),
        }
    }
}
