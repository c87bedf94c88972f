//! Translates valid patterns from JavaScript's dialect to that of `fancy-regex`.
//!
//! Only whether a pattern matches is relevant, not where: groups do not capture, and laziness is dropped. Classes are
//! written out, since the engines differ in digits, words and line ends.

mod class;
mod escape;

use std::borrow::Cow;
use std::fmt::Write as _;

use super::dialect::{Dialect, in_halves, stand_in};
use super::input::Input;
use class::class;
use escape::{Escape, escape};

/// Digits, word characters and white space as JavaScript has them, inside brackets.
const DIGITS: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r"\x{9}-\x{D}\x{20}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";
/// The characters that `.` does not match.
const LINE_ENDS: &str = r"\x{A}\x{D}\x{2028}\x{2029}";
/// An empty class, and one with all characters.
const NOTHING: &str = r"[^\x{0}-\x{10FFFF}]";
const ANYTHING: &str = r"[\x{0}-\x{10FFFF}]";

/// A translated pattern.
pub(super) struct Translation {
    pub(super) text: String,
    /// True if it needs no backtracking.
    pub(super) is_linear: bool,
}

/// Translates the pattern to the dialect of `fancy-regex`. Returns `None` if that has no equivalent.
pub(super) fn translate(pattern: &str, dialect: Dialect) -> Option<Translation> {
    let pattern = if dialect == Dialect::Legacy { in_halves(pattern) } else { Cow::Borrowed(pattern) };
    let mut input = Input::new(&pattern);
    let mut out = Translation { text: String::new(), is_linear: true };
    // For each open group, whether it is a lookaround.
    let mut groups = Vec::new();
    let mut closed_lookaround = false;
    while let Some(character) = input.next() {
        let after_lookaround = std::mem::take(&mut closed_lookaround);
        match character {
            '^' => out.text.push_str(r"\A"),
            '$' => out.text.push_str(r"\z"),
            '.' => _ = write!(out.text, "[^{LINE_ENDS}]"),
            '|' => out.text.push('|'),
            '(' => groups.push(open(&mut input, &mut out)?),
            ')' => {
                closed_lookaround = groups.pop()?;
                out.text.push(')');
            }
            '*' | '+' | '?' if after_lookaround => return None,
            '*' | '+' | '?' => {
                out.text.push(character);
                input.skip('?');
            }
            '{' => match input.counts() {
                Some(_) if after_lookaround => return None,
                Some(counts) => {
                    out.text.push_str(&counts);
                    input.skip('?');
                }
                None => literal(&mut out.text, '{'),
            },
            '[' => out.text.push_str(&class(&mut input, dialect)?),
            '\\' => match escape(&mut input, dialect, false)? {
                Escape::Code(code) => match (char::from_u32(code), dialect) {
                    (Some(character), _) => literal(&mut out.text, character),
                    (None, Dialect::Legacy) => literal(&mut out.text, stand_in(code)?),
                    (None, Dialect::Unicode) => out.text.push_str(NOTHING),
                },
                Escape::Set { members, negated } => {
                    _ = write!(out.text, "[{}{members}]", if negated { "^" } else { "" });
                }
                Escape::Boundary { negated } => boundary(&mut out, negated),
            },
            other => literal(&mut out.text, other),
        }
    }
    groups.is_empty().then_some(out)
}

/// Opens a group after its parenthesis. Returns true for a lookaround.
fn open(input: &mut Input, out: &mut Translation) -> Option<bool> {
    for look in ["?=", "?!", "?<=", "?<!"] {
        if input.skip_all(look) {
            _ = write!(out.text, "({look}");
            out.is_linear = false;
            return Some(true);
        }
    }
    if input.skip_all("?<") {
        while input.next()? != '>' {}
    } else if input.peek() == Some('?') && !input.skip_all("?:") {
        // Inline flags.
        return None;
    }
    out.text.push_str("(?:");
    Some(false)
}

/// Writes a word boundary.
fn boundary(out: &mut Translation, negated: bool) {
    out.is_linear = false;
    let (first, second) = if negated { ("=", "!") } else { ("!", "=") };
    _ = write!(out.text, "(?:(?<=[{WORD}])(?{first}[{WORD}])|(?<![{WORD}])(?{second}[{WORD}]))");
}

/// Writes a literal character.
fn literal(text: &mut String, character: char) {
    _ = match character {
        character if character.is_ascii_alphanumeric() => write!(text, "{character}"),
        character => write!(text, r"\x{{{:X}}}", u32::from(character)),
    };
}
