//! New records.

mod sequence;
mod slot;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::types::{Null, ToSqlOutput, Value as Stored};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use serde_json::Value as Json;

use super::{Body, Context, Refusal, broken, check_members, check_unique, checked, sent};
use crate::misfit::Misfit;
use crate::profile::Ids;
use crate::store::ids::Random;
use crate::store::{Model, Row, Store, auto_number};
use crate::value::Fit;
use sequence::Sequences;
use slot::{Slots, Source};

/// Who gives a new record its values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A caller, who may send what the profile says.
    Caller,
    /// A file of records, which keeps its ids, times and owners.
    File,
}

impl Store {
    /// Stores new records, shows the values of each to `show`, and answers how many there are; a refusal comes with the
    /// index of the record. All are stored or none, unless the profile says that the good ones are stored whatever the
    /// others are.
    pub(crate) fn create(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
        mut show: impl FnMut(&[Fit<'_>]),
    ) -> Result<usize, (usize, Refusal)> {
        let partial = context.profile.writes.partial_batches && bodies.len() > 1;
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, Origin::Caller).map_err(outside)?;
        let (mut stored, mut refused) = (0, None);
        for (index, body) in bodies.iter().enumerate() {
            match inserter.insert(body) {
                Ok(row) => {
                    show(&row);
                    stored += 1;
                }
                Err(Refusal::Storage(error)) => return Err((index, Refusal::Storage(error))),
                Err(refusal) if partial => refused = refused.or(Some((index, refusal))),
                Err(refusal) => return Err((index, refusal)),
            }
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)?;
        match refused {
            Some(refusal) if stored == 0 => Err(refusal),
            _ => Ok(stored),
        }
    }

    /// Stores given records, all or none; a refusal comes with the index of the record.
    pub(crate) fn load(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
    ) -> Result<(), (usize, Refusal)> {
        let outside = |error: rusqlite::Error| (0, error.into());
        let transaction = self.begin().map_err(outside)?;
        let mut inserter = Inserter::new(&transaction, model, context, Origin::File).map_err(outside)?;
        for (index, body) in bodies.iter().enumerate() {
            inserter.insert(body).map_err(|refusal| (index, refusal))?;
        }
        inserter.finish().map_err(outside)?;
        transaction.commit().map_err(outside)
    }

    /// Stores the records of several models, all or none, each in the place of the record that has its id. A refusal
    /// comes with the index of the model and that of the record.
    pub(crate) fn put(
        &mut self,
        loads: &[(Arc<Model>, Vec<Body>)],
        context: Context<'_>,
    ) -> Result<(), (usize, usize, Refusal)> {
        let transaction = self.begin().map_err(|error| (0, 0, error.into()))?;
        for (load, (model, bodies)) in loads.iter().enumerate() {
            let outside = |error: rusqlite::Error| (load, 0, error.into());
            let mut inserter = Inserter::new(&transaction, model, context, Origin::File).map_err(outside)?;
            inserter.replace(bodies).map_err(outside)?;
            for (index, body) in bodies.iter().enumerate() {
                inserter.insert(body).map_err(|refusal| (load, index, refusal))?;
            }
            inserter.finish().map_err(outside)?;
        }
        transaction.commit().map_err(|error| (0, 0, error.into()))?;
        self.printed.forget_all();
        Ok(())
    }
}

/// The table of a model, with what it takes to add records.
struct Inserter<'a> {
    connection: &'a Connection,
    statement: CachedStatement<'a>,
    model: &'a Model,
    context: Context<'a>,
    origin: Origin,
    slots: Slots<'a>,
    random: Random,
    sequences: Sequences<'a>,
    /// The records that make room for others with their ids, and where they were.
    replaced: HashMap<String, (i64, Row)>,
    /// Where the next record goes; without it SQLite knows best.
    next_place: Option<i64>,
}

impl<'a> Inserter<'a> {
    fn new(
        connection: &'a Connection,
        model: &'a Model,
        context: Context<'a>,
        origin: Origin,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            connection,
            statement: connection.prepare_cached(&model.insert)?,
            model,
            context,
            origin,
            slots: Slots::of(model, context.profile),
            random: Random::default(),
            sequences: Sequences::of(connection, model),
            replaced: HashMap::new(),
            next_place: None,
        })
    }

    /// Takes out the records whose ids these have. All of them first: two records may have exchanged a unique value.
    fn replace(&mut self, bodies: &[Body]) -> rusqlite::Result<()> {
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

    fn insert<'b>(&mut self, body: &'b Body) -> Result<Vec<Fit<'b>>, Refusal>
    where
        'a: 'b,
    {
        let row = self.stored(body);
        match &row {
            Ok(_) => self.sequences.keep(),
            Err(_) => self.sequences.give_back(),
        }
        row
    }

    fn stored<'b>(&mut self, body: &'b Body) -> Result<Vec<Fit<'b>>, Refusal>
    where
        'a: 'b,
    {
        if self.origin == Origin::Caller {
            check_members(self.model, body, self.context.profile)?;
        }
        let given = self.slots.given(body);
        let old = if self.replaced.is_empty() { None } else { self.replaced_by(body) };
        let (place, old) = match old {
            Some((place, row)) => (Some(place), Some(row)),
            None => (self.next_place, None),
        };
        let mut row = Vec::with_capacity(given.len());
        for (index, given) in given.into_iter().enumerate() {
            row.push(self.value(index, given, old.as_deref())?);
        }
        if self.sequences.has_numbers {
            for (slot, value) in self.slots.all.iter().zip(&mut row) {
                if let (Source::Number(auto), Fit::Own(Stored::Null)) = (&slot.source, &value) {
                    let text = |number| auto_number::text(auto, number, self.context.now);
                    let text = if auto_number::is_distinct(auto) {
                        self.sequences.next(slot.column, auto.start, text)?
                    } else {
                        text(auto.start)
                    };
                    *value = Fit::Own(Stored::Text(text));
                }
            }
        }
        for (value, index) in row.iter().zip(1..) {
            self.statement.raw_bind_parameter(index, ToSqlOutput::Borrowed(value.as_ref()))?;
        }
        match place {
            Some(place) => self.statement.raw_bind_parameter(row.len() + 1, place)?,
            None => self.statement.raw_bind_parameter(row.len() + 1, Null)?,
        }
        match self.statement.raw_execute() {
            Ok(_) => {
                if place.is_some() && place == self.next_place {
                    self.next_place = place.map(|place| place + 1);
                }
                Ok(row)
            }
            // The index has refused it; which field that was, a look at each tells.
            Err(error) => {
                let mut values = self.model.columns.iter().zip(&row);
                values.try_for_each(|(column, value)| {
                    check_unique(self.connection, self.model, column, value.as_ref(), None)
                })?;
                Err(error.into())
            }
        }
    }

    fn replaced_by(&mut self, body: &Body) -> Option<(i64, Row)> {
        self.replaced.remove(body.get("_id")?.as_str()?)
    }

    /// The value of a column in a new record; automatic numbers are left for later. What the platform makes and nobody
    /// gives stays as it was in the record that makes room.
    fn value<'b>(&mut self, index: usize, given: Option<&'b Json>, old: Option<&[Stored]>) -> Result<Fit<'b>, Refusal>
    where
        'a: 'b,
    {
        let slot = &self.slots.all[index];
        let (column, profile) = (slot.column, self.context.profile);
        let given = match (self.origin, given) {
            (Origin::Caller, Some(value)) => sent(column, value, profile)?,
            (_, given) => given,
        };
        let made = match (&slot.source, given) {
            (Source::Caller(_), Some(value)) => return checked(column, value, profile),
            (Source::Caller(default), None) => {
                return match default {
                    Some(default) => Ok(Fit::Own(default.clone())),
                    None => checked(column, &Json::Null, profile),
                };
            }
            (Source::Id, Some(Json::String(id))) if id.is_empty() => return Err(broken(column, Misfit::EmptyId)),
            (_, Some(value)) if !value.is_null() => return checked(column, value, profile),
            (made, _) => made,
        };
        if let Some(was) = old.and_then(|old| old.get(index)).filter(|was| **was != Stored::Null) {
            return Ok(Fit::Own(was.clone()));
        }
        Ok(Fit::Own(match made {
            Source::Id => Stored::Text(match profile.writes.ids {
                Ids::Counted => self.sequences.next(column, 1, |number| format!("{number:032}"))?,
                ids => self.random.id(ids),
            }),
            Source::Moment => Stored::Integer(self.context.now.as_millisecond()),
            Source::User => return Ok(Fit::Text(&profile.identity.user)),
            Source::Departments => Stored::Text("[]".to_owned()),
            Source::Number(_) | Source::Nobody | Source::Caller(_) => Stored::Null,
        }))
    }

    /// What is left to note once all records are there.
    fn finish(self) -> rusqlite::Result<()> {
        self.sequences.write()
    }
}
