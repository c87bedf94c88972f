//! Updating records.

use rusqlite::types::Value as Stored;
use rusqlite::{OptionalExtension, params_from_iter};

use super::{Body, Context, WriteError, accepted, check_members, check_unique, system_value, validated};
use crate::profile::Nullify;
use crate::schema::{Column, Model};
use crate::store::{LinkChange, Store};
use crate::validate;

impl Store {
    /// Changes the fields in the body and the links of the records with these ids, in all or none, and returns their number. Ids that
    /// do not exist are ignored.
    pub(crate) fn update(
        &mut self,
        model: &Model,
        ids: &[String],
        body: &Body,
        links: &[LinkChange],
        context: Context<'_>,
    ) -> Result<u64, WriteError> {
        let changes = changes(model, body, context)?;
        let settings: Vec<String> =
            changes.iter().zip(2..).map(|((column, _), index)| format!("{} = ?{index}", column.name)).collect();
        let (table, id_column) = (&model.table, model.id_column());
        let change = format!("UPDATE {table} SET {} WHERE {id_column} = ?1", settings.join(", "));
        let place_of = model.by_id("place");
        let mut found = 0;
        let transaction = self.begin()?;
        let mut touched: Vec<(i64, i64)> = Vec::new();
        for id in ids {
            let place = transaction.prepare_cached(&place_of)?.query_row([id], |row| row.get(0)).optional()?;
            let Some(place) = place else { continue };
            for (column, value) in &changes {
                check_unique(&transaction, model, column, value.into(), Some(id))?;
            }
            // If all sent fields are ignored there is no column to set, but the record counts as found.
            if !changes.is_empty() {
                let own = Stored::Text(id.clone());
                let values = [&own].into_iter().chain(changes.iter().map(|(_, value)| value));
                transaction.prepare_cached(&change)?.execute(params_from_iter(values))?;
            }
            for change in links {
                let target = change.relation.target.number;
                change.apply(&transaction, id, &mut |place| touched.push((target, place)))?;
            }
            touched.push((model.number, place));
            found += 1;
        }
        transaction.commit()?;
        touched.into_iter().for_each(|row| self.recent_changes.add(self.changes, row));
        Ok(found)
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
