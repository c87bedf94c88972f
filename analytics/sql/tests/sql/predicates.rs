//! Random expressions, as a text for each engine.

use std::ops::Deref;

use fastrand::Rng;

use crate::records::{DAY, GRADES, HOMES, NAMES, NOTES, SEPTEMBER, SERIALS, SUBJECTS, SUMMER_DAY, ZONE};

/// The same SQL for DataFusion and for SQLite, which differ in literals of days and times, and in their functions.
#[derive(Debug, Clone)]
pub struct Pair {
    pub ours: String,
    pub lite: String,
}

impl Pair {
    pub fn new(ours: impl Into<String>, lite: impl Into<String>) -> Self {
        Self { ours: ours.into(), lite: lite.into() }
    }

    /// A text that both engines read alike.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { ours: text.clone(), lite: text }
    }

    /// Both in the place of `{}`, which may stand there several times.
    pub fn within(&self, frame: &str) -> Self {
        Self { ours: frame.replace("{}", &self.ours), lite: frame.replace("{}", &self.lite) }
    }

    /// `frame` with the pairs in place of `{a}` and `{b}`.
    pub fn join(frame: &str, a: &Pair, b: &Pair) -> Self {
        let put = |a: &str, b: &str| frame.replace("{a}", a).replace("{b}", b);
        Self { ours: put(&a.ours, &b.ours), lite: put(&a.lite, &b.lite) }
    }
}

/// Random choices.
pub struct Choice<'r>(pub &'r mut Rng);

impl Deref for Choice<'_> {
    type Target = Rng;
    fn deref(&self) -> &Rng {
        self.0
    }
}

impl std::ops::DerefMut for Choice<'_> {
    fn deref_mut(&mut self) -> &mut Rng {
        self.0
    }
}

const SIGNS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

/// Columns by type: name, and the texts that it holds.
struct Columns {
    texts: &'static [(&'static str, &'static [&'static str])],
    numbers: &'static [&'static str],
    wholes: &'static [&'static str],
    flags: &'static [&'static str],
    days: &'static [&'static str],
    moments: &'static [&'static str],
    choices: &'static [(&'static str, &'static [&'static str])],
    relations: &'static [&'static str],
}

fn columns(model: &str) -> Columns {
    match model {
        "class" => Columns {
            texts: &[("name", &["一班", "A班", "b班"]), ("room", &["A00", "b01", "东02"])],
            numbers: &[],
            wholes: &["capacity"],
            flags: &["isOpen"],
            days: &["opened"],
            moments: &["createdAt"],
            choices: &[],
            relations: &["_id"],
        },
        "student" => Columns {
            texts: &[("name", &NAMES), ("nick", &NAMES), ("籍贯", &HOMES), ("note", &NOTES)],
            numbers: &["score"],
            wholes: &["credits"],
            flags: &["boarding"],
            days: &["admittedAt"],
            moments: &["createdAt", "updatedAt"],
            choices: &[("grade", &GRADES)],
            relations: &["class"],
        },
        _ => Columns {
            texts: &[],
            numbers: &["points"],
            wholes: &[],
            flags: &["passed"],
            days: &["day"],
            moments: &["takenAt", "updatedAt"],
            choices: &[("subject", &SUBJECTS)],
            relations: &["class"],
        },
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Choice<'_> {
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.usize(..of.len())]
    }

    fn maybe_not(&mut self) -> &'static str {
        self.one(&["", "NOT "])
    }

    /// A condition on a model whose columns are `prefix` and a name, such as `s.name`.
    pub fn predicate(&mut self, model: &str, prefix: &str, depth: u8) -> Pair {
        if depth > 0 && self.u8(..4) > 0 {
            let (a, b) = (self.predicate(model, prefix, depth - 1), self.predicate(model, prefix, depth - 1));
            let frame = self.one(&[
                "({a} AND {b})",
                "({a} AND {b})",
                "({a} OR {b})",
                "({a} OR {b})",
                "(NOT ({a} AND {b}))",
                "(NOT ({a} OR {b}))",
                "(CASE WHEN {a} THEN {b} ELSE NOT {b} END)",
            ]);
            return Pair::join(frame, &a, &b);
        }
        loop {
            if let Some(found) = self.simple(model, prefix) {
                return found;
            }
        }
    }

    fn simple(&mut self, model: &str, prefix: &str) -> Option<Pair> {
        let columns = columns(model);
        Some(match self.u8(..20) {
            0..=4 => self.on_text(columns.texts, prefix)?,
            5..=7 => self.on_number(&columns, prefix)?,
            8 => {
                let column = format!("{prefix}{}", self.one(columns.flags));
                let frame = self.one(&[
                    "{}",
                    "NOT {}",
                    "{} IS TRUE",
                    "{} IS NOT TRUE",
                    "{} = false",
                    "{} IS NULL",
                    "{} <> true",
                ]);
                Pair::same(column).within(frame)
            }
            9..=11 => {
                let column = format!("{prefix}{}", self.one(columns.days));
                self.on_day(&column)
            }
            12..=14 => {
                let column = format!("{prefix}{}", self.one(columns.moments));
                self.on_moment(&column)
            }
            15 | 16 => {
                if columns.choices.is_empty() {
                    return None;
                }
                let (name, keys) = self.one(columns.choices);
                let (a, b) = (literal(self.one(keys)), literal(self.one(keys)));
                let not = self.maybe_not();
                let form = self.u8(..4);
                let sign = self.one(&SIGNS);
                Pair::same(match form {
                    0 => format!("{prefix}{name} {not}IN ({a}, {b})"),
                    1 => format!("{prefix}{name} IS {not}NULL"),
                    2 => format!("{prefix}{name} {sign} {a}"),
                    _ => format!("{prefix}{name} = {a}"),
                })
            }
            17 => {
                let column = self.one(columns.relations);
                let not = self.maybe_not();
                let (a, b) = (self.u8(..16), self.u8(..16));
                let form = self.u8(..3);
                Pair::same(match form {
                    0 => format!("{prefix}{column} {not}IN ('C{a:03}', 'C{b:03}', 'c001')"),
                    1 => format!("{prefix}{column} = 'C{a:03}'"),
                    _ => format!("{prefix}{column} IS {not}NULL"),
                })
            }
            18 => {
                let (sign, hex) = (self.one(&SIGNS), self.u8(..));
                Pair::same(format!("{prefix}_id {sign} '{hex:02X}'"))
            }
            _ if model == "student" => self.on_the_rest(prefix),
            _ => return None,
        })
    }

    fn on_text(&mut self, texts: &[(&'static str, &'static [&'static str])], prefix: &str) -> Option<Pair> {
        if texts.is_empty() {
            return None;
        }
        let (name, values) = self.one(texts);
        let column = format!("{prefix}{name}");
        let (a, b) = (literal(self.one(values)), literal(self.one(&NAMES)));
        let (sign, not) = (self.one(&SIGNS), self.maybe_not());
        Some(match self.u8(..12) {
            0..=2 => Pair::same(format!("{column} {sign} {a}")),
            3 => Pair::same(format!("{column} {not}IN ({a}, {b}, '李四')")),
            4 => {
                let null = self.one(&["NULL", "''"]);
                Pair::same(format!("{column} {not}IN ({a}, {null})"))
            }
            5 | 6 => {
                let like = self
                    .one(&["%i%", "L%", "%四", "%", "_i", "%''%", "li", "%I%", "%good%", "李%", "%北%", "_", "%0_"]);
                Pair::same(format!("{column} {not}LIKE '{like}'"))
            }
            7 => {
                let like = self.one(&["%\\%%", "%\\_b", "%王\\%%", "a\\_%"]);
                Pair::same(format!("{column} {not}LIKE '{like}' ESCAPE '\\'"))
            }
            8 => Pair::same(format!("{column} IS {not}NULL")),
            9 => {
                let length = self.u8(..5);
                Pair::same(format!("length({column}) {sign} {length}"))
            }
            10 => Pair::same(format!("coalesce({column}, {b}) {sign} {a}")),
            _ => {
                let frame = self.one(&[
                    "lower({}) = 'li'",
                    "trim({}) = 'LI'",
                    "substr({}, 1, 1) = '李'",
                    "replace({}, 'i', 'I') = 'LI'",
                ]);
                Pair::same(column).within(frame)
            }
        })
    }

    fn on_number(&mut self, columns: &Columns, prefix: &str) -> Option<Pair> {
        let (sign, not) = (self.one(&SIGNS), self.maybe_not());
        let number = if columns.numbers.is_empty() || self.bool() { None } else { Some(self.one(columns.numbers)) };
        let Some(number) = number else {
            if columns.wholes.is_empty() {
                return None;
            }
            let column = format!("{prefix}{}", self.one(columns.wholes));
            let n = self.i8(-3..60);
            return Some(Pair::same(match self.u8(..6) {
                0 | 1 => format!("{column} {sign} {n}"),
                2 => format!("{column} {sign} {n}.5"),
                3 => format!("{column} {not}IN (1, 2, 3, 40, {})", self.one(&["6", "NULL", "-2"])),
                4 => format!("{column} {not}BETWEEN {} AND {}", n / 4, n),
                _ => format!("{column} % 4 {sign} {}", self.u8(..4)),
            }));
        };
        let column = format!("{prefix}{number}");
        let value = f64::from(self.i16(-20..420)) / 4.0;
        Some(Pair::same(match self.u8(..6) {
            0..=2 => format!("{column} {sign} {value}"),
            3 => format!("{column} {not}BETWEEN {} AND {}", value / 2.0, value),
            4 => format!("{column} {not}IN ({value}, 0, -1, 50, {})", value * 2.0),
            _ => format!("{column} * 2 - 1 {sign} {value}"),
        }))
    }

    fn on_day(&mut self, column: &str) -> Pair {
        let (sign, not) = (self.one(&SIGNS), self.maybe_not());
        let (year, month) = (self.i32(2013..2026), self.i32(1..13));
        let day = |text: &str| Pair::new(format!("'{text}'"), format!("(unixepoch('{text}') / 86400)"));
        let first = format!("{year}-{month:02}-01");
        match self.u8(..8) {
            0..=2 => {
                let day = day(&first);
                Pair::new(format!("{column} {sign} {}", day.ours), format!("{column} {sign} {}", day.lite))
            }
            3 => {
                let number = 16_072 + self.i32(0..4000);
                Pair::new(
                    format!("{column} {sign} arrow_cast({number}, 'Date32')"),
                    format!("{column} {sign} {number}"),
                )
            }
            4 => {
                let (from, to) = (day(&first), day(&format!("{}-{month:02}-28", year + 1)));
                let frame = format!("{column} {not}BETWEEN {{a}} AND {{b}}");
                Pair::join(&frame, &from, &to)
            }
            5 => {
                let sign = self.one(&["=", ">=", "<="]);
                Pair::new(format!("{column} {sign} DATE '1988-07-01'"), format!("{column} {sign} {SUMMER_DAY}"))
            }
            6 => Pair::same(format!("{column} IS {not}NULL")),
            _ => {
                let (part, format) = self.one(&[("year", "%Y"), ("month", "%m"), ("day", "%d"), ("dow", "%w")]);
                let number = if part == "year" { year } else { month };
                Pair::new(
                    format!("extract({part} FROM {column}) {sign} {number}"),
                    format!("CAST(strftime('{format}', {column} * 86400, 'unixepoch') AS INTEGER) {sign} {number}"),
                )
            }
        }
    }

    fn on_moment(&mut self, column: &str) -> Pair {
        let (sign, not) = (self.one(&SIGNS), self.maybe_not());
        let half = self.i64(0..1000);
        let (d, h, m) = (half / 48, half % 48 / 2, half % 2 * 30);
        let text = format!("2024-09-{:02} {h:02}:{m:02}:00", d + 1);
        let millis = SEPTEMBER + half * 1_800_000;
        match self.u8(..8) {
            0..=2 => Pair::new(format!("{column} {sign} '{text}'"), format!("{column} {sign} {millis}")),
            3 => Pair::new(format!("{column} {sign} TIMESTAMP '{text}'"), format!("{column} {sign} {millis}")),
            4 => {
                let later = millis + 2 * DAY;
                Pair::new(
                    format!("{column} {not}BETWEEN '{text}' AND to_timestamp_millis({later})"),
                    format!("{column} {not}BETWEEN {millis} AND {later}"),
                )
            }
            5 => {
                let start = SEPTEMBER + d * DAY;
                Pair::new(
                    format!("date_trunc('day', {column}) {sign} '2024-09-{:02}'", d + 1),
                    format!("({}) {sign} {start}", trunc_day(column)),
                )
            }
            6 => {
                let day = (SEPTEMBER + ZONE) / DAY + d;
                Pair::new(
                    format!("{column}::date {sign} '2024-09-{:02}'", d + 1),
                    format!("(({column} + {ZONE}) / {DAY}) {sign} {day}"),
                )
            }
            _ => {
                let hour = self.u8(..24);
                Pair::new(
                    format!("extract(hour FROM {column}) {sign} {hour}"),
                    format!("(({column} + {ZONE}) / 3600000 % 24) {sign} {hour}"),
                )
            }
        }
    }

    /// Columns that only students have.
    fn on_the_rest(&mut self, prefix: &str) -> Pair {
        let (sign, not) = (self.one(&SIGNS), self.maybe_not());
        let serial = self.one(&SERIALS);
        let quarter = self.i32(0..96);
        match self.u8(..5) {
            0 => Pair::same(format!("{prefix}serial {sign} {serial}")),
            1 => Pair::same(format!("{prefix}serial {not}IN ({serial}, 42)")),
            2 => Pair::new(
                format!("{prefix}wakes {sign} '{:02}:{:02}:00'", quarter / 4, quarter % 4 * 15),
                format!("{prefix}wakes {sign} {}", quarter * 900_000),
            ),
            3 => {
                let column = self.one(&["tags", "address", "photo", "home", "extra", "mentor", "wakes", "serial"]);
                Pair::same(format!("{prefix}{column} IS {not}NULL"))
            }
            _ => {
                let id = self.u8(..);
                Pair::same(format!("{prefix}mentor {sign} '{id:02X}'"))
            }
        }
    }
}

/// The first millisecond of a moment's day in Beijing, in SQLite.
pub fn trunc_day(column: &str) -> String {
    format!("({column} + {ZONE}) / {DAY} * {DAY} - {ZONE}")
}
