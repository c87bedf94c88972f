//! The forms in which a file may have its rows.

use serde_json::Value;

use crate::definition::{Fields, Kind};
use crate::dice::Dice;
use crate::rows::{Abilities, Flaw, Row};
use crate::values;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Lines,
    Array,
    /// Objects in sequence, as `jq` prints them.
    Pretty,
    Csv,
    Tsv,
    Xlsx,
}

impl Form {
    pub const ALL: [Form; 6] = [Self::Lines, Self::Array, Self::Pretty, Self::Csv, Self::Tsv, Self::Xlsx];

    pub fn ending(self) -> &'static str {
        match self {
            Self::Lines => "ndjson",
            Self::Array | Self::Pretty => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
        }
    }

    pub fn rejects(self) -> &'static str {
        match self {
            Self::Lines | Self::Array | Self::Pretty => "rejects.ndjson",
            Self::Tsv => "rejects.tsv",
            Self::Csv | Self::Xlsx => "rejects.csv",
        }
    }

    pub fn able(self) -> Abilities {
        match self {
            Self::Lines => Abilities { json: true, broken_rows: true, ragged: false },
            Self::Array | Self::Pretty => Abilities { json: true, broken_rows: false, ragged: false },
            Self::Csv | Self::Tsv => Abilities { json: false, broken_rows: false, ragged: true },
            Self::Xlsx => Abilities { json: false, broken_rows: false, ragged: false },
        }
    }

    /// The bytes of a file with these rows. How a value stands in a table depends on the seed and on the row's place, so
    /// that a row that is not corrected stays as it is.
    pub fn bytes(self, rows: &[Row], fields: &Fields, has_ids: bool, by_title: bool, seed: u64) -> Vec<u8> {
        let dice = |at: usize| Dice::new(seed.wrapping_add(at as u64 * 1_000_003));
        match self {
            Self::Lines => rows.iter().map(|row| json(row) + "\n").collect::<String>().into_bytes(),
            Self::Array => {
                let rows: Vec<String> = rows.iter().map(json).collect();
                format!("[\n{}\n]\n", rows.join(",\n")).into_bytes()
            }
            Self::Pretty => {
                rows.iter().map(|row| json(row).replace(",\"", ",\n  \"") + "\n").collect::<String>().into()
            }
            Self::Csv | Self::Tsv | Self::Xlsx => {
                let columns = columns(fields, has_ids);
                let names: Vec<&str> = columns
                    .iter()
                    .map(|key| if by_title && *key != "_id" { fields.get(key).title } else { key })
                    .collect();
                let table: Vec<Vec<String>> =
                    rows.iter().enumerate().map(|(at, row)| cells(row, &columns, fields, &mut dice(at))).collect();
                match self {
                    Self::Xlsx => workbook(&names, &columns, &table, fields, seed),
                    _ => text(&names, &table, if self == Self::Csv { b',' } else { b'\t' }, Dress::of(seed)),
                }
            }
        }
    }
}

fn json(row: &Row) -> String {
    let member = |key: &str, value: &str| format!("{}:{value}", Value::from(key));
    let mut members: Vec<String> = Vec::new();
    for (key, value) in &row.values {
        members.push(match &row.flaw {
            Some(Flaw::Missing(missing)) if missing == key => continue,
            Some(Flaw::Value { key: bad, json, .. }) if bad == key => member(key, json),
            Some(Flaw::TakenCode(code)) if *key == "code" => member(key, &Value::from(code.as_str()).to_string()),
            _ => member(key, &value.to_string()),
        });
    }
    match &row.flaw {
        Some(Flaw::Value { key, json, .. }) if !row.values.contains_key(key) => members.push(member(key, json)),
        Some(Flaw::TakenCode(code)) if !row.values.contains_key("code") => {
            members.push(member("code", &Value::from(code.as_str()).to_string()));
        }
        Some(Flaw::Unknown) => members.push(member("nmae", "1")),
        Some(Flaw::Twice) => members.push(member("tag", "\"again\"")),
        Some(Flaw::NotJson) => return format!("{{{}", members.join(",")),
        _ => {}
    }
    format!("{{{}}}", members.join(","))
}

fn columns(fields: &Fields, has_ids: bool) -> Vec<&'static str> {
    let ids = has_ids.then_some("_id");
    ids.into_iter().chain(fields.0.iter().map(|field| field.key)).collect()
}

fn cells(row: &Row, columns: &[&'static str], fields: &Fields, dice: &mut Dice) -> Vec<String> {
    let cell = |key: &&'static str| match &row.flaw {
        Some(Flaw::Missing(missing)) if missing == key => String::new(),
        Some(Flaw::Value { key: bad, cell, .. }) if bad == key => cell.clone(),
        Some(Flaw::TakenCode(code)) if *key == "code" => code.clone(),
        _ => match row.values.get(key) {
            Some(Value::String(text)) if *key == "_id" => text.clone(),
            Some(value) => values::cell(fields.get(key).kind, value, dice),
            None => String::new(),
        },
    };
    let mut cells: Vec<String> = columns.iter().map(cell).collect();
    if matches!(row.flaw, Some(Flaw::TooFew)) {
        cells.truncate(1);
    }
    cells
}

/// Decorations that programs put around the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dress {
    Plain,
    Mark,
    /// A spreadsheet's own hint at the delimiter.
    Hint,
    Gb18030,
}

impl Dress {
    fn of(seed: u64) -> Self {
        *Dice::new(!seed).pick(&[Self::Plain, Self::Plain, Self::Mark, Self::Hint, Self::Gb18030])
    }

    fn bytes(self, text: Vec<u8>, delimiter: u8) -> Vec<u8> {
        match self {
            Self::Plain => text,
            Self::Mark => [b"\xef\xbb\xbf", text.as_slice()].concat(),
            Self::Hint => [b"sep=", [delimiter].as_slice(), b"\r\n", &text].concat(),
            Self::Gb18030 => {
                let text = String::from_utf8(text).unwrap();
                encoding_rs::GB18030.encode(&text).0.into_owned()
            }
        }
    }
}

fn text(names: &[&str], table: &[Vec<String>], delimiter: u8, dress: Dress) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    writer.write_record(names).unwrap();
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    dress.bytes(writer.into_inner().unwrap(), delimiter)
}

/// Numbers and booleans are cells of their own kinds in it, or texts.
fn workbook(names: &[&str], columns: &[&'static str], table: &[Vec<String>], fields: &Fields, seed: u64) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0_u16..).zip(names) {
        sheet.write_string(0, column, *name).unwrap();
    }
    for (row, cells) in (1_u32..).zip(table) {
        let mut dice = Dice::new(seed ^ u64::from(row));
        for ((column, key), cell) in (0_u16..).zip(columns).zip(cells) {
            let kind = if *key == "_id" { Kind::Text } else { fields.get(key).kind };
            let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            match (kind, number) {
                _ if cell.is_empty() => {}
                (Kind::Number | Kind::Integer, Some(number)) if dice.chance(70) => {
                    sheet.write_number(row, column, number).unwrap();
                }
                (Kind::Boolean, None) if matches!(cell.as_str(), "true" | "false") => {
                    sheet.write_boolean(row, column, cell == "true").unwrap();
                }
                _ => _ = sheet.write_string(row, column, cell).unwrap(),
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}
