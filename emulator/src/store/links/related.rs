//! Reads the related records of several records at once.

use std::collections::HashMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as Stored;
use serde_json::json;

use crate::filter::Condition;
use crate::schema::{Link, Model, Relation};
use crate::store::prepared::Prepared;
use crate::store::{Row, Store};

/// Related records by the id of the record that they are related to, in the order of their creation.
pub(crate) type RelatedRows = HashMap<String, Vec<Row>>;

impl Store {
    /// The records that are related to those with these ids and match a condition, for each at most as many as a list
    /// shows.
    pub(crate) fn related(
        &self,
        model: &Model,
        relation: &Relation,
        ids: &[&str],
        condition: Option<&Condition>,
    ) -> rusqlite::Result<RelatedRows> {
        let sql = statement(model, relation, condition);
        let bound = condition.map_or([].as_slice(), |condition| condition.values.as_slice());
        let values = bound.iter().cloned().chain([Stored::Text(json!(ids).to_string())]);
        let mut statement = Prepared::new(&self.connection, &sql)?;
        let columns = relation.target.columns.len();
        let (mut rows, mut related) = (statement.query(params_from_iter(values))?, RelatedRows::new());
        while let Some(row) = rows.next()? {
            let shown = related.entry(row.get(0)?).or_default();
            if shown.len() < relation.max {
                shown.push((1..=columns).map(|index| row.get(index)).collect::<rusqlite::Result<_>>()?);
            }
        }
        Ok(related)
    }

    /// Returns the ids that no record of the target has.
    pub(crate) fn missing_targets<'i>(&self, relation: &Relation, ids: &'i [String]) -> rusqlite::Result<Vec<&'i str>> {
        let mut found = self.connection.prepare_cached(&relation.target.by_id("1"))?;
        let mut missing = Vec::new();
        for id in ids {
            if !found.exists([id])? {
                missing.push(id.as_str());
            }
        }
        Ok(missing)
    }
}

/// The statement that reads related records: the owner's id, then the columns of the target. The ids are bound after the
/// values of the condition, as a JSON list.
pub(crate) fn statement(model: &Model, relation: &Relation, condition: Option<&Condition>) -> String {
    let target = &relation.target;
    let (table, names) = (&target.table, target.columns.iter().map(|column| format!("t.{}", column.name)));
    let names = names.collect::<Vec<_>>().join(", ");
    let ids =
        format!("(SELECT value FROM json_each(?{}))", condition.map_or(0, |condition| condition.values.len()) + 1);
    let target_id = target.id_column();
    // In a subquery, so that its columns are those of the target alone. It looks at the related records only: with `IN`,
    // SQLite compares each of them with all records that match.
    let condition = condition.map_or_else(String::new, |condition| {
        format!(" AND EXISTS (SELECT 1 FROM {table} x WHERE x.place = t.place AND {})", condition.sql)
    });
    let (owner, from) = match &relation.link {
        Link::Column { name } => {
            let (own_table, own_id) = (&model.table, model.id_column());
            (
                format!("o.{own_id}"),
                format!("{own_table} o JOIN {table} t ON t.{target_id} = o.{name} WHERE o.{own_id} IN {ids}"),
            )
        }
        Link::Reverse { name } => (format!("t.{name}"), format!("{table} t WHERE t.{name} IN {ids}")),
        Link::Table { number, own, other } => (
            format!("l.{own}"),
            format!(
                "links l JOIN {table} t ON t.{target_id} = l.{other} WHERE l.relation = {number} AND l.{own} IN {ids}"
            ),
        ),
    };
    format!("SELECT {owner}, {names} FROM {from}{condition} ORDER BY t.place")
}
