//! Updating records.

use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::{Body, Context, WriteError, accepted, check_members, check_unique, system_value, validated};
use crate::profile::Nullify;
use crate::schema::{Column, Model};
use crate::store::links::take_over;
use crate::store::{LinkChange, Store};
use crate::validate;

impl Store {
    /// Changes the fields in the body and the links of the records with these ids, in all or none, and returns their number.
    /// Ids that do not exist are ignored.
    pub(crate) fn update(
        &mut self,
        model: &Model,
        ids: &[String],
        body: &Body,
        links: &[LinkChange],
        context: Context<'_>,
    ) -> Result<u64, WriteError> {
        let change = Change::of(model, body, links, context)?;
        let transaction = self.begin()?;
        let (mut found, mut touched) = (0, Vec::new());
        for id in ids {
            found += u64::from(change.apply(&transaction, id, &mut touched)?);
        }
        transaction.commit()?;
        self.touch(touched);
        Ok(found)
    }

    /// Changes each of the records with these ids by its own body, all or none, and returns their number.
    pub(crate) fn update_each(
        &mut self,
        model: &Model,
        bodies: &[(String, Body)],
        context: Context<'_>,
    ) -> Result<u64, WriteError> {
        let transaction = self.begin()?;
        let (mut found, mut touched) = (0, Vec::new());
        for (id, body) in bodies {
            let change = Change::of(model, body, &[], context)?;
            found += u64::from(change.apply(&transaction, id, &mut touched)?);
        }
        transaction.commit()?;
        self.touch(touched);
        Ok(found)
    }
}

/// A validated change of records.
struct Change<'a> {
    model: &'a Model,
    values: Vec<(&'a Column, Stored)>,
    links: &'a [LinkChange],
    /// The statement that sets the values.
    statement: String,
}

impl<'a> Change<'a> {
    fn of(model: &'a Model, body: &Body, links: &'a [LinkChange], context: Context<'_>) -> Result<Self, WriteError> {
        let values = changes(model, body, context)?;
        let settings: Vec<String> =
            values.iter().zip(2..).map(|((column, _), index)| format!("{} = ?{index}", column.name)).collect();
        let (table, id_column) = (&model.table, model.id_column());
        let statement = format!("UPDATE {table} SET {} WHERE {id_column} = ?1", settings.join(", "));
        Ok(Self { model, values, links, statement })
    }

    /// Changes a record and returns true if it exists. The models and places of changed records are added to `touched`.
    fn apply(&self, connection: &Connection, id: &str, touched: &mut Vec<(i64, i64)>) -> Result<bool, WriteError> {
        let model = self.model;
        let place = connection.prepare_cached(&model.by_id("place"))?.query_row([id], |row| row.get(0)).optional()?;
        let Some(place) = place else { return Ok(false) };
        for (column, value) in &self.values {
            check_unique(connection, model, column, value.into(), Some(id))?;
        }
        // If all sent fields are ignored there is no column to set, but the record counts as found.
        if !self.values.is_empty() {
            let own = Stored::Text(id.to_owned());
            let values = [&own].into_iter().chain(self.values.iter().map(|(_, value)| value));
            connection.prepare_cached(&self.statement)?.execute(params_from_iter(values))?;
        }
        for (column, target) in self.values.iter().filter(|(column, _)| column.is_one_one()) {
            take_over(connection, model, column, target.into(), id, &mut |place| touched.push((model.number, place)))?;
        }
        for change in self.links {
            let target = change.relation.target.number;
            change.apply(connection, id, &mut |place| touched.push((target, place)))?;
        }
        touched.push((model.number, place));
        Ok(true)
    }
}

/// The columns that a body changes, with their new values; system values come last.
fn changes<'a>(model: &'a Model, body: &Body, context: Context<'_>) -> Result<Vec<(&'a Column, Stored)>, WriteError> {
    let rules = context.rules;
    check_members(model, body, rules)?;
    let (scope, mut changes) = (validate::scope(rules), Vec::new());
    // An id in the body never changes that of the record.
    for column in model.columns.iter().filter(|column| column.field.key != "_id") {
        let given = body.get(&column.field.key).map(|value| accepted(column, value, &context)).transpose()?.flatten();
        match given {
            Some(value) if value.is_null() && rules.null == Nullify::Ignored => {}
            Some(value) => changes.push((column, validated(column, value, scope)?.into_stored())),
            None => {}
        }
    }
    for column in ["updatedAt", "updateBy"].into_iter().filter_map(|key| model.column(key)) {
        let is_given = changes.iter().any(|(given, _): &(&Column, _)| given.name == column.name);
        if let Some(value) = column.system_value().filter(|_| !is_given) {
            changes.push((column, system_value(value, &context).into_stored()));
        }
    }
    Ok(changes)
}
