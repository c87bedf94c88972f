//! Parses the cells of a table.

use serde_json::Value;
use weda_definition::{Kind, Options, printable};

use super::cell_error::{is_shortened, not_of, shortened};
use super::json_value;
use super::number_text::number;
use super::time_text::{self, DateInput};

/// Formula errors, as printed by spreadsheets.
const ERRORS: [&str; 12] = [
    "#N/A",
    "#DIV/0!",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
    "#DATA!",
];

/// Returns the JSON of a cell in a field of this kind; an empty cell is null.
///
/// # Errors
/// Returns an error if the cell is not a value of the kind, or is ambiguous.
pub(super) fn json(kind: &Kind, cell: &str, dates: DateInput) -> Result<String, String> {
    if cell.is_empty() {
        return Ok(null());
    }
    if is_error(cell) {
        return Err(format!("`{cell}` is a formula error; correct the formula, or clear the cell"));
    }
    let (given, cell) = (cell, without_apostrophe(cell));
    let trimmed = cell.trim();
    match kind {
        // Blank cells of these kinds are treated as empty.
        Kind::Number | Kind::Integer | Kind::Boolean | Kind::DateTime | Kind::Date | Kind::Time
            if trimmed.is_empty() =>
        {
            Ok(null())
        }
        Kind::Number | Kind::Integer => number(trimmed, kind),
        Kind::Boolean => boolean(trimmed),
        Kind::DateTime | Kind::Date => time_text::parse_cell(trimmed, dates).map(|millis| millis.to_string()),
        Kind::Time => time_text::time_of_day(trimmed).map(|millis| millis.to_string()),
        Kind::List(item) => list(kind, item, cell, dates),
        Kind::Object(_) | Kind::Location => container(kind, cell, "{", dates),
        Kind::Relations(_) => container(kind, cell, "[", dates),
        Kind::Relation(_) if trimmed.starts_with('{') => container(kind, cell, "{", dates),
        // Any JSON, or a plain text.
        Kind::Json => Ok(match json_value::is_json(trimmed) {
            true => json_value::compact(trimmed).into_owned(),
            false => Value::from(cell).to_string(),
        }),
        Kind::Text | Kind::File | Kind::AreaCode | Kind::Choice(_) | Kind::AutoNumber(_) | Kind::Relation(_) => {
            match is_shortened(given) {
                true => Err(shortened(given)),
                false => Ok(Value::from(cell).to_string()),
            }
        }
        // Any JSON, or a text that is not JSON.
        _ => Ok(match json_value::is_json(trimmed) {
            true => json_value::compact(trimmed).into_owned(),
            false => Value::from(cell).to_string(),
        }),
    }
}

fn null() -> String {
    "null".to_owned()
}

/// Removes the apostrophe by which a spreadsheet, or an export with `--for-spreadsheets`, marks a text that would be
/// interpreted otherwise.
pub(super) fn without_apostrophe(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_apostrophe(rest) || is_misread(rest) => rest,
        _ => cell,
    }
}

/// Returns true if a spreadsheet would take the text for a formula without an apostrophe.
pub(super) fn needs_apostrophe(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Returns true if a text needs an apostrophe in every table to be read back unchanged: it has one already, or looks like
/// a value that is rejected.
pub(super) fn is_misread(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let has_one = bare.len() < text.len();
    (has_one && needs_apostrophe(bare)) || is_error(bare) || is_shortened(bare)
}

/// Returns true for a formula error.
pub(super) fn is_error(cell: &str) -> bool {
    cell.starts_with('#') && ERRORS.contains(&cell)
}

fn boolean(cell: &str) -> Result<String, String> {
    match cell.to_lowercase().as_str() {
        "true" | "是" | "对" | "1" | "yes" | "y" | "t" | "真" => Ok("true".to_owned()),
        "false" | "否" | "错" | "0" | "no" | "n" | "f" | "假" => Ok("false".to_owned()),
        _ => Err(not_of(&Kind::Boolean, cell, "write true or false, 是 or 否, 1 or 0, yes or no")),
    }
}

/// A list: JSON, or option keys separated by commas or semicolons.
fn list(kind: &Kind, item: &Kind, cell: &str, dates: DateInput) -> Result<String, String> {
    let trimmed = cell.trim();
    if trimmed.is_empty() || trimmed.starts_with('[') {
        return container(kind, cell, "[", dates);
    }
    let Kind::Choice(options) = item else {
        return Err(not_of(kind, cell, "write it as JSON, as in [\"a\",\"b\"]"));
    };
    let parts: Vec<&str> = trimmed.split([',', ';', '，', '；', '、', '|']).map(str::trim).collect();
    match parts.iter().find(|part| !is_option(options, part)) {
        None => Ok(Value::from(parts).to_string()),
        Some(part) => Err(format!(
            "`{}` is not one of its options; write a list as JSON, as in [\"a\",\"b\"], or option keys separated by commas",
            printable(part)
        )),
    }
}

fn is_option(options: &Options, part: &str) -> bool {
    options.items.iter().any(|option| option.key == part)
}

/// The JSON of a list or an object, with duplicate keys and all digits unchanged for the later check.
fn container(kind: &Kind, cell: &str, opening: &str, dates: DateInput) -> Result<String, String> {
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        return Ok(null());
    }
    if !json_value::is_json(trimmed) {
        return Err(not_of(kind, cell, "its JSON is not valid"));
    }
    match trimmed.starts_with(opening) {
        true => json_value::canonical(kind, trimmed, dates).map(std::borrow::Cow::into_owned),
        false if opening == "[" => Err(not_of(kind, cell, "write a JSON list, as in [\"a\"]")),
        false => Err(not_of(kind, cell, "write a JSON object, as in {\"a\":1}")),
    }
}

#[cfg(test)]
mod tests {
    use weda_definition::OptionItem;

    use super::*;

    fn of(kind: &Kind, cell: &str) -> Result<String, String> {
        json(kind, cell, DateInput::Millis)
    }

    #[test]
    fn common_notations_of_numbers_and_booleans_are_accepted() {
        for (cell, expected) in [
            ("5", "5"),
            ("+5", "5"),
            ("007", "7"),
            ("-0.50", "-0.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("0", "0"),
            ("00", "0"),
            ("1,234", "1234"),
            ("1 234", "1234"),
            ("1,234,567.89", "1234567.89"),
            ("-1,234", "-1234"),
            ("1e3", "1e3"),
            ("１２３．５", "123.5"),
            (" 7 ", "7"),
            ("'-5", "-5"),
            ("12345678901234567890", "12345678901234567890"),
            ("", "null"),
            (" ", "null"),
            ("1.5E+10", "1.5E+10"),
        ] {
            assert_eq!(of(&Kind::Number, cell).as_deref(), Ok(expected), "{cell}");
        }
        for (cell, reason) in [
            ("1.234,5", "the decimal point is `.`"),
            ("1,23", "groups of three"),
            ("1234,567", "groups of three"),
            ("12,34,567", "groups of three"),
            ("0,123", "groups of three"),
            ("abc", "write it with digits"),
            ("5 kg", "groups of three"),
            ("NaN", "write it with digits"),
            ("1e999", "write it with digits"),
            ("--5", "write it"),
            ("#N/A", "a formula error"),
            ("1.23457E+18", "a spreadsheet has shortened"),
            ("+", "write it"),
            (".", "write it"),
        ] {
            let why = of(&Kind::Number, cell).unwrap_err();
            assert!(why.contains(reason), "{cell}: {why}");
        }
        for cell in ["true", "TRUE", "True", "是", "对", "1", "yes", "Y"] {
            assert_eq!(of(&Kind::Boolean, cell).as_deref(), Ok("true"), "{cell}");
        }
        for cell in ["false", "FALSE", "False", "否", "错", "0", "no", "N"] {
            assert_eq!(of(&Kind::Boolean, cell).as_deref(), Ok("false"), "{cell}");
        }
        let why = of(&Kind::Boolean, "2").unwrap_err();
        assert_eq!(why, "it is a boolean, and `2` is not: write true or false, 是 or 否, 1 or 0, yes or no");
    }

    #[test]
    fn texts_are_not_changed() {
        for cell in ["007", "+8613800138000", " a ", "it's", "'quoted'", "1,234", "2024-01-05", "E+18", "1e18", "#1"] {
            assert_eq!(of(&Kind::Text, cell).unwrap(), Value::from(cell).to_string(), "{cell}");
        }
        for (cell, text) in
            [("'=1+1", "=1+1"), ("'+86", "+86"), ("''=1", "'=1"), ("'#N/A", "#N/A"), ("'1.2E+18", "1.2E+18")]
        {
            assert_eq!(of(&Kind::Text, cell).unwrap(), Value::from(text).to_string(), "{cell}");
        }
        assert!(of(&Kind::Text, "1.23457E+18").unwrap_err().contains("a spreadsheet has shortened"));
        assert!(of(&Kind::Text, "#REF!").unwrap_err().contains("a formula error"));
    }

    /// A text is split at commas only if every part is an option.
    #[test]
    fn lists_are_json_or_options() {
        let item = |key: &str| OptionItem { key: key.to_owned(), label: None };
        let options = Options { set: None, items: vec![item("a"), item("b")] };
        let choices = Kind::List(Box::new(Kind::Choice(options)));
        assert_eq!(of(&choices, "a,b").as_deref(), Ok(r#"["a","b"]"#));
        assert_eq!(of(&choices, "a；b").as_deref(), Ok(r#"["a","b"]"#));
        assert_eq!(of(&choices, r#"["a"]"#).as_deref(), Ok(r#"["a"]"#));
        assert!(of(&choices, "a,c").unwrap_err().contains("`c` is not one of its options"));
        let texts = Kind::List(Box::new(Kind::Text));
        assert!(of(&texts, "a,b").unwrap_err().contains("write it as JSON"));
        assert!(of(&texts, "[\"a\"").unwrap_err().contains("its JSON is not valid"));
        assert_eq!(of(&texts, "[ \"a b\" ,\n 1.50 ]").as_deref(), Ok(r#"["a b",1.50]"#));
        assert_eq!(of(&Kind::Object(Vec::new()), "{\"a\":1,\"a\":1e999}").as_deref(), Ok("{\"a\":1,\"a\":1e999}"));
        assert!(of(&Kind::Object(Vec::new()), "[1]").unwrap_err().contains("write a JSON object"));
    }
}
