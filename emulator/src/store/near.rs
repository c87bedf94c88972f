//! Records that nearly match a condition, for hints.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OptionalExtension, Result};

use super::Store;
use crate::filter::{Operator, folded};
use crate::schema::{Column, Model};

/// The difference between the time zone of China and UTC, in milliseconds.
const EIGHT_HOURS: i64 = 8 * 3_600_000;

/// Where a text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    Whole,
    Anywhere,
    AtStart,
    AtEnd,
}

/// Adds `weda_bare(text)` to a connection: the text without spaces and differences of case.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("weda_bare", 1, flags, |context| Ok(context.get_raw(0).as_str().ok().map(bare)))
}

/// The text without spaces and differences of case. Includes the ideographic space of Chinese keyboards.
fn bare(text: &str) -> String {
    let letters: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    folded(&letters)
}

impl Store {
    /// A value that has a text but for its case and spaces.
    pub(crate) fn same_but_case(
        &self,
        model: &Model,
        column: &Column,
        text: &str,
        search: Search,
    ) -> Result<Option<String>> {
        let (bare, name) = (bare(text), &column.name);
        if bare.is_empty() {
            return Ok(None);
        }
        let found = match search {
            Search::Whole => format!("weda_bare({name}) = ?1"),
            Search::Anywhere => format!("instr(weda_bare({name}), ?1) > 0"),
            Search::AtStart => format!("instr(weda_bare({name}), ?1) = 1"),
            Search::AtEnd => format!("substr(weda_bare({name}), -length(?1)) = ?1"),
        };
        self.first(model, column, &format!("typeof({name}) = 'text' AND {found}"), Stored::Text(bare))
    }

    /// A text that a number would match.
    pub(crate) fn same_number(
        &self,
        model: &Model,
        column: &Column,
        operator: Operator,
        number: f64,
    ) -> Result<Option<String>> {
        let sign = match operator {
            Operator::Eq => "=",
            Operator::Ne => "<>",
            Operator::Gt => ">",
            Operator::Ge => ">=",
            Operator::Lt => "<",
            Operator::Le => "<=",
        };
        let name = &column.name;
        // Texts that begin like a number and have no other letters.
        let is_number = format!("typeof({name}) = 'text' AND {name} GLOB '*[0-9]*' AND NOT {name} GLOB '*[^0-9.+-]*'");
        let found = format!("{is_number} AND CAST({name} AS REAL) {sign} ?1");
        self.first(model, column, &found, Stored::Real(number))
    }

    /// A time that is eight hours earlier or later.
    pub(crate) fn eight_hours_off(&self, model: &Model, column: &Column, millis: i64) -> Result<Option<i64>> {
        let sql = format!("SELECT {0} FROM {1} WHERE {0} IN (?1, ?2) LIMIT 1", column.name, model.table);
        let [before, after] = [millis.saturating_sub(EIGHT_HOURS), millis.saturating_add(EIGHT_HOURS)];
        self.connection.prepare_cached(&sql)?.query_row([before, after], |row| row.get(0)).optional()
    }

    /// Returns true if no record has a value of a column.
    pub(crate) fn is_unset(&self, model: &Model, column: &Column) -> Result<bool> {
        let sql = format!(
            "SELECT NOT EXISTS (SELECT 1 FROM {} WHERE {1} IS NOT NULL AND {1} <> '')",
            model.table, column.name
        );
        self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))
    }

    fn first(&self, model: &Model, column: &Column, condition: &str, value: Stored) -> Result<Option<String>> {
        let sql = format!("SELECT {} FROM {} WHERE {condition} ORDER BY place LIMIT 1", column.name, model.table);
        self.connection.prepare_cached(&sql)?.query_row([value], |row| row.get(0)).optional()
    }
}
