use super::super::input::Input;
use super::{DIGITS, Dialect, SPACE, WORD};

/// The meaning of an escape.
pub(super) enum Escape {
    /// A code point, which may be half a surrogate pair.
    Code(u32),
    /// A set of characters, in the syntax of classes, or its complement.
    Set { members: String, negated: bool },
    /// `\b` or `\B`.
    Boundary { negated: bool },
}

/// Reads an escape after its backslash. Returns `None` if the other dialect has no equivalent.
pub(super) fn escape(input: &mut Input, dialect: Dialect, in_class: bool) -> Option<Escape> {
    let is_unicode = dialect == Dialect::Unicode;
    let set = |members: &str, negated| Some(Escape::Set { members: members.to_owned(), negated });
    let code = match input.next()? {
        'd' => return set(DIGITS, false),
        'D' => return set(DIGITS, true),
        'w' => return set(WORD, false),
        'W' => return set(WORD, true),
        's' => return set(SPACE, false),
        'S' => return set(SPACE, true),
        'b' if in_class => 0x08,
        'b' => return Some(Escape::Boundary { negated: false }),
        'B' if !in_class => return Some(Escape::Boundary { negated: true }),
        't' => 0x09,
        'n' => 0x0a,
        'v' => 0x0b,
        'f' => 0x0c,
        'r' => 0x0d,
        'c' => match input.peek() {
            Some(letter) if letter.is_ascii_alphabetic() => {
                input.next();
                u32::from(letter) % 32
            }
            // Without the flag `u` it is a backslash, and in classes more than letters are allowed.
            _ => return None,
        },
        '0' if !input.peek().is_some_and(|next| next.is_ascii_digit()) => 0,
        // Back-references, and octal numbers if there is no such group.
        '0'..='9' | 'k' => return None,
        'x' => input.hexadecimal(2).unwrap_or('x'.into()),
        'u' if is_unicode && input.skip('{') => u32::from_str_radix(&input.braced()?, 16).ok()?,
        'u' => match input.hexadecimal(4) {
            Some(high @ 0xd800..=0xdbff) if is_unicode => match input.low_half() {
                Some(low) => 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00),
                None => high,
            },
            Some(unit) => unit,
            None => 'u'.into(),
        },
        property @ ('p' | 'P') if is_unicode => {
            let name = if input.skip('{') { input.braced()? } else { return None };
            return set(&format!(r"\p{{{name}}}"), property == 'P');
        }
        other => other.into(),
    };
    Some(Escape::Code(code))
}
