//! The columns that names refer to.

use sqlparser::ast::{Expr, Ident};
use sqlparser::tokenizer::Span;

use super::typed::{Type, Typed};
use crate::face::sql::catalog::{ColumnKind, Table};
use crate::face::sql::problem::Problem;

/// A query while it is translated.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) sources: Vec<Source>,
    /// The selected expressions, where their names can be used: in HAVING and ORDER BY.
    pub(super) selected: Vec<Selected>,
    pub(super) sees_selected: bool,
    /// True where aggregates can be used.
    pub(super) allows_aggregates: bool,
    pub(super) in_aggregate: bool,
    pub(super) has_aggregates: bool,
    /// The expressions of GROUP BY.
    pub(super) groups: Vec<Group>,
    /// The columns outside of aggregates.
    pub(super) bare: Vec<BareColumn>,
}

/// A table in FROM.
#[derive(Debug)]
pub(super) struct Source {
    /// The name in the statement.
    pub(super) name: String,
    /// The name in SQLite.
    pub(super) alias: String,
    /// The model, if it is one.
    pub(super) model: Option<String>,
    pub(super) columns: Vec<SourceColumn>,
}

/// A column of a table in FROM.
#[derive(Debug, Clone)]
pub(super) struct SourceColumn {
    pub(super) name: String,
    /// The name in SQLite; `None` for a column without values.
    pub(super) sql: Option<String>,
    pub(super) kind: Type,
}

/// An expression of the SELECT list.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub(super) name: String,
    /// The expression in the statement; `None` for a column of `*`.
    pub(super) expression: Option<Expr>,
    pub(super) typed: Typed,
}

/// An expression of GROUP BY.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) expression: Expr,
    pub(super) typed: Typed,
}

/// A column outside of aggregates.
#[derive(Debug)]
pub(super) struct BareColumn {
    name: String,
    sql: String,
    /// The `_id` of its table.
    key: Option<String>,
    span: Span,
}

/// A column that a name refers to.
pub(super) struct Found {
    pub(super) typed: Typed,
    key: Option<String>,
}

impl Source {
    pub(super) fn of_table(name: String, alias: String, table: &Table) -> Self {
        let column = |column: &crate::face::sql::catalog::TableColumn| SourceColumn {
            name: column.key.clone(),
            sql: column.name.clone(),
            kind: match column.kind {
                ColumnKind::Number => Type::Number,
                ColumnKind::Text => Type::Text,
                ColumnKind::Id => Type::Id,
            },
        };
        Self { name, alias, model: table.model.clone(), columns: table.columns.iter().map(column).collect() }
    }

    /// A column as an expression.
    pub(super) fn typed(&self, column: &SourceColumn) -> Typed {
        match &column.sql {
            Some(name) => Typed::new(format!("{}.{name}", self.alias), column.kind),
            None => Typed::new("NULL", column.kind),
        }
    }

    /// The `_id`, if the table has one.
    pub(super) fn id(&self) -> Option<String> {
        self.columns.iter().find(|column| column.name == "_id").map(|column| self.typed(column).sql)
    }

    /// The column with a name: exactly, or the only one that differs in case.
    fn column(&self, name: &str) -> Option<&SourceColumn> {
        self.columns.iter().find(|column| column.name == name).or_else(|| {
            let mut similar = self.columns.iter().filter(|column| column.name.eq_ignore_ascii_case(name));
            similar.next().filter(|_| similar.next().is_none())
        })
    }

    fn found(&self, column: &SourceColumn) -> Found {
        Found { typed: self.typed(column), key: self.id() }
    }
}

impl Scope {
    /// The column of a name, with or without its table; `None` if this query does not have it.
    pub(super) fn find(&self, table: Option<&Ident>, name: &Ident) -> Result<Option<Found>, Problem> {
        let sources = self.sources.iter().filter(|source| table.is_none_or(|table| source.name == table.value));
        let mut found = sources.filter_map(|source| Some(source.found(source.column(&name.value)?)));
        let Some(first) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            let message =
                format!("column `{}` is in several tables: write the table before it, as in a.{0}", name.value);
            return Err(Problem::invalid(message).at(name.span));
        }
        Ok(Some(first))
    }

    /// The model and the field that an expression in SQLite reads, if it is a column.
    pub(super) fn field_of(&self, sql: &str) -> Option<(String, String)> {
        let (alias, name) = sql.split_once('.')?;
        let source = self.sources.iter().find(|source| source.alias == alias)?;
        let column = source.columns.iter().find(|column| column.sql.as_deref() == Some(name))?;
        Some((source.model.clone()?, column.name.clone()))
    }

    /// The selected expression with a name.
    pub(super) fn find_selected(&self, name: &str) -> Option<&Selected> {
        self.selected.iter().find(|selected| selected.name.eq_ignore_ascii_case(name))
    }

    /// Notes the use of a column.
    pub(super) fn note(&mut self, found: &Found, name: &Ident) {
        if self.allows_aggregates && !self.in_aggregate {
            let (name, sql, key, span) = (name.value.clone(), found.typed.sql.clone(), found.key.clone(), name.span);
            self.bare.push(BareColumn { name, sql, key, span });
        }
    }

    /// Returns an error if the query is grouped and a column has several values in a group.
    pub(super) fn check_groups(&self) -> Result<(), Problem> {
        if self.groups.is_empty() && !self.has_aggregates {
            return Ok(());
        }
        let is_group = |sql: &str| self.groups.iter().any(|group| group.typed.sql == sql);
        let is_single = |column: &&BareColumn| is_group(&column.sql) || column.key.as_deref().is_some_and(is_group);
        match self.bare.iter().find(|column| !is_single(column)) {
            None => Ok(()),
            Some(column) => {
                let message = format!(
                    "column `{}` is neither in GROUP BY nor in an aggregate: add it to GROUP BY, or use MIN({0})",
                    column.name
                );
                Err(Problem::invalid(message).at(column.span))
            }
        }
    }

    /// The names of all columns, for messages.
    pub(super) fn names(&self) -> String {
        let of = |source: &Source| source.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        self.sources.iter().flat_map(of).take(50).collect::<Vec<_>>().join(", ")
    }
}
