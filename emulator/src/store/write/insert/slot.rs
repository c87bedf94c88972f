//! Where the values of a column come from, found out once for all records of a call.

use rusqlite::types::Value as Stored;
use serde_json::Value as Json;
use weda_definition::{AutoNumber, Kind};

use super::super::Body;
use crate::profile::Profile;
use crate::store::{Column, Model};
use crate::value;

/// All columns of a model.
pub(super) struct Slots<'a> {
    pub(super) all: Vec<Slot<'a>>,
    /// The keys in their order, each with the index of its column.
    by_key: Vec<(&'a str, usize)>,
}

impl<'a> Slots<'a> {
    pub(super) fn of(model: &'a Model, profile: &Profile) -> Self {
        let mut by_key: Vec<_> = model.columns.iter().map(|column| column.field.key.as_str()).zip(0..).collect();
        by_key.sort_unstable();
        Self { all: model.columns.iter().map(|column| Slot::of(column, profile)).collect(), by_key }
    }

    /// What a record has for each column. Its members are looked up, not the columns: most records have few of them.
    pub(super) fn given<'b>(&self, body: &'b Body) -> Vec<Option<&'b Json>> {
        let mut given = vec![None; self.all.len()];
        for (key, value) in body {
            if let Ok(at) = self.by_key.binary_search_by(|(known, _)| (*known).cmp(key)) {
                given[self.by_key[at].1] = Some(value);
            }
        }
        given
    }
}

/// A column with what stands in it where the record has nothing for it.
pub(super) struct Slot<'a> {
    pub(super) column: &'a Column,
    pub(super) source: Source<'a>,
}

/// Who has the value.
pub(super) enum Source<'a> {
    /// The caller; the definition may know a default.
    Caller(Option<Stored>),
    Id,
    /// When the record is made.
    Moment,
    /// Who makes it.
    User,
    Departments,
    Number(&'a AutoNumber),
    /// The platform, which has none.
    Nobody,
}

impl<'a> Slot<'a> {
    fn of(column: &'a Column, profile: &Profile) -> Self {
        let field = &column.field;
        let source = match &field.kind {
            Kind::AutoNumber(auto) => Source::Number(auto),
            _ if field.is_writable() => {
                let default = field.default.as_ref().filter(|default| profile.is_default(default));
                // Definitions hold defaults of the wrong type; such a one is no default.
                Source::Caller(default.and_then(|default| value::store(column, default).ok()))
            }
            _ => match field.key.as_str() {
                "_id" => Source::Id,
                "createdAt" | "updatedAt" => Source::Moment,
                "owner" | "createBy" | "updateBy" => Source::User,
                "_departmentList" => Source::Departments,
                _ => Source::Nobody,
            },
        };
        Self { column, source }
    }
}
