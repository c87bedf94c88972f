use std::borrow::Cow;

use super::input::Input;

/// Where halves of surrogate pairs stand in for themselves, which no text can have: at the end of the last plane, which
/// a pattern that sees halves cannot see.
const STAND_INS: u32 = 0x10_0000;

/// Half a surrogate pair as a character.
pub(super) fn stand_in(half: u32) -> Option<char> {
    char::from_u32(STAND_INS + half)
}

/// The half that a code point stands in for, or else itself.
pub(super) fn half_of(code: u32) -> u32 {
    match code.checked_sub(STAND_INS) {
        Some(half @ 0xd800..=0xdfff) => half,
        _ => code,
    }
}

/// A text as a pattern without the flag `u` sees it: with a character for each half of a surrogate pair.
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
    /// Without it: characters are UTF-16 code units, and what is not an escape stands for itself.
    Legacy,
}

/// Whether the place of a boundary is repeated, as in `\b+`: `regress` accepts what JavaScript does not.
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

/// A pattern of the dialect with the flag `u` in code points, with halves of surrogate pairs as themselves: behind the
/// escape of a half that is alone `regress` would lose the `\u` of the next one.
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

/// A pattern of the dialect without the flag `u` in UTF-16 code units. `regress` has no such dialect of escapes: it would
/// read those of a surrogate pair as one character, and `\u{61}` as one too.
pub(super) fn halves(pattern: &str) -> Vec<u32> {
    let (mut input, mut halves) = (Input::new(pattern), Vec::new());
    while let Some(character) = input.next() {
        if character != '\\' {
            halves.extend(character.encode_utf16(&mut [0; 2]).iter().copied().map(u32::from));
        } else if let Some(half) = input.lone_half(false) {
            halves.push(half);
        } else if input.starts_with("u{") {
            // The backslash means nothing.
        } else {
            halves.push('\\'.into());
            halves.extend(
                input.next().into_iter().flat_map(|next| next.encode_utf16(&mut [0; 2]).to_vec()).map(u32::from),
            );
        }
    }
    halves
}
