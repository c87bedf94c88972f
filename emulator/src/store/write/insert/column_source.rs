//! The sources of the columns' values, determined once for all records of a call.

use rusqlite::types::Value as Stored;
use serde_json::Value as Json;
use weda_definition::{AutoNumber, Kind, Level};

use super::super::{Body, Context, system_value};
use crate::schema::{Column, Model, SystemValue};
use crate::validate::{self, StoreValue};

/// All columns of a model.
pub(super) struct ColumnSources<'a> {
    pub(super) all: Vec<ColumnSource<'a>>,
    /// The number of columns with system values.
    pub(super) system_values: usize,
    /// The sorted keys, each with the index of its column.
    by_key: Vec<(&'a str, usize)>,
}

impl<'a> ColumnSources<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let mut by_key: Vec<_> = model.columns.iter().map(|column| column.field.key.as_str()).zip(0..).collect();
        by_key.sort_unstable();
        let system_values = model.columns.iter().filter(|column| column.system_value().is_some()).count();
        Self { system_values, all: model.columns.iter().map(ColumnSource::of).collect(), by_key }
    }

    /// Finds the value of each column in a record. Iterates over the record's members, which are few in most records.
    pub(super) fn find<'b>(&self, body: &'b Body, given: &mut Vec<Option<&'b Json>>) {
        given.clear();
        given.resize(self.all.len(), None);
        for (key, value) in body {
            if let Ok(at) = self.by_key.binary_search_by(|(known, _)| (*known).cmp(key)) {
                given[self.by_key[at].1] = Some(value);
            }
        }
    }
}

/// A column with the source of its value.
pub(super) struct ColumnSource<'a> {
    pub(super) column: &'a Column,
    pub(super) from: ValueSource<'a>,
}

/// The source of a value.
pub(super) enum ValueSource<'a> {
    /// The caller, or else the definition's default.
    Caller(Option<Stored>),
    Id,
    System(SystemValue),
    Departments,
    AutoNumber(&'a AutoNumber),
    /// The platform, with no value.
    None,
}

impl<'a> ColumnSource<'a> {
    fn of(column: &'a Column) -> Self {
        let field = &column.field;
        let from = match &field.kind {
            Kind::AutoNumber(auto) => ValueSource::AutoNumber(auto),
            _ if field.is_writable() => {
                let default = field.default.as_ref().filter(|default| is_default(default));
                // A default of the wrong type, which definitions do have, is ignored.
                ValueSource::Caller(
                    default.and_then(|default| validate::encode_owned(column, default, Level::Enforced.into()).ok()),
                )
            }
            _ => match (column.system_value(), field.key.as_str()) {
                (Some(value), _) => ValueSource::System(value),
                (None, "_id") => ValueSource::Id,
                (None, "_departmentList") => ValueSource::Departments,
                (None, _) => ValueSource::None,
            },
        };
        Self { column, from }
    }

    /// The system value of the column.
    pub(super) fn system_value(&self, context: &Context<'a>) -> StoreValue<'a> {
        match self.from {
            ValueSource::System(value) => system_value(value, context),
            _ => StoreValue::Owned(Stored::Null),
        }
    }
}

/// Returns true if a default value counts: the designer writes `""` into fields without a default.
fn is_default(value: &Json) -> bool {
    !value.is_null() && value.as_str() != Some("")
}
