//! One line on stderr that changes, below all that stays.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a line stands on the terminal that is to go before anything else is written there.
static IS_DRAWN: AtomicBool = AtomicBool::new(false);

/// Puts a line in the place of the one before. Only for a stderr that is a terminal.
pub(crate) fn draw(line: &str) {
    IS_DRAWN.store(true, Ordering::Relaxed);
    let _ = write!(anstream::stderr().lock(), "\r\x1b[K{line}");
}

/// Takes the line away, if there is one: what is written next stands at the beginning of a clean line.
pub(crate) fn clear() {
    if IS_DRAWN.swap(false, Ordering::Relaxed) {
        let _ = write!(anstream::stderr().lock(), "\r\x1b[K");
    }
}
