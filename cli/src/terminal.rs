//! The terminal: its width, what it may get, and the line on it that changes.

mod escape;
pub(crate) mod status_line;

use std::io;

pub(crate) use escape::shown;

/// How many columns the terminal that shows stdout has, where that is known.
pub(crate) fn width() -> Option<usize> {
    columns(io::stdout())
}

/// The same of stderr.
pub(crate) fn width_of_stderr() -> Option<usize> {
    columns(io::stderr())
}

#[cfg(unix)]
fn columns(of: impl std::os::fd::AsFd) -> Option<usize> {
    known(terminal_size::terminal_size_of(of))
}

#[cfg(windows)]
fn columns(of: impl std::os::windows::io::AsHandle) -> Option<usize> {
    known(terminal_size::terminal_size_of(of))
}

/// A terminal that says nothing of its size says 0.
fn known(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    size.map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0)
}
