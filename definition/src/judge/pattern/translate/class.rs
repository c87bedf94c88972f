//! Brackets.

use std::fmt::Write as _;

use super::escape::{Escape, escape};
use super::input::Input;
use super::{ANYTHING, Dialect, NOTHING};

/// A member of a class.
enum Item {
    /// A code point, which may be half a surrogate pair.
    Code(u32),
    Set(String),
}

/// Reads a class whose bracket was read.
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
            add(&mut members, first);
            continue;
        }
        input.skip('-');
        let character = input.next()?;
        match (first, item(input, dialect, character)?) {
            (Item::Code(low), Item::Code(high)) => range(&mut members, low, high),
            // `[\w-z]` without the flag `u`: the hyphen stands for itself.
            (first, last) => {
                add(&mut members, first);
                add(&mut members, Item::Code('-'.into()));
                add(&mut members, last);
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
    // The ends of ranges count, and halves of surrogate pairs can be ends.
    if let Some(half) = input.lone_half(dialect == Dialect::Unicode) {
        return Some(Item::Code(half));
    }
    Some(match escape(input, dialect, true)? {
        Escape::Character(character) => Item::Code(character?.into()),
        Escape::Set { members, negated: false } => Item::Set(members),
        Escape::Set { members, negated: true } => Item::Set(format!("[^{members}]")),
        Escape::Boundary { .. } => return None,
    })
}

fn add(members: &mut String, item: Item) {
    match item {
        Item::Code(code) => range(members, code, code),
        Item::Set(set) => members.push_str(&set),
    }
}

/// Adds the characters from one code point to another, without halves of surrogate pairs: no text has them.
fn range(members: &mut String, low: u32, high: u32) {
    let low = if (0xd800..=0xdfff).contains(&low) { 0xe000 } else { low };
    let high = if (0xd800..=0xdfff).contains(&high) { 0xd7ff } else { high };
    if low <= high {
        _ = write!(members, r"\x{{{low:X}}}-\x{{{high:X}}}");
    }
}
