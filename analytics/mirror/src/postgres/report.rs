//! The result of a load, with findings about the records.

use std::collections::BTreeMap;
use std::fmt;

use weda_definition::{Printable, printable};

use super::constraint::{Constraint, Rule};

/// The result of loading.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// The schema.
    pub schema: String,
    /// The tables of the models, sorted by their identifiers.
    pub tables: Vec<TableReport>,
    /// The tables of relations that no column holds.
    pub links: Vec<LinkReport>,
    /// Constraints that some rows do not keep.
    pub findings: Vec<Finding>,
    /// Relations that have no table and no foreign key, one sentence each.
    pub notes: Vec<String>,
}

/// The table of a model.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TableReport {
    /// The identifier of the model.
    pub model: String,
    /// The name of the table.
    pub table: String,
    /// Number of rows, as read and as stored.
    pub rows: u64,
    /// Number of values in `_extra` of fields that the definition does not have, by field.
    pub unknown: BTreeMap<String, u64>,
    /// Number of values in `_extra` that their column cannot hold, by field.
    pub misfits: BTreeMap<String, u64>,
}

/// The table of a relation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LinkReport {
    /// Model and field: `student.courses`.
    pub relation: String,
    /// The name of the table.
    pub table: String,
    /// Number of pairs.
    pub rows: u64,
}

/// A constraint that some rows do not keep: it holds for rows that are added or changed from now on.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Finding {
    /// The name of the table.
    pub table: String,
    /// The name of the column.
    pub column: String,
    /// The finding.
    pub kind: FindingKind,
    /// Number of rows; 0 where they are not counted.
    pub rows: u64,
    /// Some of the values, shortened; of repeated values, which may be personal, ids of records that have them.
    pub values: Vec<String>,
}

/// The kind of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// Values refer to records that do not exist. The foreign key is `NOT VALID`.
    Orphans,
    /// Values are not among the options. The check is `NOT VALID`.
    Options,
    /// Values of a unique field occur repeatedly. The index is not unique.
    Duplicates,
    /// Values are too long for an index, and there is none.
    TooLong,
}

impl Report {
    pub(super) fn new(schema: &str, notes: Vec<String>) -> Self {
        Self { schema: schema.to_owned(), tables: Vec::new(), links: Vec::new(), findings: Vec::new(), notes }
    }
}

impl Finding {
    pub(super) fn violated(constraint: &Constraint, rows: u64, values: Vec<String>) -> Self {
        let kind = match constraint.rule {
            Rule::Options { .. } => FindingKind::Options,
            Rule::Reference { .. } => FindingKind::Orphans,
            Rule::Unique { .. } | Rule::Index => FindingKind::Duplicates,
        };
        Self { table: constraint.table.clone(), column: constraint.column.clone(), kind, rows, values }
    }

    pub(super) fn too_long(constraint: &Constraint) -> Self {
        Self { kind: FindingKind::TooLong, ..Self::violated(constraint, 0, Vec::new()) }
    }
}

/// One line for each table and finding, without control characters.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.tables.iter().map(|table| table.rows).chain(self.links.iter().map(|link| link.rows));
        let tables = self.tables.len() + self.links.len();
        write!(
            f,
            "schema {}: {}, {}, compared with what was read",
            Printable(&self.schema),
            counted(tables as u64, "table"),
            counted(rows.sum(), "row")
        )?;
        for TableReport { table, rows, unknown, misfits, .. } in &self.tables {
            write!(f, "\n{}: {}", Printable(table), counted(*rows, "row"))?;
            let parts = [("unknown fields", unknown), ("values that do not fit", misfits)];
            for (what, counts) in parts.into_iter().filter(|(_, counts)| !counts.is_empty()) {
                let counts = counts.iter().map(|(field, count)| format!("{} ({count})", printable(field)));
                write!(f, "; {what} in `_extra`: {}", counts.collect::<Vec<_>>().join(", "))?;
            }
        }
        for LinkReport { relation, table, rows } in &self.links {
            write!(f, "\n{}: {} of {}", Printable(table), counted(*rows, "pair"), Printable(relation))?;
        }
        self.findings.iter().try_for_each(|finding| write!(f, "\nfound: {finding}"))?;
        self.notes.iter().try_for_each(|note| write!(f, "\nnote: {}", Printable(note)))
    }
}

fn counted(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, column, rows, .. } = self;
        write!(f, "{}.{}: ", Printable(table), Printable(column))?;
        match self.kind {
            FindingKind::Orphans => {
                let references = counted(*rows, "reference");
                write!(f, "{references} to records that do not exist; the foreign key holds for new rows only")
            }
            FindingKind::Options => {
                let rows = counted(*rows, "row");
                write!(f, "{rows} with values outside the options; the check holds for new rows only")
            }
            FindingKind::Duplicates => {
                write!(f, "{rows} rows share values that should be unique; the index is not unique")
            }
            FindingKind::TooLong => write!(f, "values are too long for an index; there is none"),
        }?;
        let values: Vec<String> = self.values.iter().map(|value| format!("`{}`", printable(value))).collect();
        match (values.is_empty(), self.kind) {
            (true, _) => Ok(()),
            (false, FindingKind::Duplicates) => write!(f, " (such as in the records {})", values.join(", ")),
            (false, _) => write!(f, " (such as {})", values.join(", ")),
        }
    }
}
