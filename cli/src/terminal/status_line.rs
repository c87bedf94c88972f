//! A line on stderr that is redrawn in place.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

/// True while a line is drawn, which must be cleared before other output.
static IS_DRAWN: AtomicBool = AtomicBool::new(false);

/// Replaces the line. Only if stderr is a terminal.
pub(crate) fn draw(line: &str) {
    IS_DRAWN.store(true, Ordering::Relaxed);
    let _ = write!(anstream::stderr().lock(), "\r\x1b[K{line}");
}

/// Clears the line, if there is one.
pub(crate) fn clear() {
    if IS_DRAWN.swap(false, Ordering::Relaxed) {
        let _ = write!(anstream::stderr().lock(), "\r\x1b[K");
    }
}
