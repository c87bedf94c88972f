//! Inserts records one by one.

use std::collections::{HashMap, HashSet};

use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use serde_json::Value as Json;
use weda_definition::Scope;

use super::super::{Body, Context, WriteError, accepted, check_members, check_unique, invalid, validated};
use super::RecordSource;
use super::column_source::{ColumnSources, ValueSource};
use super::sequence::Sequences;
use crate::profile::Ids;
use crate::schema::Model;
use crate::store::ids::IdGenerator;
use crate::store::{Row, auto_number};
use crate::validate::StoreValue;
use crate::validate::{self, InvalidReason};

/// Inserts records into the table of a model.
pub(super) struct Inserter<'a> {
    connection: &'a Connection,
    /// For records whose system values are all made by the emulator, which are most; these stay bound between records.
    partial: CachedStatement<'a>,
    /// For all other records.
    full: Option<CachedStatement<'a>>,
    model: &'a Model,
    context: Context<'a>,
    origin: RecordSource,
    sources: ColumnSources<'a>,
    /// The constraints to enforce.
    scope: Scope,
    /// The value of each column in the current record's body.
    given: Vec<Option<&'a Json>>,
    /// The values to store.
    row: Vec<StoreValue<'a>>,
    ids: IdGenerator,
    sequences: Sequences<'a>,
    /// The replaced records by id, with their places.
    replaced: HashMap<String, (i64, Row)>,
    /// The place of the next record, or `None` to let SQLite choose.
    next_place: Option<i64>,
}

impl<'a> Inserter<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        model: &'a Model,
        context: Context<'a>,
        origin: RecordSource,
    ) -> rusqlite::Result<Self> {
        let mut partial = connection.prepare_cached(&model.insert_with_system_values)?;
        let sources = ColumnSources::of(model);
        if sources.system_values > 0 {
            partial.raw_bind_parameter(1, context.now.as_millisecond())?;
            partial.raw_bind_parameter(2, context.user)?;
        }
        Ok(Self {
            connection,
            partial,
            full: None,
            model,
            context,
            origin,
            sources,
            // A file may have been saved before the definition had its current limits.
            scope: if origin == RecordSource::File { Scope::kinds() } else { validate::scope(context.rules) },
            given: Vec::new(),
            row: Vec::new(),
            ids: IdGenerator::default(),
            sequences: Sequences::of(connection, model),
            replaced: HashMap::new(),
            next_place: None,
        })
    }

    /// Removes the records with the ids of these, all of them first: two records may have exchanged a unique value.
    pub(super) fn replace(&mut self, bodies: &[Body]) -> rusqlite::Result<()> {
        let (connection, model) = (self.connection, self.model);
        let (table, id_column) = (&model.table, model.id_column());
        let last: Option<i64> =
            connection.query_row(&format!("SELECT max(place) FROM {table}"), [], |row| row.get(0))?;
        self.next_place = Some(last.unwrap_or(0) + 1);
        let found = format!("DELETE FROM {table} WHERE {id_column} = ?1 RETURNING place, {}", model.names);
        let mut found = connection.prepare_cached(&found)?;
        for id in bodies.iter().filter_map(|body| body.get("_id")?.as_str()) {
            let values = |row: &rusqlite::Row<'_>| {
                (1..=model.columns.len()).map(|index| row.get(index)).collect::<rusqlite::Result<Row>>()
            };
            let old = found.query_row([id], |row| Ok((row.get(0)?, values(row)?))).optional()?;
            self.replaced.extend(old.map(|old| (id.to_owned(), old)));
        }
        Ok(())
    }

    /// The indexes of the bodies whose ids are already stored.
    pub(super) fn existing(&self, bodies: &[Body]) -> rusqlite::Result<HashSet<usize>> {
        let mut found = self.connection.prepare_cached(&self.model.by_id("1"))?;
        let mut existing = HashSet::new();
        for (index, body) in bodies.iter().enumerate() {
            if let Some(id) = body.get("_id").and_then(Json::as_str)
                && found.exists([id])?
            {
                existing.insert(index);
            }
        }
        Ok(existing)
    }

    /// Stores a record and returns its values.
    pub(super) fn insert(&mut self, body: &'a Body) -> Result<&[StoreValue<'a>], WriteError> {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        let stored = self.store(body, &mut row);
        self.row = row;
        match stored {
            Ok(()) => self.sequences.commit(),
            Err(_) => self.sequences.rollback(),
        }
        stored.map(|()| self.row.as_slice())
    }

    fn store(&mut self, body: &'a Body, row: &mut Vec<StoreValue<'a>>) -> Result<(), WriteError> {
        if self.origin == RecordSource::Caller {
            check_members(self.model, body, self.context.rules)?;
        }
        let mut given = std::mem::take(&mut self.given);
        self.sources.find(body, &mut given);
        let old = if self.replaced.is_empty() { None } else { self.replaced_by(body) };
        let (place, old) = match old {
            Some((place, row)) => (Some(place), Some(row)),
            None => (self.next_place, None),
        };
        let mut system_values = 0;
        for (index, given) in given.iter().enumerate() {
            row.push(match self.value(index, *given, old.as_deref())? {
                Some(value) => value,
                None => {
                    system_values += 1;
                    self.sources.all[index].system_value(&self.context)
                }
            });
        }
        self.given = given;
        if self.sequences.has_numbers {
            for (source, value) in self.sources.all.iter().zip(row.iter_mut()) {
                if let (ValueSource::AutoNumber(auto), StoreValue::Owned(Stored::Null)) = (&source.from, &value) {
                    let text = |number| auto_number::text(auto, number, self.context.now);
                    let text = if auto_number::is_distinct(auto) {
                        self.sequences.next(source.column, auto.start, text)?
                    } else {
                        text(auto.start)
                    };
                    *value = StoreValue::Owned(Stored::Text(text));
                }
            }
        }
        let stored = match place {
            None if system_values == self.sources.system_values => self.store_with_system_values(row),
            place => self.store_full(row, place),
        };
        match stored {
            Ok(()) => {
                if place.is_some() && place == self.next_place {
                    self.next_place = place.map(|place| place + 1);
                }
                Ok(())
            }
            // A unique index refused it: find the field.
            Err(error) => {
                let mut values = self.model.columns.iter().zip(row.iter());
                values.try_for_each(|(column, value)| {
                    check_unique(self.connection, self.model, column, value.as_ref(), None)
                })?;
                Err(error.into())
            }
        }
    }

    fn store_with_system_values(&mut self, row: &[StoreValue<'_>]) -> rusqlite::Result<()> {
        let others =
            self.sources.all.iter().zip(row).filter(|(source, _)| !matches!(source.from, ValueSource::System(_)));
        for ((_, value), index) in others.zip(3..) {
            self.partial.raw_bind_parameter(index, ToSqlOutput::Borrowed(value.as_ref()))?;
        }
        self.partial.raw_execute().map(drop)
    }

    fn store_full(&mut self, row: &[StoreValue<'_>], place: Option<i64>) -> rusqlite::Result<()> {
        let statement = match &mut self.full {
            Some(statement) => statement,
            none => none.insert(self.connection.prepare_cached(&self.model.insert)?),
        };
        for (value, index) in row.iter().zip(1..) {
            statement.raw_bind_parameter(index, ToSqlOutput::Borrowed(value.as_ref()))?;
        }
        statement.raw_bind_parameter(row.len() + 1, place)?;
        statement.raw_execute().map(drop)
    }

    fn replaced_by(&mut self, body: &Body) -> Option<(i64, Row)> {
        self.replaced.remove(body.get("_id")?.as_str()?)
    }

    /// The value of a column in a new record, `None` for a system value made now; automatic numbers are filled in
    /// later. Values of the platform that the body lacks are taken from the replaced record.
    fn value(
        &mut self,
        index: usize,
        given: Option<&'a Json>,
        old: Option<&[Stored]>,
    ) -> Result<Option<StoreValue<'a>>, WriteError> {
        let source = &self.sources.all[index];
        let (column, context) = (source.column, self.context);
        let given = match (self.origin, given) {
            (RecordSource::Caller, Some(value)) => accepted(column, value, &context)?,
            (_, given) => given,
        };
        let made = match (&source.from, given) {
            (ValueSource::Caller(_), Some(value)) => return validated(column, value, self.scope).map(Some),
            (ValueSource::Caller(Some(default)), None) => return Ok(Some(StoreValue::Owned(default.clone()))),
            (ValueSource::Caller(None), None) => return validated(column, &Json::Null, self.scope).map(Some),
            (ValueSource::Id, Some(Json::String(id))) if id.is_empty() => {
                return Err(invalid(column, InvalidReason::EmptyId));
            }
            (_, Some(value)) if !value.is_null() => return validated(column, value, self.scope).map(Some),
            (made, _) => made,
        };
        if let Some(value) = old.and_then(|old| old.get(index)).filter(|value| **value != Stored::Null) {
            return Ok(Some(StoreValue::Owned(value.clone())));
        }
        Ok(Some(StoreValue::Owned(match made {
            ValueSource::System(_) => return Ok(None),
            ValueSource::Id => Stored::Text(match context.rules.ids {
                Ids::Counted => self.sequences.next(column, 1, |number| format!("{number:032}"))?,
                ids => self.ids.free(ids, |id| {
                    let taken = check_unique(self.connection, self.model, column, ValueRef::Text(id.as_bytes()), None);
                    match taken {
                        Err(WriteError::Duplicate { .. }) => Ok(true),
                        validated => validated.map(|()| false),
                    }
                })?,
            }),
            ValueSource::Departments => Stored::Text("[]".to_owned()),
            ValueSource::AutoNumber(_) | ValueSource::None | ValueSource::Caller(_) => Stored::Null,
        })))
    }

    /// Writes the sequences after all records.
    pub(super) fn finish(self) -> rusqlite::Result<()> {
        self.sequences.write()
    }
}
