//! The translation of statements from MySQL to SQLite.
//!
//! The syntax tree is walked and written anew. Everything in it must be known here: a part that is not is refused by name.
//! Names are made of numbers and values are bound, so that nothing of a statement becomes SQL.

mod expression;
mod functions;
mod join;
mod query;
mod scope;
mod select;
#[cfg(test)]
mod tests;
mod typed;
mod write;

use std::borrow::Cow;

use rusqlite::types::Value as Stored;
use sqlparser::ast;
use sqlparser::tokenizer::Span;

use super::catalog::Catalog;
use super::mark::Mark;
use super::problem::Problem;
use super::statement::mark_index;
use super::value::{Literal, MarkValue};
use scope::Scope;
use typed::{Type, Typed};
pub(super) use write::{Insertion, RowChange, WrittenTable, delete, insertion, update};

/// The maximum values of a statement in SQLite.
const MAX_VALUES: usize = 32_766;

/// The maximum depth of expressions and subqueries.
const MAX_DEPTH: usize = 100;

/// The maximum bytes that a translation writes, those of nested parts included. A part may be written several times, so that
/// a short statement could fill the memory.
const MAX_WRITTEN: usize = 64 << 20;

/// The maximum bytes of a translated statement: several times those of the longest statement without repeated parts.
const MAX_SQL: usize = 4 << 20;

/// A SELECT for SQLite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Selection {
    pub(super) sql: String,
    pub(super) values: Vec<Stored>,
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    /// The model and the field of each column that is one; as long as `columns`, or empty.
    pub(super) fields: Vec<Option<(String, String)>>,
}

/// The surroundings of a statement.
pub(super) struct Surroundings<'a> {
    pub(super) catalog: &'a mut dyn Catalog,
    /// The `{{ }}` of the statement, with their values.
    pub(super) marks: &'a [Mark],
    pub(super) values: &'a [Cow<'a, MarkValue>],
    /// The time of `NOW()`, in Unix milliseconds.
    pub(super) now: i64,
}

/// Translates a query.
pub(super) fn select(query: &ast::Query, surroundings: Surroundings<'_>) -> Result<Selection, Problem> {
    let mut translator = Translator::new(surroundings);
    let query = translator.query(query)?;
    let (columns, fields) = query.columns.into_iter().map(|column| (column.name, column.field)).unzip();
    Ok(Selection { fields, ..translator.finish(query.sql, columns)? })
}

/// Walks a statement.
struct Translator<'a> {
    surroundings: Surroundings<'a>,
    /// The bound values, `?1` first.
    values: Vec<Stored>,
    /// The queries around the current place, outermost first.
    scopes: Vec<Scope>,
    /// The number of the latest table alias.
    aliases: usize,
    depth: usize,
    /// The bytes written so far.
    written: usize,
}

impl<'a> Translator<'a> {
    fn new(surroundings: Surroundings<'a>) -> Self {
        Self { surroundings, values: Vec::new(), scopes: Vec::new(), aliases: 0, depth: 0, written: 0 }
    }

    fn finish(self, sql: String, columns: Vec<String>) -> Result<Selection, Problem> {
        if self.values.len() > MAX_VALUES {
            let found = self.values.len();
            return Err(Problem::invalid(format_args!(
                "the statement has {found} values and at most {MAX_VALUES} are allowed: send fewer per call"
            )));
        }
        if sql.len() > MAX_SQL {
            return Err(too_long());
        }
        Ok(Selection { sql, values: self.values, columns, fields: Vec::new() })
    }

    /// A new alias of a table.
    fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("t{}", self.aliases)
    }

    /// Binds a value and returns its place in the statement.
    fn bind(&mut self, value: Stored) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    /// Binds a literal.
    fn literal(&mut self, literal: Literal) -> Typed {
        match literal {
            Literal::Null => Typed::new("NULL", Type::Null),
            Literal::Number(number) => Typed::new(self.bind(number), Type::Number),
            Literal::Text(text) => Typed::new(self.bind(Stored::Text(text)), Type::Text),
        }
    }

    /// The mark that a placeholder of the syntax tree stands for, and its value.
    fn mark(&self, placeholder: &str) -> Result<(&'a Mark, &'a MarkValue), Problem> {
        let index = mark_index(placeholder).unwrap_or(usize::MAX);
        let Surroundings { marks, values, .. } = &self.surroundings;
        let (marks, values): (&'a [Mark], &'a [Cow<'a, MarkValue>]) = (marks, values);
        marks.get(index).zip(values.get(index).map(AsRef::as_ref)).ok_or_else(|| {
            Problem::invalid(format_args!(
                "`{placeholder}` is not a parameter: write its name in braces, as in {{{{ name }}}}"
            ))
        })
    }

    /// Counts bytes to be written. Returns an error if there are too many.
    fn count(&mut self, bytes: usize) -> Result<(), Problem> {
        self.written = self.written.saturating_add(bytes);
        if self.written > MAX_WRITTEN { Err(too_long()) } else { Ok(()) }
    }

    /// Runs a step one level deeper.
    fn deeper<T>(&mut self, span: Span, step: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if self.depth == MAX_DEPTH {
            return Err(Problem::invalid(format_args!(
                "the statement is nested more than {MAX_DEPTH} deep: write it with fewer operators, parentheses and subqueries"
            ))
            .at(span));
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result
    }
}

fn too_long() -> Problem {
    Problem::invalid(
        "the statement is too long once its parameters and repeated parts are written out: use shorter ones, or fewer",
    )
}

/// Returns an error if a part of the syntax tree is there.
fn refuse(is_there: bool, what: &str, advice: &str) -> Result<(), Problem> {
    if is_there { Err(Problem::unsupported(what, advice)) } else { Ok(()) }
}
