//! The rows of a file, and what should become of each.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::definition::{Fields, Kind};
use crate::dice::Dice;
use crate::values;

/// The defect of a row.
#[derive(Debug, Clone)]
pub enum Flaw {
    /// A field holds what it may not.
    Value { key: &'static str, json: String, cell: String },
    /// A required field is not there.
    Missing(&'static str),
    /// A member that the model does not have.
    Unknown,
    /// A key twice.
    Twice,
    /// No JSON at all.
    NotJson,
    /// A table's row with a cell too few.
    TooFew,
    /// The unique value of an earlier row.
    TakenCode(String),
}

#[derive(Debug, Clone)]
pub struct Row {
    /// Without fields that have no value; with `_id` where the file has ids.
    pub values: BTreeMap<&'static str, Value>,
    pub flaw: Option<Flaw>,
}

/// How rows are told from each other by the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Plain,
    Key,
    Ids,
}

/// The possible rows of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Any JSON value may stand in a row.
    pub json: bool,
    /// A row may be invalid JSON.
    pub broken_rows: bool,
    /// A row may have too few cells.
    pub ragged: bool,
}

/// So many rows. Bad ones are as frequent as `percent` says.
pub fn random(fields: &Fields, mode: Mode, able: Abilities, count: u64, percent: u64, dice: &mut Dice) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for number in 1..=count {
        // Rows that nothing tells apart: only their number says how many are stored.
        let may_repeat = mode == Mode::Plain && !fields.has_unique();
        if may_repeat && dice.chance(15) && !rows.is_empty() {
            let twin = dice.pick(&rows).clone();
            if twin.flaw.is_none() {
                rows.push(twin);
                continue;
            }
        }
        let mut row = good(fields, mode, number, dice);
        if dice.chance(percent) {
            row.flaw = flaw(fields, mode, able, &rows, dice);
            if row.flaw.is_some() {
                row.values.insert("tag", format!("坏{number}").into());
            }
        }
        rows.push(row);
    }
    rows
}

/// Values of a record that no row becomes.
pub fn good_values(fields: &Fields, dice: &mut Dice) -> serde_json::Map<String, Value> {
    fields.0.iter().map(|field| (field.key.to_owned(), values::good(field.kind, dice))).collect()
}

fn good(fields: &Fields, mode: Mode, number: u64, dice: &mut Dice) -> Row {
    let mut values = BTreeMap::new();
    for field in &fields.0 {
        let is_needed = field.required || (field.key == "code" && (mode == Mode::Key || field.unique));
        if is_needed || dice.chance(70) {
            values.insert(field.key, values::good(field.kind, dice));
        }
    }
    values.insert("tag", format!("行{number}").into());
    // Some have one: a table without codes would have no such column.
    if values.contains_key("code") {
        values.insert("code", format!("C{number}").into());
    }
    if mode == Mode::Ids {
        values.insert("_id", format!("id-{number:05}").into());
    }
    Row { values, flaw: None }
}

fn flaw(fields: &Fields, mode: Mode, able: Abilities, earlier: &[Row], dice: &mut Dice) -> Option<Flaw> {
    for _ in 0..20 {
        let flaw = match dice.below(12) {
            0 if able.json => Some(Flaw::Unknown),
            1 if able.json => Some(Flaw::Twice),
            2 if able.broken_rows => Some(Flaw::NotJson),
            3 if able.ragged => Some(Flaw::TooFew),
            4 => {
                let required: Vec<_> = fields.0.iter().filter(|field| field.required && field.key != "tag").collect();
                (!required.is_empty()).then(|| Flaw::Missing(dice.pick(&required).key))
            }
            5 if mode == Mode::Key || fields.has_unique() => {
                let codes: Vec<&Row> = earlier.iter().filter(|row| row.flaw.is_none()).collect();
                let code = (!codes.is_empty()).then(|| dice.pick(&codes).values.get("code")).flatten();
                code.and_then(Value::as_str).map(|code| Flaw::TakenCode(code.to_owned()))
            }
            _ => {
                // The tag tells the account what the row is, and a key is what the command goes by.
                let open: Vec<_> =
                    fields.0.iter().filter(|field| field.key != "tag" && field.kind != Kind::Code).collect();
                match open.is_empty() {
                    true => None,
                    false => {
                        let field = dice.pick(&open);
                        let (json, cell) = values::bad(field.kind, dice);
                        match (able.json, cell) {
                            (true, cell) => Some(Flaw::Value { key: field.key, json, cell: cell.unwrap_or_default() }),
                            (false, Some(cell)) => Some(Flaw::Value { key: field.key, json, cell }),
                            (false, None) => None,
                        }
                    }
                }
            }
        };
        if flaw.is_some() {
            return flaw;
        }
    }
    None
}
