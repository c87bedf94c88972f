//! Functions and the collation that SQLite lacks or defines differently from MySQL.
//!
//! Statements of callers are translated to SQLite; what has another meaning there calls one of these functions.

mod like;
mod number;
mod text;
mod time;

use std::cmp::Ordering;

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Result};

pub(crate) use number::{leading_number, number_text};

/// The collation of texts: without regard to case, like the default collations of MySQL.
pub(crate) const COLLATION: &str = "mysql_text";

/// The aggregate that returns the only value of a subquery and fails if there are several.
pub(crate) const SINGLE: &str = "mysql_single";

/// The maximum bytes of a text that a function returns.
const MAX_BYTES: usize = 16 << 20;

/// A failed function call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("a function returns more than {MAX_BYTES} bytes: use shorter texts")]
    TooLong,
    #[error("LIKE compares texts that are too long: use shorter ones")]
    LongPattern,
    #[error("a subquery that is used as a value returns more than one row: add LIMIT 1, or use an aggregate")]
    SeveralRows,
    #[error(
        "the format `%{0}` of a time is not emulated: use %Y, %y, %m, %c, %d, %e, %H, %k, %i, %s, %S, %T, %f or %j"
    )]
    TimeFormat(char),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::UserFunctionError(Box::new(failure))
    }
}

/// The failure of a function, if that is why a statement failed.
pub(crate) fn failure(error: &Error) -> Option<String> {
    match error {
        Error::UserFunctionError(error) => Some(error.to_string()),
        // SQLite passes the text of the failure on.
        Error::SqliteFailure(_, Some(message)) => {
            let known = [Failure::TooLong, Failure::LongPattern, Failure::SeveralRows];
            let is_known = known.iter().any(|failure| failure.to_string() == *message);
            (is_known || message.starts_with("the format `%")).then(|| message.clone())
        }
        _ => None,
    }
}

/// Adds the functions and the collation to a connection.
pub(crate) fn register(connection: &Connection) -> Result<()> {
    connection.create_collation(COLLATION, compare)?;
    connection.create_aggregate_function(SINGLE, 1, flags(), Single)?;
    number::register(connection)?;
    text::register(connection)?;
    time::register(connection)
}

/// Compares texts without regard to case.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    left.chars().flat_map(char::to_lowercase).cmp(right.chars().flat_map(char::to_lowercase))
}

fn flags() -> FunctionFlags {
    FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY
}

/// Adds a function of values; it returns NULL if any argument is NULL.
fn strict(
    connection: &Connection,
    name: &str,
    arguments: i32,
    function: impl Fn(&[ValueRef<'_>]) -> Result<Value> + Send + 'static,
) -> Result<()> {
    connection.create_scalar_function(name, arguments, flags(), move |context| {
        let values = values(context);
        if values.contains(&ValueRef::Null) { Ok(Value::Null) } else { function(&values) }
    })
}

fn values<'a>(context: &'a Context<'_>) -> Vec<ValueRef<'a>> {
    (0..context.len()).map(|index| context.get_raw(index)).collect()
}

/// A text result, unless it is too long.
fn limited(text: String) -> Result<Value> {
    if text.len() > MAX_BYTES { Err(Failure::TooLong.into()) } else { Ok(Value::Text(text)) }
}

/// See [`SINGLE`].
struct Single;

impl Aggregate<Option<Value>, Value> for Single {
    fn init(&self, _: &mut Context<'_>) -> Result<Option<Value>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, single: &mut Option<Value>) -> Result<()> {
        if single.is_some() {
            return Err(Failure::SeveralRows.into());
        }
        *single = Some(number::owned(context.get_raw(0)));
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, single: Option<Option<Value>>) -> Result<Value> {
        Ok(single.flatten().unwrap_or(Value::Null))
    }
}
