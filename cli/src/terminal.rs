//! The terminal: width, escaping, and the status line.

mod escape;
pub(crate) mod status_line;

use std::io;

pub(crate) use escape::shown;

/// The width of the terminal on stdout, if known.
pub(crate) fn width() -> Option<usize> {
    columns(io::stdout())
}

/// The width of the terminal on stderr, if known.
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

/// A width of 0 means unknown.
fn known(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    size.map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0)
}
