//! Relations: foreign keys for those that a column holds, tables of pairs for the others.

use std::collections::BTreeSet;

use weda_definition::{Definition, Definitions, Field, Kind, OnDelete, Relation};

use super::Table;
use crate::postgres::names::Names;

/// The most related records of a many-many relation that one answer shows, and those of other relations.
///
/// Source: `maxItems` of definitions, by the documentation.
const MAX_SHOWN: (u64, u64) = (50, 500);

/// A column that refers to another table.
#[derive(Debug, Clone)]
pub(in crate::postgres) struct References {
    /// The name of the column.
    pub(in crate::postgres) column: String,
    /// The name of the other table.
    pub(in crate::postgres) target: String,
    pub(in crate::postgres) on_delete: OnDelete,
}

/// A table of pairs of ids.
#[derive(Debug)]
pub(in crate::postgres) struct Link {
    pub(in crate::postgres) name: String,
    pub(in crate::postgres) primary_key: String,
    /// The side whose lists are read.
    pub(in crate::postgres) own: Side,
    pub(in crate::postgres) other: Side,
    /// The number of related records from which a list may be incomplete.
    pub(in crate::postgres) shown: u64,
    pub(in crate::postgres) title: Option<String>,
}

/// One side of a relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::postgres) struct Side {
    pub(in crate::postgres) model: String,
    /// The key of its field; empty if the model has none.
    pub(in crate::postgres) key: String,
    /// The name of the model's table.
    pub(in crate::postgres) table: String,
    /// The name of the column with the id of its record.
    pub(in crate::postgres) column: String,
}

/// Adds the references of all tables to each other.
pub(super) fn references(models: &[&Definition], tables: &mut [Table], notes: &mut Vec<String>) {
    let names: Vec<(String, String)> = tables.iter().map(|table| (table.model.clone(), table.name.clone())).collect();
    for (model, table) in models.iter().zip(tables) {
        for field in model.fields.iter().filter(|field| field.is_stored() && field.key != "_id") {
            let Kind::Relation(relation) = &field.kind else { continue };
            let Some(column) = table.column(&field.key) else { continue };
            let target = relation.target.as_deref().unwrap_or_default();
            match names.iter().find(|(model, _)| model == target) {
                Some((_, name)) => {
                    let (column, target) = (column.name.clone(), name.clone());
                    table.references.push(References { column, target, on_delete: relation.on_delete });
                }
                // Who created a record is an id of the platform, and not always one of a user.
                None if field.system || target.starts_with("sys_") => {}
                None => notes.push(format!(
                    "`{}` of model `{}` has no foreign key: its target `{target}` is not among the models",
                    field.key, model.identifier
                )),
            }
        }
    }
}

/// Returns the tables of pairs for all relations that no column holds.
pub(super) fn links(
    all: &Definitions,
    models: &[&Definition],
    tables: &[Table],
    names: &mut Names,
    notes: &mut Vec<String>,
) -> Vec<Link> {
    let (mut links, mut seen) = (Vec::new(), BTreeSet::new());
    for model in models {
        for field in model.fields.iter().filter(|field| !field.is_stored() && field.key != "_id") {
            let (Kind::Relations(relation) | Kind::Relation(relation)) = &field.kind else { continue };
            let note = |what: &str| format!("`{}` of model `{}` has no table: {what}", field.key, model.identifier);
            match stored(all, model, field, relation) {
                Stored::Column => {}
                Stored::Nowhere => notes.push(note("its target is not among the models")),
                Stored::Table { target, inverse } => {
                    let Some(other) = tables.iter().find(|table| table.model == target.identifier) else {
                        notes.push(note(&format!("its target `{}` is not among the models", target.identifier)));
                        continue;
                    };
                    let own = (model.identifier.clone(), field.key.clone());
                    let both: BTreeSet<_> = [own, (target.identifier.clone(), inverse.clone())].into();
                    if seen.insert(both) {
                        links.push(link(model, field, other, inverse, tables, names));
                    }
                }
            }
        }
    }
    links
}

/// Where the pairs of a relation are.
enum Stored<'d> {
    /// In a column of the other model.
    Column,
    /// Neither model has a column with them. `inverse` is the key of the target's field for them, or empty.
    Table {
        target: &'d Definition,
        inverse: String,
    },
    Nowhere,
}

fn stored<'d>(all: &'d Definitions, model: &Definition, field: &Field, relation: &Relation) -> Stored<'d> {
    let Some(target) = relation.target.as_deref().and_then(|target| all.get(target)) else { return Stored::Nowhere };
    let refers = |field: &&Field| match &field.kind {
        Kind::Relation(relation) | Kind::Relations(relation) => relation.target.as_ref() == Some(&model.identifier),
        _ => false,
    };
    let inverse = field.inverse_key().and_then(|key| target.field(key)).filter(refers);
    match inverse {
        Some(inverse) if inverse.is_stored() && field.format != "many-many" => Stored::Column,
        Some(inverse) if !inverse.is_stored() => Stored::Table { target, inverse: inverse.key.clone() },
        _ => Stored::Table { target, inverse: String::new() },
    }
}

fn link(
    model: &Definition,
    field: &Field,
    other: &Table,
    inverse: String,
    tables: &[Table],
    names: &mut Names,
) -> Link {
    let own_table = tables.iter().find(|table| table.model == model.identifier).map(|table| table.name.clone());
    let name = names.take(&format!("{}_{}", model.identifier, field.key));
    // The ending tells the sides of a relation of a model with itself apart.
    let mut columns = Names::of_columns();
    let (own, target) =
        (columns.take(&format!("{}_id", model.identifier)), columns.take(&format!("{}_id", other.model)));
    let documented = if field.format == "many-many" { MAX_SHOWN.0 } else { MAX_SHOWN.1 };
    let declared = field.extra.get("maxItems").and_then(serde_json::Value::as_u64);
    Link {
        primary_key: names.take(&format!("{name}_pkey")),
        name,
        own: Side {
            model: model.identifier.clone(),
            key: field.key.clone(),
            table: own_table.unwrap_or_default(),
            column: own,
        },
        other: Side { model: other.model.clone(), key: inverse, table: other.name.clone(), column: target },
        shown: declared.map_or(documented, |declared| declared.min(documented)),
        title: field.title.clone(),
    }
}
