//! Questions to a user. Scripts are never asked: without a terminal a question is a failure that names the flag.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use weda::{Client, EnvType};
use weda_definition::Printable;

use crate::failure::Failure;
use crate::last_heard::heard;
use crate::terminal::status_line;

/// Asks whether to do `what`, unless `yes` says so already.
///
/// # Errors
/// The answer is no, or there is nobody to ask.
pub(crate) fn consent(what: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::NeedsYes { what: what.to_owned() });
    }
    status_line::clear();
    let _ = write!(io::stderr().lock(), "{}? [y/N] ", Printable(what));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    // The user took their time, and not the service.
    heard();
    match answer.trim() {
        "y" | "Y" | "yes" if read.is_ok() => Ok(()),
        _ => Err(Failure::SaidNo),
    }
}

/// Asks before the live store is written to, unless `yes` says so already; other stores are nobody's production.
///
/// # Errors
/// As [`consent`].
pub(crate) fn consent_to_live(client: &Client, what: &str, yes: bool) -> Result<(), Failure> {
    match client.env_type() {
        EnvType::Prod => consent(&format!("{what} in prod of {}, which is live", client.env_id()), yes),
        _ => Ok(()),
    }
}
