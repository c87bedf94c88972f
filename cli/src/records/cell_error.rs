//! Errors of cells that do not stand for a value.

use weda_definition::{Kind, printable};

/// Whether this is a number of 16 digits or more as spreadsheets show it, `1.23457E+18`: the other digits are gone.
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
        "`{cell}` is a long number whose digits a spreadsheet has not kept; format the column as text before the value is \
         entered or pasted"
    )
}

pub(super) fn not_of(kind: &Kind, cell: &str, expected: &str) -> String {
    format!("it is a {}, and `{}` is not: {expected}", kind.name(), printable(cell))
}
