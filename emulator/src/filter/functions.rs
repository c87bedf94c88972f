//! The functions of conditions that SQLite does not have.

use fancy_regex::{Regex, RegexBuilder};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Error, ffi};

/// Limit of backtracking steps for one text: some milliseconds.
const BACKTRACK_LIMIT: usize = 10_000;

/// Maximum size of an automaton, in bytes: large ones are slow to make.
const MAX_SIZE: usize = 1_000_000;

/// Maximum length of a pattern, in bytes.
pub(super) const MAX_PATTERN: usize = 1_000;

/// The code of SQLite's error for a pattern that needs too many steps.
pub(crate) const PATTERN_LIMIT: i32 = ffi::SQLITE_CONSTRAINT_FUNCTION;

/// Maximum length of a text for a pattern, in bytes.
const MAX_TEXT: usize = 100_000;

/// Adds the functions to a connection: `weda_folded(text)` and `weda_matches(pattern, text)`.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("weda_folded", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.map(|text| folded(&text)))
    })?;
    connection.create_scalar_function("weda_matches", 2, flags, matches)
}

/// The text without differences of case. Letter by letter: `str::to_lowercase` gives a sigma another form at the end of a
/// word, and a part of a text ends elsewhere. By way of capitals, since both small sigmas have the same one.
pub(crate) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

fn matches(context: &Context<'_>) -> rusqlite::Result<Option<bool>> {
    let Some(text) = context.get::<Option<String>>(1)? else { return Ok(None) };
    let regex = context.get_or_create_aux(0, |pattern| compile(pattern.as_str()?))?;
    if text.len() > MAX_TEXT {
        return Ok(Some(false));
    }
    regex.is_match(&text).map(Some).map_err(|_| Error::SqliteFailure(ffi::Error::new(PATTERN_LIMIT), None))
}

/// Compiles a pattern. The error is the reason why it cannot be used.
pub(super) fn compile(pattern: &str) -> Result<Regex, Box<dyn std::error::Error + Send + Sync>> {
    if pattern.len() > MAX_PATTERN {
        return Err(format!("it has more than {MAX_PATTERN} bytes").into());
    }
    Ok(RegexBuilder::new(pattern).backtrack_limit(BACKTRACK_LIMIT).delegate_size_limit(MAX_SIZE).build()?)
}
