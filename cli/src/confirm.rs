//! Confirmation by the user. Without a terminal it fails with a message that names the flag.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use weda::{Client, EnvType};
use weda_definition::Printable;

use crate::failure::Failure;
use crate::last_response::record_response;
use crate::terminal::status_line;

/// Asks the user to confirm `what`, unless `yes` is set.
///
/// # Errors
/// Returns an error if the user does not confirm, or if there is no terminal.
pub(crate) fn confirm(what: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::NeedsConfirmation { what: what.to_owned() });
    }
    status_line::clear();
    let _ = write!(io::stderr().lock(), "{}? [y/N] ", Printable(what));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    // The time of the question is not time without a response.
    record_response();
    match answer.trim() {
        "y" | "Y" | "yes" if read.is_ok() => Ok(()),
        _ => Err(Failure::NotConfirmed),
    }
}

/// Asks the user to confirm a write to the live store, unless `yes` is set. Other stores need no confirmation.
///
/// # Errors
/// See [`consent`].
pub(crate) fn confirm_live_write(client: &Client, what: &str, yes: bool) -> Result<(), Failure> {
    match client.env_type() {
        EnvType::Prod => confirm(&format!("{what} in prod of {}, which is live", client.env_id()), yes),
        _ => Ok(()),
    }
}
