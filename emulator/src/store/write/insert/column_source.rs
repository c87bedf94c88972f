//! Where the values of a column come from, found out once for all records of a call.

use rusqlite::types::Value as Stored;
use serde_json::Value as Json;
use weda_definition::{AutoNumber, Kind, Level};

use super::super::{Body, Context, stamped};
use crate::profile::Profile;
use crate::schema::{Column, Model, Stamp};
use crate::validate::{self, Fit};

/// All columns of a model.
pub(super) struct ColumnSources<'a> {
    pub(super) all: Vec<ColumnSource<'a>>,
    /// How many columns have stamps.
    pub(super) stamps: usize,
    /// The keys in their order, each with the index of its column.
    by_key: Vec<(&'a str, usize)>,
}

impl<'a> ColumnSources<'a> {
    pub(super) fn of(model: &'a Model, profile: &Profile) -> Self {
        let mut by_key: Vec<_> = model.columns.iter().map(|column| column.field.key.as_str()).zip(0..).collect();
        by_key.sort_unstable();
        let stamps = model.columns.iter().filter(|column| column.stamp().is_some()).count();
        Self { stamps, all: model.columns.iter().map(|column| ColumnSource::of(column, profile)).collect(), by_key }
    }

    /// Finds what a record has for each column. Its members are looked up, not the columns: most records have few of them.
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

/// A column with what stands in it where the record has nothing for it.
pub(super) struct ColumnSource<'a> {
    pub(super) column: &'a Column,
    pub(super) from: Source<'a>,
}

/// Who has the value.
pub(super) enum Source<'a> {
    /// The caller; the definition may know a default.
    Caller(Option<Stored>),
    Id,
    Stamp(Stamp),
    Departments,
    Number(&'a AutoNumber),
    /// The platform, which has none.
    Nobody,
}

impl<'a> ColumnSource<'a> {
    fn of(column: &'a Column, profile: &Profile) -> Self {
        let field = &column.field;
        let from = match &field.kind {
            Kind::AutoNumber(auto) => Source::Number(auto),
            _ if field.is_writable() => {
                let default = field.default.as_ref().filter(|default| profile.is_default(default));
                // Definitions hold defaults of the wrong type; such a one is no default.
                Source::Caller(
                    default.and_then(|default| validate::store(column, default, Level::Enforced.into()).ok()),
                )
            }
            _ => match (column.stamp(), field.key.as_str()) {
                (Some(stamp), _) => Source::Stamp(stamp),
                (None, "_id") => Source::Id,
                (None, "_departmentList") => Source::Departments,
                (None, _) => Source::Nobody,
            },
        };
        Self { column, from }
    }

    /// What the platform notes in the column now.
    pub(super) fn stamp(&self, context: &Context<'a>) -> Fit<'a> {
        match self.from {
            Source::Stamp(stamp) => stamped(stamp, context),
            _ => Fit::Own(Stored::Null),
        }
    }
}
