//! New records.

use rusqlite::types::Value as Stored;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params, params_from_iter};
use serde_json::Value as Json;
use uuid::Uuid;
use weda_definition::{AutoNumber, Kind};

use super::{Body, Context, Refusal, broken, check_members, check_unique, checked, sent};
use crate::misfit::Misfit;
use crate::profile::Ids;
use crate::store::{Column, Model, Row, Store, auto_number};

/// Who gives a new record its values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A caller, who may send what the profile says.
    Caller,
    /// A file of records, which keeps its ids, times and owners.
    File,
}

impl Store {
    /// Stores new records and answers their values; a refusal comes with the index of the record. All are stored or
    /// none, unless the profile says that the good ones are stored whatever the others are.
    pub(crate) fn create(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
    ) -> Result<Vec<Row>, (usize, Refusal)> {
        self.insert(model, bodies, context, Origin::Caller)
    }

    /// Stores given records, all or none; a refusal comes with the index of the record.
    pub(crate) fn load(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
    ) -> Result<(), (usize, Refusal)> {
        self.insert(model, bodies, context, Origin::File).map(drop)
    }

    /// The values of the records are kept for callers, who get them in the answer.
    fn insert(
        &mut self,
        model: &Model,
        bodies: &[Body],
        context: Context<'_>,
        origin: Origin,
    ) -> Result<Vec<Row>, (usize, Refusal)> {
        let partial = origin == Origin::Caller && context.profile.writes.partial_batches && bodies.len() > 1;
        let transaction = self.connection.transaction().map_err(|error| (0, error.into()))?;
        let statement = transaction.prepare_cached(&model.insert).map_err(|error| (0, error.into()))?;
        let mut inserter = Inserter { connection: &transaction, statement, model, context, origin };
        let (mut rows, mut refused) = (Vec::new(), None);
        for (index, body) in bodies.iter().enumerate() {
            match inserter.insert(body) {
                Ok(row) if origin == Origin::Caller => rows.push(row),
                Ok(_) => {}
                Err(Refusal::Storage(error)) => return Err((index, Refusal::Storage(error))),
                Err(refusal) if partial => refused = refused.or(Some((index, refusal))),
                Err(refusal) => return Err((index, refusal)),
            }
        }
        drop(inserter);
        transaction.commit().map_err(|error| (0, error.into()))?;
        match refused {
            Some(refusal) if rows.is_empty() => Err(refusal),
            _ => Ok(rows),
        }
    }
}

/// The table of a model, with what it takes to add records.
struct Inserter<'a> {
    connection: &'a Connection,
    statement: CachedStatement<'a>,
    model: &'a Model,
    context: Context<'a>,
    origin: Origin,
}

impl Inserter<'_> {
    fn insert(&mut self, body: &Body) -> Result<Row, Refusal> {
        let (connection, model) = (self.connection, self.model);
        if self.origin == Origin::Caller {
            check_members(model, body, self.context.profile)?;
        }
        let mut row = Row::with_capacity(model.columns.len());
        for column in &model.columns {
            row.push(self.first_value(column, body)?);
        }
        let check = |row: &Row| {
            let mut values = model.columns.iter().zip(row);
            values.try_for_each(|(column, value)| check_unique(connection, model, column, value, None))
        };
        if model.columns.iter().any(|column| matches!(column.field.kind, Kind::AutoNumber(_))) {
            // First, so that a refused record does not use up a number.
            check(&row)?;
            for (column, value) in model.columns.iter().zip(&mut row) {
                if let (Kind::AutoNumber(auto), Stored::Null) = (&column.field.kind, &value) {
                    *value = self.next_number(column, auto)?;
                }
            }
        }
        match self.statement.execute(params_from_iter(&row)) {
            Ok(_) => Ok(row),
            // The index has refused it; which field that was, a look at each tells.
            Err(error) => check(&row).and(Err(error.into())),
        }
    }

    /// The value of a column in a new record; automatic numbers are left for later.
    fn first_value(&self, column: &Column, body: &Body) -> Result<Stored, Refusal> {
        let (field, profile) = (&column.field, self.context.profile);
        let value = match self.origin {
            Origin::File => body.get(&field.key),
            Origin::Caller => sent(column, body, profile)?,
        };
        if !field.is_writable() {
            return match value {
                Some(Json::String(id)) if field.key == "_id" && id.is_empty() => Err(broken(column, Misfit::EmptyId)),
                None | Some(Json::Null) => self.made_value(column),
                Some(value) => checked(column, value, profile),
            };
        }
        if let Some(value) = value {
            return checked(column, value, profile);
        }
        let default = field.default.as_ref().filter(|default| profile.is_default(default));
        // Definitions hold defaults of the wrong type; such a one is no default.
        match default.and_then(|default| crate::value::store(column, default).ok()) {
            Some(default) => Ok(default),
            None => checked(column, &Json::Null, profile),
        }
    }

    /// What the platform fills in.
    fn made_value(&self, column: &Column) -> Result<Stored, Refusal> {
        Ok(match column.field.key.as_str() {
            "_id" => Stored::Text(self.new_id(column)?),
            "createdAt" | "updatedAt" => Stored::Integer(self.context.now.as_millisecond()),
            "owner" | "createBy" | "updateBy" => Stored::Text(self.context.profile.identity.user.clone()),
            "_departmentList" => Stored::Text("[]".to_owned()),
            _ => Stored::Null,
        })
    }

    fn new_id(&self, column: &Column) -> Result<String, Refusal> {
        let random = || Uuid::new_v4().simple().to_string();
        match self.context.profile.writes.ids {
            Ids::Hex => Ok(random()),
            Ids::Short => Ok(random().to_uppercase()[..10].to_owned()),
            Ids::Counted => self.count("_id", 1, column, |number| format!("{number:032}")),
        }
    }

    /// The next automatic number of a column.
    fn next_number(&self, column: &Column, auto: &AutoNumber) -> Result<Stored, Refusal> {
        let text = |number| auto_number::text(auto, number, self.context.now);
        if auto_number::is_distinct(auto) {
            return self.count(&column.field.key, auto.start, column, text).map(Stored::Text);
        }
        let value = Stored::Text(text(auto.start));
        check_unique(self.connection, self.model, column, &value, None)?;
        Ok(value)
    }

    /// The text for the next number of a sequence. Loaded records may hold texts that it has yet to reach: these are
    /// passed over.
    fn count(&self, key: &str, start: u64, column: &Column, text: impl Fn(u64) -> String) -> Result<String, Refusal> {
        let (connection, model) = (self.connection, self.model);
        let mut next: u64 = connection
            .prepare_cached("SELECT next FROM sequences WHERE model = ?1 AND key = ?2")?
            .query_row(params![model.number, key], |row| row.get::<_, i64>(0))
            .optional()?
            .map_or(start, |next| next as u64);
        let text = loop {
            let text = text(next);
            next = next.wrapping_add(1);
            match check_unique(connection, model, column, &Stored::Text(text.clone()), None) {
                Err(Refusal::Taken { .. }) => continue,
                checked => checked?,
            }
            break text;
        };
        connection.prepare_cached("INSERT OR REPLACE INTO sequences VALUES (?1, ?2, ?3)")?.execute(params![
            model.number,
            key,
            next as i64
        ])?;
        Ok(text)
    }
}
