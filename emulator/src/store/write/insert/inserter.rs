//! One record after the other: its values, and the statement that stores them.

use std::collections::{HashMap, HashSet};

use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use serde_json::Value as Json;
use weda_definition::Scope;

use super::super::{Body, Context, Refusal, check_members, check_unique, checked, invalid, sent};
use super::Origin;
use super::column_source::{ColumnSources, Source};
use super::sequence::Sequences;
use crate::profile::Ids;
use crate::schema::Model;
use crate::store::ids::Random;
use crate::store::{Row, auto_number};
use crate::validate::Fit;
use crate::validate::{self, Invalid};

/// The table of a model, with what it takes to add records.
pub(super) struct Inserter<'a> {
    connection: &'a Connection,
    /// For records whose stamps are all made now, which are most; the stamps stay bound from one to the next.
    stamped: CachedStatement<'a>,
    /// For all others.
    whole: Option<CachedStatement<'a>>,
    model: &'a Model,
    context: Context<'a>,
    origin: Origin,
    sources: ColumnSources<'a>,
    /// What is asked of values.
    scope: Scope,
    /// What the record that is being stored gives for each column.
    given: Vec<Option<&'a Json>>,
    /// Its values.
    row: Vec<Fit<'a>>,
    random: Random,
    sequences: Sequences<'a>,
    /// The records that make room for others with their ids, and where they were.
    replaced: HashMap<String, (i64, Row)>,
    /// Where the next record goes; without it SQLite knows best.
    next_place: Option<i64>,
}

impl<'a> Inserter<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        model: &'a Model,
        context: Context<'a>,
        origin: Origin,
    ) -> rusqlite::Result<Self> {
        let mut stamped = connection.prepare_cached(&model.insert_stamped)?;
        let sources = ColumnSources::of(model, context.profile);
        if sources.stamps > 0 {
            stamped.raw_bind_parameter(1, context.now.as_millisecond())?;
            stamped.raw_bind_parameter(2, &context.profile.identity.user)?;
        }
        Ok(Self {
            connection,
            stamped,
            whole: None,
            model,
            context,
            origin,
            sources,
            // A file has what the table had, perhaps before the definition asked for what it asks for now.
            scope: if origin == Origin::File { Scope::kinds() } else { validate::scope(context.profile) },
            given: Vec::new(),
            row: Vec::new(),
            random: Random::default(),
            sequences: Sequences::of(connection, model),
            replaced: HashMap::new(),
            next_place: None,
        })
    }

    /// Takes out the records whose ids these have. All of them first: two records may have exchanged a unique value.
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

    /// The indices of those whose ids records have that are there.
    pub(super) fn known(&self, bodies: &[Body]) -> rusqlite::Result<HashSet<usize>> {
        let mut found = self.connection.prepare_cached(&self.model.by_id("1"))?;
        let mut known = HashSet::new();
        for (index, body) in bodies.iter().enumerate() {
            if let Some(id) = body.get("_id").and_then(Json::as_str)
                && found.exists([id])?
            {
                known.insert(index);
            }
        }
        Ok(known)
    }

    /// Stores a record and answers its values.
    pub(super) fn insert(&mut self, body: &'a Body) -> Result<&[Fit<'a>], Refusal> {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        let stored = self.store(body, &mut row);
        self.row = row;
        match stored {
            Ok(()) => self.sequences.keep(),
            Err(_) => self.sequences.give_back(),
        }
        stored.map(|()| self.row.as_slice())
    }

    fn store(&mut self, body: &'a Body, row: &mut Vec<Fit<'a>>) -> Result<(), Refusal> {
        if self.origin == Origin::Caller {
            check_members(self.model, body, self.context.profile)?;
        }
        let mut given = std::mem::take(&mut self.given);
        self.sources.find(body, &mut given);
        let old = if self.replaced.is_empty() { None } else { self.replaced_by(body) };
        let (place, old) = match old {
            Some((place, row)) => (Some(place), Some(row)),
            None => (self.next_place, None),
        };
        let mut stamped = 0;
        for (index, given) in given.iter().enumerate() {
            row.push(match self.value(index, *given, old.as_deref())? {
                Some(value) => value,
                None => {
                    stamped += 1;
                    self.sources.all[index].stamp(&self.context)
                }
            });
        }
        self.given = given;
        if self.sequences.has_numbers {
            for (source, value) in self.sources.all.iter().zip(row.iter_mut()) {
                if let (Source::Number(auto), Fit::Own(Stored::Null)) = (&source.from, &value) {
                    let text = |number| auto_number::text(auto, number, self.context.now);
                    let text = if auto_number::is_distinct(auto) {
                        self.sequences.next(source.column, auto.start, text)?
                    } else {
                        text(auto.start)
                    };
                    *value = Fit::Own(Stored::Text(text));
                }
            }
        }
        let stored = match place {
            None if stamped == self.sources.stamps => self.store_stamped(row),
            place => self.store_whole(row, place),
        };
        match stored {
            Ok(()) => {
                if place.is_some() && place == self.next_place {
                    self.next_place = place.map(|place| place + 1);
                }
                Ok(())
            }
            // The index has refused it; which field that was, a look at each tells.
            Err(error) => {
                let mut values = self.model.columns.iter().zip(row.iter());
                values.try_for_each(|(column, value)| {
                    check_unique(self.connection, self.model, column, value.as_ref(), None)
                })?;
                Err(error.into())
            }
        }
    }

    fn store_stamped(&mut self, row: &[Fit<'_>]) -> rusqlite::Result<()> {
        let unstamped = self.sources.all.iter().zip(row).filter(|(source, _)| !matches!(source.from, Source::Stamp(_)));
        for ((_, value), index) in unstamped.zip(3..) {
            self.stamped.raw_bind_parameter(index, ToSqlOutput::Borrowed(value.as_ref()))?;
        }
        self.stamped.raw_execute().map(drop)
    }

    fn store_whole(&mut self, row: &[Fit<'_>], place: Option<i64>) -> rusqlite::Result<()> {
        let statement = match &mut self.whole {
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

    /// The value of a column in a new record, `None` for a stamp that is made now; automatic numbers are left for later.
    /// What the platform makes and nobody gives stays as it was in the record that makes room.
    fn value(
        &mut self,
        index: usize,
        given: Option<&'a Json>,
        old: Option<&[Stored]>,
    ) -> Result<Option<Fit<'a>>, Refusal> {
        let source = &self.sources.all[index];
        let (column, profile) = (source.column, self.context.profile);
        let given = match (self.origin, given) {
            (Origin::Caller, Some(value)) => sent(column, value, profile)?,
            (_, given) => given,
        };
        let made = match (&source.from, given) {
            (Source::Caller(_), Some(value)) => return checked(column, value, self.scope).map(Some),
            (Source::Caller(Some(default)), None) => return Ok(Some(Fit::Own(default.clone()))),
            (Source::Caller(None), None) => return checked(column, &Json::Null, self.scope).map(Some),
            (Source::Id, Some(Json::String(id))) if id.is_empty() => return Err(invalid(column, Invalid::EmptyId)),
            (_, Some(value)) if !value.is_null() => return checked(column, value, self.scope).map(Some),
            (made, _) => made,
        };
        if let Some(was) = old.and_then(|old| old.get(index)).filter(|was| **was != Stored::Null) {
            return Ok(Some(Fit::Own(was.clone())));
        }
        Ok(Some(Fit::Own(match made {
            Source::Stamp(_) => return Ok(None),
            Source::Id => Stored::Text(match profile.writes.ids {
                Ids::Counted => self.sequences.next(column, 1, |number| format!("{number:032}"))?,
                ids => self.random.free(ids, |id| {
                    let taken = check_unique(self.connection, self.model, column, ValueRef::Text(id.as_bytes()), None);
                    match taken {
                        Err(Refusal::Taken { .. }) => Ok(true),
                        checked => checked.map(|()| false),
                    }
                })?,
            }),
            Source::Departments => Stored::Text("[]".to_owned()),
            Source::Number(_) | Source::Nobody | Source::Caller(_) => Stored::Null,
        })))
    }

    /// What is left to note once all records are there.
    pub(super) fn finish(self) -> rusqlite::Result<()> {
        self.sequences.write()
    }
}
