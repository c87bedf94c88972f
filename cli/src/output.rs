//! Data, on stdout; everything else is said on stderr.

mod closed_pipe;
mod records;

use std::fmt::Display;
use std::io::Write as _;

use serde::Serialize;
use weda_definition::printable_json;

use crate::failure::Failure;
use crate::last_heard::heard;
use crate::terminal::{shown, status_line};

pub(crate) use closed_pipe::is_closed;
pub(crate) use records::Records;

/// Writes a piece of text, with a line end after it.
///
/// # Errors
/// Nobody reads any more, which is no mistake ([`Failure::ReaderGone`]), or stdout cannot be written.
pub(crate) fn print(text: impl Display) -> Result<(), Failure> {
    status_line::clear();
    heard();
    // It strips colours where nobody would see them, and where NO_COLOR is set.
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{}", shown(&text.to_string())).and_then(|()| stdout.flush()).map_err(Failure::of_stdout)
}

/// Writes an answer in JSON, on one line.
///
/// # Errors
/// As [`print`].
pub(crate) fn print_json(answer: &impl Serialize) -> Result<(), Failure> {
    status_line::clear();
    heard();
    let text = serde_json::to_string(answer).map_err(|error| Failure::of_stdout(error.into()))?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", printable_json(&text)).and_then(|()| stdout.flush()).map_err(Failure::of_stdout)
}
