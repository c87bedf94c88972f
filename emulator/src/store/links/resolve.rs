//! Finds where a relation is stored.

use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use weda_definition::{Field, Kind};

use crate::schema::{Link, LinkColumn, Model, Relation, max_related};
use crate::store::{CatalogError, Store};

/// One side of a relation: a model and the key of its field. The key is empty if the model has no such field.
type Side<'a> = (&'a str, &'a str);

impl Store {
    /// The relation of a field, or `None` if the field is not a relation to a known model.
    pub(crate) fn relation(&mut self, model: &Arc<Model>, key: &str) -> Result<Option<Relation>, CatalogError> {
        let stored = model.column(key);
        let Some(field) = stored.map(|column| &column.field).or_else(|| model.virtual_field(key)) else {
            return Ok(None);
        };
        let (Kind::Relation(relation) | Kind::Relations(relation)) = &field.kind else { return Ok(None) };
        let Some(identifier) = &relation.target else { return Ok(None) };
        let Some(target) = self.model(model.stage, identifier)? else { return Ok(None) };
        let link = match stored {
            Some(column) => Link::Column { name: column.name.clone() },
            None => self.reverse(model, field, &target)?,
        };
        let is_list = matches!(field.kind, Kind::Relations(_));
        Ok(Some(Relation { key: key.to_owned(), target, link, is_list, max: max_related(field) }))
    }

    /// The storage of a relation that has no column in its model.
    fn reverse(&mut self, model: &Model, field: &Field, target: &Model) -> Result<Link, CatalogError> {
        let refers = |field: &Field| match &field.kind {
            Kind::Relation(relation) | Kind::Relations(relation) => {
                relation.target.as_deref() == Some(model.identifier.as_str())
            }
            _ => false,
        };
        let inverse = field.inverse_key();
        if field.format != "many-many"
            && let Some(column) = inverse.and_then(|key| target.column(key)).filter(|column| refers(&column.field))
        {
            return Ok(Link::Reverse { name: column.name.clone() });
        }
        let other = inverse.filter(|key| target.virtual_field(key).is_some_and(refers)).unwrap_or_default();
        let (own, other) = ((model.identifier.as_str(), field.key.as_str()), (target.identifier.as_str(), other));
        let (left, right, column) =
            if own <= other { (own, other, LinkColumn::Left) } else { (other, own, LinkColumn::Right) };
        let number = self.relation_number(model.stage.name(), left, right)?;
        Ok(Link::Table { number, own: column, other: column.other() })
    }

    fn relation_number(&mut self, stage: &str, left: Side<'_>, right: Side<'_>) -> rusqlite::Result<i64> {
        let sides = params![stage, left.0, left.1, right.0, right.1];
        let find = "SELECT number FROM relations WHERE stage = ?1 AND left_model = ?2 AND left_field = ?3 AND \
                    right_model = ?4 AND right_field = ?5";
        let found = self.connection.prepare_cached(find)?.query_row(sides, |row| row.get(0)).optional()?;
        if let Some(number) = found {
            return Ok(number);
        }
        let add = "INSERT INTO relations (stage, left_model, left_field, right_model, right_field) \
                   VALUES (?1, ?2, ?3, ?4, ?5) RETURNING number";
        self.connection.prepare_cached(add)?.query_row(sides, |row| row.get(0))
    }
}
