//! Patterns of JavaScript's dialect, searched for anywhere in a text.

use std::sync::atomic::{AtomicU64, Ordering};

/// A pattern of a definition.
#[derive(Debug)]
pub(super) struct Pattern {
    source: String,
    regex: Result<regex_lite::Regex, String>,
    undecided: AtomicU64,
}

/// What a pattern says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Match,
    Mismatch,
    /// The bound on matching was reached, or the pattern cannot be read.
    Undecided,
}

impl Pattern {
    pub(super) fn new(source: &str) -> Self {
        let regex = regex_lite::Regex::new(source).map_err(|error| error.to_string());
        Self { source: source.to_owned(), regex, undecided: AtomicU64::new(0) }
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn unreadable(&self) -> Option<&str> {
        self.regex.as_ref().err().map(String::as_str)
    }

    pub(super) fn undecided(&self) -> u64 {
        self.undecided.load(Ordering::Relaxed)
    }

    pub(super) fn judge(&self, text: &str) -> Verdict {
        match &self.regex {
            Ok(regex) if regex.is_match(text) => Verdict::Match,
            Ok(_) => Verdict::Mismatch,
            Err(_) => Verdict::Undecided,
        }
    }
}
