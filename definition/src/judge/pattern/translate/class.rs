//! Character classes.

use std::fmt::Write as _;

use super::super::dialect::{half_of, stand_in};
use super::super::input::Input;
use super::escape::{Escape, escape};
use super::{ANYTHING, Dialect, NOTHING};

const FIRST_HALF: u32 = 0xd800;
const LAST_HALF: u32 = 0xdfff;

/// A member of a class.
enum Item {
    /// A code point, which may be half a surrogate pair.
    Code(u32),
    Set(String),
}

/// Reads a class after its bracket.
pub(super) fn class(input: &mut Input, dialect: Dialect) -> Option<String> {
    let negated = input.skip('^');
    let mut members = String::new();
    loop {
        let first = match input.next()? {
            ']' => break,
            character => item(input, dialect, character)?,
        };
        let is_range = input.peek() == Some('-') && input.peek_second() != Some(']');
        if !is_range {
            add(&mut members, dialect, first);
            continue;
        }
        input.skip('-');
        let character = input.next()?;
        match (first, item(input, dialect, character)?) {
            (Item::Code(low), Item::Code(high)) => range(&mut members, dialect, low, high),
            // `[\w-z]` without the flag `u`: the hyphen is a literal.
            (first, last) => {
                add(&mut members, dialect, first);
                add(&mut members, dialect, Item::Code('-'.into()));
                add(&mut members, dialect, last);
            }
        }
    }
    Some(match (members.as_str(), negated) {
        ("", false) => NOTHING.to_owned(),
        ("", true) => ANYTHING.to_owned(),
        (members, false) => format!("[{members}]"),
        (members, true) => format!("[^{members}]"),
    })
}

fn item(input: &mut Input, dialect: Dialect, character: char) -> Option<Item> {
    if character != '\\' {
        return Some(Item::Code(character.into()));
    }
    Some(match escape(input, dialect, true)? {
        Escape::Code(code) => Item::Code(code),
        Escape::Set { members, negated: false } => Item::Set(members),
        Escape::Set { members, negated: true } => Item::Set(format!("[^{members}]")),
        Escape::Boundary { .. } => return None,
    })
}

fn add(members: &mut String, dialect: Dialect, item: Item) {
    match item {
        Item::Code(code) => range(members, dialect, code, code),
        Item::Set(set) => members.push_str(&set),
    }
}

/// Adds a range of code points. Halves of surrogate pairs are left out, or replaced by the characters that represent
/// them.
fn range(members: &mut String, dialect: Dialect, low: u32, high: u32) {
    let [low, high] = [low, high].map(|code| if dialect == Dialect::Legacy { half_of(code) } else { code });
    let mut add = |low: u32, high: u32| {
        if low <= high {
            _ = write!(members, r"\x{{{low:X}}}-\x{{{high:X}}}");
        }
    };
    add(low, high.min(FIRST_HALF - 1));
    add(low.max(LAST_HALF + 1), high);
    let (low, high) = (low.max(FIRST_HALF), high.min(LAST_HALF));
    if let (Dialect::Legacy, true, Some(low), Some(high)) = (dialect, low <= high, stand_in(low), stand_in(high)) {
        add(low.into(), high.into());
    }
}
