//! Parses numbers in common notations.

use serde_json::Number;
use weda_definition::Kind;

use super::cell_error::{is_shortened, not_of, shortened};

/// Returns the JSON of a number with all of its digits.
///
/// # Errors
/// Returns an error if it is not a number, is ambiguous, or was shortened by a spreadsheet.
pub(super) fn number(cell: &str, kind: &Kind) -> Result<String, String> {
    if is_shortened(cell) && significant_power(cell) >= 15 {
        return Err(shortened(cell));
    }
    let plain: String = cell.chars().map(ascii_digit).collect();
    let (sign, unsigned) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let fail = |why: &str| not_of(kind, cell, why);
    let ungrouped = ungrouped(unsigned).ok_or_else(|| {
        fail("commas or spaces must separate groups of three digits, and the decimal point is `.`, as in 1,234.5")
    })?;
    let digits = ungrouped.trim_start_matches('0');
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let digits = match digits.as_bytes().first() {
        _ if !has_digit(&ungrouped) => return Err(fail("write it with digits, as in 1234.5")),
        Some(b'0'..=b'9') => digits.to_owned(),
        // `0`, `0.5`, `.5`
        None => "0".to_owned(),
        Some(b'.' | b'e' | b'E') => format!("0{digits}"),
        _ => return Err(fail("write it with digits, as in 1234.5")),
    };
    let text = format!("{sign}{}", digits.strip_suffix('.').unwrap_or(&digits));
    // All digits are retained; precision is checked later.
    match serde_json::from_str::<Number>(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(fail("write it with digits, as in 1234.5")),
    }
}

/// Converts full-width digits of input methods.
fn ascii_digit(character: char) -> char {
    match character {
        '０'..='９' => char::from(b'0' + (u32::from(character) - u32::from('０')) as u8),
        '．' => '.',
        '，' => ',',
        '－' | '\u{2212}' => '-',
        '＋' => '+',
        other => other,
    }
}

/// Removes separators between groups of three digits; `None` if they are misplaced.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (text, None),
    };
    if part.is_some_and(|part| part.contains([',', ' ', '\u{a0}', '\u{202f}', '.'])) {
        return None;
    }
    let Some(mark) = whole.chars().find(|character| matches!(character, ',' | ' ' | '\u{a0}' | '\u{202f}')) else {
        return Some(text.to_owned());
    };
    let mut groups = whole.split(mark);
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next()?;
    let is_first = (1..=3).contains(&first.len()) && all_digits(first) && first != "0";
    let are_grouped = is_first && groups.all(|group| group.len() == 3 && all_digits(group));
    are_grouped.then(|| text.replace(mark, ""))
}

/// The exponent of a number in a spreadsheet's notation.
fn significant_power(cell: &str) -> u32 {
    cell.split_once("E+").and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
}
