//! Patterns in JavaScript's dialect, which may match anywhere in a text, as in JSON Schema.
//!
//! 1. `regress` parses the pattern: with the flag `u`, else without it (as in older patterns); otherwise it is unreadable.
//! 2. `translate` converts it to the dialect of `fancy-regex`, which matches in linear time, or with a limit on backtracking
//!    if the pattern has lookarounds.
//! 3. Patterns that cannot be translated, mainly those with back-references, are matched by `regress`. It has no limit of
//!    its own, so `bound` computes the maximum length of a text.

mod bound;
mod dialect;
mod input;
mod translate;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use bound::Bound;
use dialect::Dialect;

/// Limit of backtracking steps for a pattern with lookarounds: some milliseconds.
const BACKTRACK_LIMIT: usize = 10_000;
/// Maximum length of a text for such a pattern, in bytes: each step may read all of it.
const MAX_BYTES: usize = 4_000;
/// Maximum sizes of automata, in bytes, with lookarounds and without: large ones are slow.
const MAX_LOOKAROUND_SIZE: usize = 200_000;
const MAX_LINEAR_SIZE: usize = 5_000_000;
/// Maximum length of a pattern, in bytes. Real ones have some dozens.
const MAX_PATTERN: usize = 10_000;

/// A pattern of a definition.
#[derive(Debug)]
pub(super) struct Pattern {
    source: String,
    compiled: Result<Compiled, String>,
    undecided: AtomicU64,
}

#[derive(Debug)]
struct Compiled {
    dialect: Dialect,
    /// The translated pattern, and whether it is matched in linear time.
    translated: Option<(fancy_regex::Regex, bool)>,
    original: regress::Regex,
    bound: Bound,
}

/// The result of matching a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Match,
    Mismatch,
    /// The limit on matching was reached, or the pattern cannot be read.
    Undecided,
}

impl Pattern {
    pub(super) fn new(source: &str) -> Self {
        Self { source: source.to_owned(), compiled: Compiled::new(source), undecided: AtomicU64::new(0) }
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The reason why the pattern cannot be read.
    pub(super) fn unreadable(&self) -> Option<&str> {
        self.compiled.as_ref().err().map(String::as_str)
    }

    /// Number of texts for which the limit was reached.
    pub(super) fn undecided(&self) -> u64 {
        self.undecided.load(Ordering::Relaxed)
    }

    pub(super) fn judge(&self, text: &str) -> Verdict {
        let Ok(compiled) = &self.compiled else { return Verdict::Undecided };
        match compiled.finds(text) {
            Some(true) => Verdict::Match,
            Some(false) => Verdict::Mismatch,
            None => {
                self.undecided.fetch_add(1, Ordering::Relaxed);
                Verdict::Undecided
            }
        }
    }
}

impl Compiled {
    fn new(source: &str) -> Result<Self, String> {
        if source.len() > MAX_PATTERN {
            return Err(format!("it has more than {MAX_PATTERN} bytes"));
        }
        let (dialect, original) = match regress::Regex::from_unicode(dialect::code_points(source).into_iter(), "u") {
            Ok(original) => (Dialect::Unicode, original),
            // Reports the reason of the more permissive dialect.
            Err(_) => {
                let original = regress::Regex::from_unicode(dialect::halves(source).into_iter(), "");
                (Dialect::Legacy, original.map_err(|error| error.text)?)
            }
        };
        if dialect::repeats_a_boundary(source) {
            return Err("Nothing to repeat".to_owned());
        }
        let translated = translate::translate(source, dialect).and_then(|translation| {
            let mut builder = fancy_regex::RegexBuilder::new(&translation.text);
            let size = if translation.is_linear { MAX_LINEAR_SIZE } else { MAX_LOOKAROUND_SIZE };
            let regex = builder.backtrack_limit(BACKTRACK_LIMIT).delegate_size_limit(size).build().ok()?;
            Some((regex, translation.is_linear))
        });
        Ok(Self { dialect, translated, original, bound: Bound::of(source) })
    }

    /// Returns whether the pattern matches the text, or `None` if the limit was reached.
    fn finds(&self, text: &str) -> Option<bool> {
        // Without the flag `u` a pattern matches halves of surrogate pairs.
        let seen = if self.dialect == Dialect::Legacy { dialect::in_halves(text) } else { Cow::Borrowed(text) };
        match &self.translated {
            Some((regex, true)) => regex.is_match(&*seen).ok(),
            Some((regex, false)) if text.len() <= MAX_BYTES => regex.is_match(&*seen).ok(),
            Some(_) => None,
            None if !self.bound.allows(text.len()) => None,
            // UTF-16 for both: in UTF-8 `regress` never matches an optional half of a surrogate pair.
            None => {
                let units: Vec<u16> = text.encode_utf16().collect();
                Some(match self.dialect {
                    Dialect::Legacy => self.original.find_from_ucs2(&units, 0).next().is_some(),
                    Dialect::Unicode => self.original.find_from_utf16(&units, 0).next().is_some(),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests;
