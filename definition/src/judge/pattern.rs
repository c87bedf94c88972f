//! Patterns of JavaScript's dialect, searched for anywhere in a text, as JSON Schema says.
//!
//! Three steps, each with what the one before could not do:
//!
//! 1. `regress` reads the pattern: it is a regular expression with the flag `u`, or one without (as JSON Schema and `ajv` have
//!    it, and as older patterns are), or it cannot be read.
//! 2. `translate` writes it in the dialect of `fancy-regex`, which runs in linear time, or within a bound on backtracking
//!    where the pattern looks around.
//! 3. What that dialect cannot say, back-references above all, is matched by `regress`. It has no bound of its own, so
//!    that `bound` says up to which length of a text it surely ends soon.

mod bound;
mod dialect;
mod input;
mod translate;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use bound::Bound;
use dialect::Dialect;

/// How many steps back a pattern that looks around may take: some milliseconds.
const BACKTRACK_LIMIT: usize = 10_000;
/// The longest text that such a pattern is matched against, in bytes: each step may look at all of it.
const MAX_BYTES: usize = 4_000;
/// The largest automata, in bytes, of patterns that look around and of others: large ones are slow.
const MAX_LOOKING_SIZE: usize = 200_000;
const MAX_LINEAR_SIZE: usize = 5_000_000;
/// The longest pattern, in bytes: real ones have some dozens.
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
    /// The pattern in another dialect, and whether that dialect's engine runs in linear time.
    translated: Option<(fancy_regex::Regex, bool)>,
    original: regress::Regex,
    bound: Bound,
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
        Self { source: source.to_owned(), compiled: Compiled::new(source), undecided: AtomicU64::new(0) }
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Why the pattern cannot be read, if it cannot.
    pub(super) fn unreadable(&self) -> Option<&str> {
        self.compiled.as_ref().err().map(String::as_str)
    }

    /// How many texts the bound was reached for.
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
            // The reason that counts is that of the dialect which allows more.
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
            let size = if translation.is_linear { MAX_LINEAR_SIZE } else { MAX_LOOKING_SIZE };
            let regex = builder.backtrack_limit(BACKTRACK_LIMIT).delegate_size_limit(size).build().ok()?;
            Some((regex, translation.is_linear))
        });
        Ok(Self { dialect, translated, original, bound: Bound::of(source) })
    }

    /// Whether the pattern is found in the text; `None` where the bound does not let it be known.
    fn finds(&self, text: &str) -> Option<bool> {
        // Without the flag `u` a pattern sees halves of characters beyond the first plane.
        let seen = if self.dialect == Dialect::Legacy { dialect::in_halves(text) } else { Cow::Borrowed(text) };
        match &self.translated {
            Some((regex, true)) => regex.is_match(&*seen).ok(),
            Some((regex, false)) if text.len() <= MAX_BYTES => regex.is_match(&*seen).ok(),
            Some(_) => None,
            None if !self.bound.allows(text.len()) => None,
            // In UTF-16 for both: in UTF-8 `regress` takes an optional half of a surrogate pair for one that never is there.
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
