use std::borrow::Cow;

use super::input::Input;

/// Start of the code points that represent halves of surrogate pairs, which a text cannot contain. They are in the last
/// plane, which a pattern that matches halves cannot match.
const STAND_INS: u32 = 0x10_0000;

/// Returns the character that represents half a surrogate pair.
pub(super) fn stand_in(half: u32) -> Option<char> {
    char::from_u32(STAND_INS + half)
}

/// Returns the half that a code point represents, or the code point itself.
pub(super) fn half_of(code: u32) -> u32 {
    match code.checked_sub(STAND_INS) {
        Some(half @ 0xd800..=0xdfff) => half,
        _ => code,
    }
}

/// Returns a text with a character for each half of a surrogate pair, as a pattern without the flag `u` matches it.
pub(super) fn in_halves(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| character <= '\u{ffff}') {
        return Cow::Borrowed(text);
    }
    let unit = |unit: u16| char::from_u32(unit.into()).or_else(|| stand_in(unit.into()));
    Cow::Owned(text.encode_utf16().filter_map(unit).collect())
}

/// The two dialects of JavaScript's regular expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// With the flag `u`: characters are code points, and escapes are strict.
    Unicode,
    /// Without it: characters are UTF-16 code units, and unknown escapes are literals.
    Legacy,
}

/// Returns true if a boundary is repeated, as in `\b+`, which `regress` accepts and JavaScript does not.
pub(super) fn repeats_a_boundary(pattern: &str) -> bool {
    let (mut input, mut in_class) = (Input::new(pattern), false);
    while let Some(character) = input.next() {
        match character {
            '[' => in_class = true,
            ']' => in_class = false,
            '\\' => {
                let is_boundary = matches!(input.next(), Some('b' | 'B')) && !in_class;
                if is_boundary
                    && (matches!(input.peek(), Some('*' | '+' | '?')) || (input.skip('{') && input.counts().is_some()))
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Returns the code points of a pattern with the flag `u`, with halves of surrogate pairs unescaped: after the escape of a
/// lone half `regress` would lose the `\u` of the next one.
pub(super) fn code_points(pattern: &str) -> Vec<u32> {
    let (mut input, mut codes) = (Input::new(pattern), Vec::new());
    while let Some(character) = input.next() {
        if character != '\\' {
            codes.push(character.into());
        } else if let Some(half) = input.lone_half(false) {
            let low = if half < 0xdc00 { input.low_half() } else { None };
            codes.push(low.map_or(half, |low| 0x1_0000 + ((half - 0xd800) << 10) + (low - 0xdc00)));
        } else {
            codes.push('\\'.into());
            codes.extend(input.next().map(u32::from));
        }
    }
    codes
}

/// Returns the UTF-16 code units of a pattern without the flag `u`. `regress` does not know the escapes of that dialect: it
/// would read a surrogate pair as one character, and `\u{61}` too.
pub(super) fn halves(pattern: &str) -> Vec<u32> {
    let (mut input, mut halves) = (Input::new(pattern), Vec::new());
    while let Some(character) = input.next() {
        if character != '\\' {
            halves.extend(character.encode_utf16(&mut [0; 2]).iter().copied().map(u32::from));
        } else if let Some(half) = input.lone_half(false) {
            halves.push(half);
        } else if input.starts_with("u{") {
            // The backslash has no meaning.
        } else {
            halves.push('\\'.into());
            halves.extend(
                input.next().into_iter().flat_map(|next| next.encode_utf16(&mut [0; 2]).to_vec()).map(u32::from),
            );
        }
    }
    halves
}
