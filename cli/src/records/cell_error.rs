//! Errors of invalid cells.

use weda_definition::{Kind, printable};

/// Returns true for a long number that a spreadsheet has shortened, such as `1.23457E+18`.
pub(super) fn is_shortened(cell: &str) -> bool {
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    let Some((mantissa, exponent)) = unsigned.split_once("E+") else { return false };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1
        && all_digits(whole)
        && all_digits(part)
        && all_digits(exponent)
        && exponent.parse().is_ok_and(|power: u32| power >= 11)
}

pub(super) fn shortened(cell: &str) -> String {
    format!(
        "`{cell}` is a long number that a spreadsheet has shortened; format the column as text before entering or pasting \
                 the value"
    )
}

pub(super) fn not_of(kind: &Kind, cell: &str, expected: &str) -> String {
    format!("it is a {}, and `{}` is not: {expected}", kind.name(), printable(cell))
}
