//! Values of each kind: good ones, how they stand in a table, and bad ones.

use serde_json::{Value, json};

use crate::definition::Kind;
use crate::dice::Dice;

const TEXTS: [&str; 12] =
    ["张三", "O'Brien", "a,b", "二\n三", "say \"hi\"", "😀👩‍💻", "007", "+5", "true", "{\"a\":1}x", "1e5", "é\u{301}"];

/// 2024-01-05 in Shanghai, and the milliseconds at which that day begins.
const DAYS: [(&str, i64); 3] =
    [("2024-01-05", 1_704_384_000_000), ("2000-02-29", 951_753_600_000), ("1999-12-31", 946_569_600_000)];

/// A value that the definition allows, as JSON and as the emulator gives it back.
pub fn good(kind: Kind, dice: &mut Dice) -> Value {
    match kind {
        Kind::Text => json!(dice.pick(&TEXTS)),
        Kind::Code => json!(format!("C{}", dice.below(1_000_000_000_000))),
        Kind::Phone => json!(format!("1{:010}", dice.below(10_000_000_000))),
        Kind::Number => json!(*dice.pick(&[-1000.0, 0.0, 59.5, 0.1, 99_999.25, 7.0])),
        Kind::Integer => json!(dice.within(0, 150)),
        Kind::Boolean => json!(dice.chance(50)),
        Kind::Date => json!(dice.pick(&DAYS).1),
        Kind::DateTime => json!(1_600_000_000_000 + 1000 * dice.below(200_000_000)),
        Kind::Choice => json!(dice.pick(&["一", "二", "3"])),
        Kind::Texts => json!((0..dice.within(1, 3)).map(|_| *dice.pick(&TEXTS)).collect::<Vec<_>>()),
        Kind::Object => json!({ "city": dice.pick(&["西安", "上海"]), "floor": dice.below(30) }),
    }
}

/// How a table may show the value. A text, a list or an object has one form only.
pub fn cell(kind: Kind, value: &Value, dice: &mut Dice) -> String {
    match (kind, value) {
        (Kind::Boolean, Value::Bool(true)) => (*dice.pick(&["true", "TRUE", "是", "1"])).to_owned(),
        (Kind::Boolean, _) => (*dice.pick(&["false", "False", "否", "0"])).to_owned(),
        (Kind::Date, Value::Number(millis)) => {
            let day = DAYS.iter().find(|(_, day)| millis.as_i64() == Some(*day)).expect("it is one of the days").0;
            match dice.below(3) {
                0 => day.to_owned(),
                1 => day.replace("-0", "/").replace('-', "/"),
                _ => millis.to_string(),
            }
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// The text of a JSON value that the definition does not allow, and the cell of a table for it, where a table can hold it.
pub fn bad(kind: Kind, dice: &mut Dice) -> (String, Option<String>) {
    let both = |text: &str, cell: &str| (text.to_owned(), Some(cell.to_owned()));
    let json_only = |text: &str| (text.to_owned(), None);
    let long = "长".repeat(61);
    match kind {
        Kind::Text | Kind::Code => match dice.below(4) {
            0 => json_only("5"),
            1 => json_only("{\"a\":1}"),
            2 => json_only(r#""x\ud83d""#),
            _ => both(&format!("\"{long}\""), &long),
        },
        Kind::Phone => both("\"12\"", "12"),
        Kind::Number => match dice.below(4) {
            0 => both("100001", "100001"),
            1 => json_only("1e400"),
            2 => both("\"abc\"", "abc"),
            _ => json_only("true"),
        },
        Kind::Integer => match dice.below(3) {
            0 => both("1.5", "1.5"),
            1 => both("151", "151"),
            _ => json_only("[1]"),
        },
        Kind::Boolean => match dice.below(2) {
            0 => both("\"maybe\"", "maybe"),
            _ => json_only("{}"),
        },
        Kind::Date | Kind::DateTime => match dice.below(3) {
            0 => both("\"gestern\"", "gestern"),
            1 => json_only("1.5"),
            _ => both("\"2024-13-45\"", "2024-13-45"),
        },
        Kind::Choice => both("\"四\"", "四"),
        Kind::Texts => match dice.below(2) {
            0 => both("[\"a\",1]", "[\"a\",1]"),
            _ => json_only("7"),
        },
        Kind::Object => match dice.below(3) {
            0 => both("{\"city\":1}", "{\"city\":1}"),
            1 => both("{\"city\":\"一二三四五六七八九十一\"}", "{\"city\":\"一二三四五六七八九十一\"}"),
            _ => both("{\"floor\":0.5}", "{\"floor\":0.5}"),
        },
    }
}
