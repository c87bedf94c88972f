//! The links that records have outside of the store: in files, and in programs that load and read records.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::params;

use crate::schema::{Link, LinkColumn, Model, Relation};
use crate::store::{CatalogError, Store};

/// The ids of linked records, by the id of the record that has the links.
pub(crate) type LinkedIds = HashMap<String, Vec<String>>;

impl Store {
    /// The relations of a model in the table of links.
    pub(crate) fn linked(&mut self, model: &Arc<Model>) -> Result<Vec<Relation>, CatalogError> {
        let mut linked = Vec::new();
        for field in model.virtual_fields() {
            let relation = self.relation(model, &field.key)?;
            linked.extend(relation.filter(|relation| matches!(relation.link, Link::Table { .. })));
        }
        Ok(linked)
    }

    /// Returns true if the links of a relation belong to the records of this side: to those on the left, or on the right
    /// if the model on the left has no field for them.
    pub(crate) fn is_saved_here(&self, relation: &Relation) -> rusqlite::Result<bool> {
        let Link::Table { number, own, .. } = &relation.link else { return Ok(false) };
        let sql = "SELECT left_field <> '' FROM relations WHERE number = ?1";
        let is_left: bool = self.connection.prepare_cached(sql)?.query_row([number], |row| row.get(0))?;
        Ok((*own == LinkColumn::Left) == is_left)
    }

    /// All links of a relation, in the order in which the linked records were created; those without a record come last.
    pub(crate) fn linked_ids(&self, relation: &Relation) -> rusqlite::Result<LinkedIds> {
        let mut linked = LinkedIds::new();
        let Link::Table { number, own, other } = &relation.link else { return Ok(linked) };
        let (table, id) = (&relation.target.table, relation.target.id_column());
        let sql = format!(
            "SELECT l.{own}, l.{other} FROM links l LEFT JOIN {table} t ON t.{id} = l.{other} WHERE l.relation = ?1 \
             ORDER BY t.place NULLS LAST, l.{other}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let pairs = statement.query_map(params![number], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        for pair in pairs {
            let (owner, id) = pair?;
            linked.entry(owner).or_default().push(id);
        }
        Ok(linked)
    }
}
