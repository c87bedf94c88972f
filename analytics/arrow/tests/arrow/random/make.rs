//! Random kinds and values.

use fastrand::Rng;

/// A kind of field, as a definition declares it.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Text,
    File,
    Region,
    Number,
    Integer,
    Boolean,
    Moment,
    Day,
    Time,
    Choice,
    Json,
    Location,
    IdRelation,
    ObjectRelation,
    List(Box<Kind>),
    Object(Vec<(String, Kind)>),
}

/// The meaning of a value, whatever its form.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Text(String),
    Number(f64),
    Whole(i64),
    Flag(bool),
    /// Milliseconds somewhere in a day.
    Day(i64),
    Moment(i64),
    Time(i32),
    /// The text of any JSON.
    Json(String),
    List(Vec<Value>),
    /// The declared members in their order, and the texts of others.
    Object(Vec<(String, Value)>, Vec<(String, String)>),
}

impl Kind {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::File => "file",
            Self::Region => "region",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Moment => "datetime",
            Self::Day => "date",
            Self::Time => "time",
            Self::Choice => "choice",
            Self::Json => "json",
            Self::Location => "location",
            Self::IdRelation | Self::ObjectRelation => "relation",
            Self::List(_) => "list",
            Self::Object(_) => "object",
        }
    }

    /// The members of an object.
    pub fn members(&self) -> Vec<(String, Kind)> {
        match self {
            Self::Object(members) => members.clone(),
            Self::Location => {
                let point =
                    vec![("type".into(), Self::Text), ("coordinates".into(), Self::List(Box::new(Self::Number)))];
                vec![("address".into(), Self::Text), ("geopoint".into(), Self::Object(point))]
            }
            _ => Vec::new(),
        }
    }
}

/// Random fields with different keys.
pub fn fields(dice: &mut Rng) -> Vec<(String, Kind)> {
    (0..dice.usize(1..9)).map(|at| (key(dice, at), kind(dice, 0))).collect()
}

fn key(dice: &mut Rng, at: usize) -> String {
    let stem = ["score", "姓名", "a_b", "x", "createdOn", "aVeryLongKeyOfMoreThanThirtyTwoBytesOfText"];
    format!("{}{at}", stem[dice.usize(..stem.len())])
}

fn kind(dice: &mut Rng, depth: usize) -> Kind {
    match dice.u8(..if depth < 3 { 17 } else { 11 }) {
        0 => Kind::Text,
        1 => Kind::File,
        2 => Kind::Region,
        3 => Kind::Number,
        4 => Kind::Integer,
        5 => Kind::Boolean,
        6 => Kind::Moment,
        7 => Kind::Day,
        8 => Kind::Time,
        9 => Kind::Choice,
        10 => Kind::Json,
        11 => Kind::Location,
        // Relations are fields of a model; in objects the service has none.
        12 if depth == 0 => Kind::IdRelation,
        13 if depth == 0 => Kind::ObjectRelation,
        12..=14 => Kind::List(Box::new(kind(dice, depth + 1))),
        _ => Kind::Object((0..dice.usize(1..5)).map(|at| (key(dice, at), kind(dice, depth + 1))).collect()),
    }
}

/// A random value; null once in six times.
pub fn value(dice: &mut Rng, kind: &Kind, tame: bool) -> Value {
    if dice.u8(..6) == 0 {
        return Value::Null;
    }
    match kind {
        Kind::Text | Kind::File | Kind::Region => Value::Text(text(dice)),
        Kind::Choice => Value::Text(["红", "绿", "蓝 色"][dice.usize(..3)].to_owned()),
        Kind::IdRelation | Kind::ObjectRelation => Value::Text(format!("9G5C{}", dice.u32(..))),
        Kind::Number => Value::Number(number(dice)),
        Kind::Integer => Value::Whole(match dice.u8(..6) {
            0 => i64::MAX - i64::from(dice.u8(..3)),
            1 => i64::MIN + i64::from(dice.u8(..3)),
            2 => 9_007_199_254_740_993,
            3 => dice.i64(..),
            _ => dice.i64(-1000..1000),
        }),
        Kind::Boolean => Value::Flag(dice.bool()),
        Kind::Moment if tame => Value::Moment(dice.i64(-4_000_000_000_000..4_000_000_000_000)),
        Kind::Moment => Value::Moment(if dice.bool() { dice.i64(..) } else { dice.i64(0..2_000_000_000_000) }),
        // 1886 to 2096; every second one in summer time's years.
        Kind::Day if dice.bool() => Value::Day(dice.i64(500_000_000_000..700_000_000_000)),
        Kind::Day => Value::Day(dice.i64(-2_650_000_000_000..4_000_000_000_000)),
        Kind::Time => Value::Time(dice.i32(0..86_400_000)),
        Kind::Json => match json(dice, 0) {
            // Absent, not a value.
            text if ["null", "\"\"", "\"null\""].contains(&text.as_str()) => Value::Null,
            // A service stores objects only.
            text if tame && !text.starts_with('{') => Value::Json(format!("{{\"键\":{text}}}")),
            text => Value::Json(text),
        },
        Kind::List(item) => Value::List((0..dice.usize(..4)).map(|_| value(dice, item, tame)).collect()),
        Kind::Location if tame => {
            let coordinates = vec![Value::Number(f64::from(dice.u8(..180))), Value::Number(30.25)];
            let point =
                vec![("type".into(), Value::Text("Point".into())), ("coordinates".into(), Value::List(coordinates))];
            let members =
                vec![("address".into(), Value::Text(text(dice))), ("geopoint".into(), Value::Object(point, vec![]))];
            Value::Object(members, Vec::new())
        }
        Kind::Object(_) | Kind::Location => {
            let members = kind.members().into_iter().map(|(key, kind)| {
                let value = value(dice, &kind, tame);
                (key, value)
            });
            let members = members.collect();
            let others = if tame || dice.u8(..3) > 0 { 0 } else { dice.usize(1..4) };
            Value::Object(members, (0..others).map(|at| (format!("其他{at}\""), json(dice, 0))).collect())
        }
    }
}

fn text(dice: &mut Rng) -> String {
    let parts = ["李", "四", "\"", "\\", "\n", "a", "b c", "😀", "é", "[", "{", "12", ",", "", "null", "/", "\u{7f}"];
    (0..dice.usize(..12)).map(|_| parts[dice.usize(..parts.len())]).collect()
}

fn number(dice: &mut Rng) -> f64 {
    match dice.u8(..5) {
        0 => -0.0,
        1 => f64::from(dice.i32(..)) / 100.0,
        2 => loop {
            let number = f64::from_bits(dice.u64(..));
            if number.is_finite() {
                break number;
            }
        },
        _ => f64::from(dice.i16(..)),
    }
}

/// Compact JSON. Texts in it do not look like JSON themselves.
fn json(dice: &mut Rng, depth: usize) -> String {
    match dice.u8(..if depth < 3 { 8 } else { 5 }) {
        0 => "null".to_owned(),
        1 => dice.bool().to_string(),
        2 => dice.i64(..).to_string(),
        3 => format!("{}.25", dice.i16(..)),
        4 | 5 => serde_json::to_string(text(dice).trim_start_matches(['[', '{', ' ', '\n'])).unwrap(),
        6 => format!("[{}]", (0..dice.usize(..4)).map(|_| json(dice, depth + 1)).collect::<Vec<_>>().join(",")),
        _ => {
            let members = (0..dice.usize(..4)).map(|at| format!("\"键{at}\":{}", json(dice, depth + 1)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
    }
}
