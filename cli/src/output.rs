//! Data on stdout; everything else goes to stderr.

mod closed_pipe;
mod records;

use std::fmt::Display;
use std::io::Write as _;

use serde::Serialize;
use weda_definition::printable_json;

use crate::failure::Failure;
use crate::last_response::record_response;
use crate::terminal::{shown, status_line};

pub(crate) use closed_pipe::is_closed;
pub(crate) use records::Records;

/// Prints a line of text.
///
/// # Errors
/// Returns [`Failure::StdoutClosed`] if stdout is closed, or another error if it cannot be written.
pub(crate) fn print(text: impl Display) -> Result<(), Failure> {
    status_line::clear();
    record_response();
    // Strips colours without a terminal and with NO_COLOR.
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{}", shown(&text.to_string())).and_then(|()| stdout.flush()).map_err(Failure::of_stdout)
}

/// Prints JSON on one line.
///
/// # Errors
/// See [`print`].
pub(crate) fn print_json(answer: &impl Serialize) -> Result<(), Failure> {
    status_line::clear();
    record_response();
    let text = serde_json::to_string(answer).map_err(|error| Failure::of_stdout(error.into()))?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", printable_json(&text)).and_then(|()| stdout.flush()).map_err(Failure::of_stdout)
}
