//! Answers: records as they are printed.

use rusqlite::types::Value as Stored;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;
use weda_definition::{Generation, Kind};

use crate::profile::Profile;
use crate::store::{Column, Model, Page, Row};

/// Whole numbers up to here print as `89.0` in answers with one record; beyond, a fraction would cost digits.
const FRACTION_UP_TO: u64 = 1 << 53;

/// What goes back to the caller, apart from the headers that every answer has.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// JSON, or nothing.
    pub(crate) body: Vec<u8>,
    /// The value of the `Allow` header.
    pub(crate) allow: Option<&'static str>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Keys are texts and numbers finite: nothing here can fail to print.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, body, allow: None }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self { status: 204, body: Vec::new(), allow: None }
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
    pub(crate) fn page(model: &Model, page: &Page, select: Option<&[String]>, profile: &Profile) -> Self {
        Self::json(200, &List { model, page, select, profile })
    }
}

fn context(model: &Model) -> String {
    format!("$metadata#{}", model.identifier)
}

struct List<'a> {
    model: &'a Model,
    page: &'a Page,
    select: Option<&'a [String]>,
    profile: &'a Profile,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = |row| Record { model: self.model, row, select: self.select, profile: self.profile, single: false };
        let records: Vec<Record<'_>> = self.page.rows.iter().map(record).collect();
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("@odata.context", &context(self.model))?;
        if let Some(count) = self.page.count {
            members.serialize_entry("@odata.count", &count)?;
        }
        members.serialize_entry("value", &records)?;
        members.end()
    }
}

struct Record<'a> {
    model: &'a Model,
    row: &'a Row,
    /// The fields that were asked for; all of them where none were named.
    select: Option<&'a [String]>,
    profile: &'a Profile,
    /// Whether the record is the whole answer; it then names the model, and its whole numbers show a fraction.
    single: bool,
}

impl Record<'_> {
    fn has(&self, key: &str) -> bool {
        self.select.is_none_or(|select| select.iter().any(|field| field == key))
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        if self.single {
            members.serialize_entry("@odata.context", &context(self.model))?;
        }
        for (column, stored) in
            self.model.columns.iter().zip(self.row).filter(|(column, _)| self.has(&column.field.key))
        {
            members.serialize_entry(&column.field.key, &Cell { record: self, column, stored })?;
        }
        for field in self.model.virtual_fields().iter().filter(|field| self.has(&field.key)) {
            members.serialize_entry(&field.key, &())?;
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
        match (self.stored, &self.column.field.kind) {
            (Stored::Integer(flag), Kind::Boolean) => serializer.serialize_bool(*flag != 0),
            // How many decimals a definition shows is a matter of display: the service stores doubles.
            (Stored::Integer(whole), Kind::Number | Kind::Integer)
                if *single && whole.abs_diff(0) <= FRACTION_UP_TO =>
            {
                serializer.serialize_f64(*whole as f64)
            }
            (Stored::Integer(whole), _) => serializer.serialize_i64(*whole),
            (Stored::Real(double), _) => serializer.serialize_f64(*double),
            (Stored::Text(id), Kind::Relation(relation)) if relation.generation == Generation::New => {
                serializer.serialize_str(&profile.relation(id))
            }
            (Stored::Text(text), _) => serializer.serialize_str(text),
            (Stored::Null | Stored::Blob(_), _) => serializer.serialize_unit(),
        }
    }
}
