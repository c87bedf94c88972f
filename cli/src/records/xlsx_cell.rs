//! Converts cells of a workbook to texts as in a table.

use calamine::DataRef;
use jiff::civil::Time;

use super::reject_form::as_table_text;
use super::time_text;

/// Spreadsheets store 15 digits of a number.
const EXACT: f64 = 1e15;

/// The text of a cell.
pub(super) fn text(value: &DataRef<'_>, since_1904: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => as_table_text(text.clone()),
        DataRef::SharedString(text) => as_table_text((*text).to_owned()),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Int(number) => number_text(*number as f64),
        DataRef::Float(number) => number_text(*number),
        DataRef::DateTime(value) if value.is_duration() || value.as_f64() < 1.0 => clock(value.as_f64()),
        DataRef::DateTime(value) => match time_text::serial_shown(value.as_f64(), since_1904) {
            Some(shown) if shown.time() == Time::midnight() => shown.date().to_string(),
            Some(shown) => format!("{} {}", shown.date(), time_text::clock(shown.time())),
            None => number_text(value.as_f64()),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Formats a fraction of a day; longer durations are shown in hours.
fn clock(days: f64) -> String {
    let millis = (days * 86_400_000.0).round() as i64;
    match time_text::time_at(millis) {
        Some(time) => time_text::clock(time),
        None => format!("{}:{:02}", millis / 3_600_000, millis / 60_000 % 60),
    }
}

/// Formats a number. One with more digits than a spreadsheet stores is formatted as in spreadsheets, which is rejected
/// later where digits matter.
fn number_text(number: f64) -> String {
    if number.fract() != 0.0 || !number.is_finite() {
        return serde_json::Number::from_f64(number).map_or_else(|| number.to_string(), |number| number.to_string());
    }
    if number.abs() < EXACT {
        return format!("{}", number as i64);
    }
    format!("{number:E}").replace('E', "E+")
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[test]
    fn cells_become_texts_as_in_a_table() {
        let at = |days: f64| DataRef::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false));
        let lasts = |days: f64| DataRef::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::TimeDelta, false));
        for (cell, expected) in [
            (DataRef::Empty, ""),
            (DataRef::String("007".to_owned()), "007"),
            (DataRef::String("'=1".to_owned()), "''=1"),
            (DataRef::String("#N/A".to_owned()), "'#N/A"),
            (DataRef::Error(CellErrorType::NA), "#N/A"),
            (DataRef::Bool(true), "true"),
            (DataRef::Float(13_800_138_000.0), "13800138000"),
            (DataRef::Float(0.1), "0.1"),
            (DataRef::Float(-3.0), "-3"),
            (DataRef::Float(1_234_567_890_123_456_789.0), "1.2345678901234568E+18"),
            (at(45_296.0), "2024-01-05"),
            (at(45_296.127_893_518_52), "2024-01-05 03:04:10"),
            (at(0.354_166_666_666_667), "08:30:00"),
            (at(60.0), "60"),
            (lasts(1.5), "36:00"),
        ] {
            assert_eq!(text(&cell, false), expected, "{cell:?}");
        }
        assert_eq!(text(&at(43_834.0), true), "2024-01-05", "the 1904 date system");
    }
}
