//! Random SELECTs on the emulator, compared with the same on a plain SQLite that has tables of these names.

use rusqlite::Connection;
use rusqlite::types::Value as Stored;
use serde_json::{Value, json};
use weda_emulator::Emulator;

use super::school;
use crate::fixture::Served;

/// An expression in MySQL and in SQLite.
type Both = (String, String);

struct Generator(fastrand::Rng);

/// The same text in both.
fn same(text: impl Into<String>) -> Both {
    let text = text.into();
    (text.clone(), text)
}

fn format(both: &[&Both], mysql: &str, sqlite: &str) -> Both {
    let fill = |pattern: &str, of: fn(&Both) -> &String| {
        both.iter()
            .enumerate()
            .fold(pattern.to_owned(), |text, (index, part)| text.replace(&format!("<{index}>"), of(part)))
    };
    (fill(mysql, |both| &both.0), fill(sqlite, |both| &both.1))
}

impl Generator {
    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.0.usize(..texts.len())]
    }

    fn number(&mut self, depth: u32) -> Both {
        if depth == 0 || self.0.u8(..4) == 0 {
            return same(self.pick(&["s.age", "s.score", "t.room", "s.present", "0", "1", "2", "0.5", "7", "NULL"]));
        }
        let (a, b) = (self.number(depth - 1), self.number(depth - 1));
        match self.0.u8(..12) {
            0 => format(&[&a, &b], "(<0> + <1>)", "(<0> + <1>)"),
            1 => format(&[&a, &b], "(<0> - <1>)", "(<0> - <1>)"),
            2 => format(&[&a, &b], "(<0> * <1>)", "(<0> * <1>)"),
            3 => format(&[&a, &b], "(<0> / <1>)", "(<0> * 1.0 / <1>)"),
            4 => same(format!("(s.age % {})", self.0.u8(1..5))),
            5 => format(&[&a, &b, &self.condition(depth - 1)], "IF(<2>, <0>, <1>)", "iif(<2>, <0>, <1>)"),
            6 => format(&[&a, &b], "IFNULL(<0>, <1>)", "ifnull(<0>, <1>)"),
            7 => format(&[&a], "ABS(<0>)", "abs(<0>)"),
            8 => format(&[&self.text(depth - 1)], "CHAR_LENGTH(<0>)", "length(<0>)"),
            9 => format(
                &[&a, &b, &self.condition(depth - 1)],
                "CASE WHEN <2> THEN <0> ELSE <1> END",
                "CASE WHEN <2> THEN <0> ELSE <1> END",
            ),
            10 => same("(SELECT MAX(x.room) FROM teacher x WHERE x._id <> s.tutor)"),
            _ => format(&[&a, &b], "NULLIF(<0>, <1>)", "nullif(<0>, <1>)"),
        }
    }

    fn text(&mut self, depth: u32) -> Both {
        if depth == 0 || self.0.u8(..3) == 0 {
            return same(self.pick(&["s.name", "t.name", "s.note", "'a'", "'B'", "'ab'", "''"]));
        }
        let (a, b) = (self.text(depth - 1), self.text(depth - 1));
        match self.0.u8(..7) {
            0 => format(&[&a, &b], "CONCAT(<0>, <1>)", "(<0> || <1>)"),
            1 => format(&[&a], "LOWER(<0>)", "lower(<0>)"),
            2 => format(&[&a], "SUBSTRING(<0>, 2, 1)", "substr(<0>, 2, 1)"),
            3 => format(&[&a, &b], "COALESCE(<0>, <1>)", "coalesce(<0>, <1>)"),
            4 => format(&[&a], "REPLACE(<0>, 'a', 'b')", "replace(<0>, 'a', 'b')"),
            5 => format(&[&a, &b, &self.condition(depth - 1)], "IF(<2>, <0>, <1>)", "iif(<2>, <0>, <1>)"),
            _ => format(&[&a], "TRIM(<0>)", "trim(<0>)"),
        }
    }

    fn condition(&mut self, depth: u32) -> Both {
        if depth > 0 && self.0.bool() {
            let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
            return match self.0.u8(..4) {
                0 => format(&[&a, &b], "(<0> AND <1>)", "(<0> AND <1>)"),
                1 => format(&[&a, &b], "(<0> OR <1>)", "(<0> OR <1>)"),
                2 => format(&[&a], "(NOT <0>)", "(NOT <0>)"),
                _ => format(&[&a], "(<0> IS NOT TRUE)", "(<0> IS NOT TRUE)"),
            };
        }
        let depth = depth.saturating_sub(1);
        let sign = self.pick(&["=", "<>", "<", "<=", ">", ">="]);
        let (a, b, c) = (self.number(depth), self.number(depth), self.number(depth));
        let (x, y, z) = (self.text(depth), self.text(depth), self.text(depth));
        match self.0.u8(..12) {
            0 | 1 => format(&[&a, &b], &format!("(<0> {sign} <1>)"), &format!("(<0> {sign} <1>)")),
            2 | 3 => format(&[&x, &y], &format!("(<0> {sign} <1>)"), &format!("((<0>) COLLATE NOCASE {sign} <1>)")),
            4 => format(&[&a, &b, &c], "(<0> BETWEEN <1> AND <2>)", "(<0> BETWEEN <1> AND <2>)"),
            5 => format(&[&a, &b, &c], "(<0> NOT IN (<1>, <2>))", "(<0> NOT IN (<1>, <2>))"),
            6 => format(&[&x, &y, &z], "(<0> IN (<1>, <2>))", "((<0>) COLLATE NOCASE IN (<1>, <2>))"),
            7 => format(&[&x], "(<0> LIKE 'a%')", "(<0> LIKE 'a%')"),
            8 => format(&[&a], "(<0> IS NULL)", "(<0> IS NULL)"),
            9 => format(&[&a, &b], "(<0> <=> <1>)", "(<0> IS <1>)"),
            10 => same("(EXISTS (SELECT 1 FROM student y WHERE y.tutor = t._id AND y.age > s.age))"),
            _ => same("(s.tutor IN (SELECT x._id FROM teacher x WHERE x.room > 1))"),
        }
    }

    fn from(&mut self) -> &'static str {
        let joins = [
            "FROM student s JOIN teacher t ON s.tutor = t._id",
            "FROM student s LEFT JOIN teacher t ON s.tutor = t._id AND t.room > 1",
            "FROM student s RIGHT JOIN teacher t ON s.tutor = t._id",
            "FROM student s, teacher t",
            "FROM (SELECT * FROM student WHERE age > 1) AS s CROSS JOIN teacher t",
        ];
        joins[self.0.usize(..joins.len())]
    }

    fn query(&mut self) -> Both {
        let (from, condition) = (self.from(), self.condition(3));
        match self.0.u8(..5) {
            0 | 1 => {
                let (a, b) = (self.number(2), self.text(2));
                let pattern = format!("SELECT s._id AS i, t._id AS j, <0> AS a, <1> AS b {from} WHERE <2>");
                let page = if self.0.bool() { " ORDER BY i, j LIMIT 3 OFFSET 1" } else { "" };
                format(&[&a, &b, &condition], &(pattern.clone() + page), &(pattern + page))
            }
            2 => {
                let group = same(self.pick(&["s.age", "s.present", "s.name", "t.room"]));
                let (a, b, c) = (self.number(1), self.text(1), self.number(1));
                let having = self.pick(&["COUNT(*) > 1", "MAX(s.score) >= 1", "n < 3"]);
                let pattern = |text: &str| {
                    format!(
                        "SELECT <0> AS g, COUNT(*) AS n, SUM(<1>) AS s, AVG(<3>) AS v, MIN({text}) AS m, COUNT(DISTINCT {text}) AS d \
                         {from} WHERE <4> GROUP BY <0> HAVING {having}"
                    )
                };
                format(&[&group, &a, &b, &c, &condition], &pattern("<2>"), &pattern("(<2>) COLLATE NOCASE"))
            }
            3 => {
                let (a, other) = (self.number(2), self.condition(2));
                let pattern =
                    format!("SELECT DISTINCT <0> AS a {from} WHERE <1> UNION SELECT s.age AS a {from} WHERE <2>");
                format(&[&a, &condition, &other], &pattern, &pattern)
            }
            _ => {
                let (a, b) = (self.number(2), self.text(2));
                let pattern = |text: &str| {
                    format!("SELECT COUNT(<0>) AS a, MAX(<0>) AS b, MAX({text}) AS c, SUM(<0>) AS d {from} WHERE <2>")
                };
                format(&[&a, &b, &condition], &pattern("<1>"), &pattern("(<1>) COLLATE NOCASE"))
            }
        }
    }

    fn records(&mut self) -> (Vec<Value>, Vec<Value>) {
        let names = ["a", "A", "ab", "B", "b", " c", ""];
        let maybe = |rng: &mut fastrand::Rng, value: Value| if rng.u8(..5) == 0 { Value::Null } else { value };
        let teachers = ["T1", "T2", "T3"]
            .map(|id| json!({ "_id": id, "name": self.pick(&names), "room": maybe(&mut self.0, json!(id.len())) }));
        let rooms = [1, 2, 3].map(|room| maybe(&mut self.0, json!(room)));
        let teachers: Vec<Value> = teachers
            .into_iter()
            .zip(rooms)
            .map(|(mut teacher, room)| {
                teacher["room"] = room;
                teacher
            })
            .collect();
        let students = (0..8).map(|n| {
            let (age, half, present) = (self.0.i64(0..4), self.0.i64(-2..4), self.0.bool());
            let (name, note, tutor) = (self.pick(&names), self.pick(&names), self.pick(&["T1", "T2", "T4"]));
            let rng = &mut self.0;
            json!({
                "_id": format!("S{n}"), "name": name, "age": maybe(rng, json!(age)), "score": maybe(rng, json!(half as f64 / 2.0)),
                "present": maybe(rng, json!(present)), "note": maybe(rng, json!(note)), "tutor": maybe(rng, json!(tutor))
            })
        });
        (students.collect(), teachers)
    }
}

fn stored(value: &Value) -> Stored {
    match value {
        Value::Bool(flag) => Stored::Integer((*flag).into()),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| Stored::Real(number.as_f64().unwrap()), Stored::Integer)
        }
        Value::String(text) => Stored::Text(text.clone()),
        _ => Stored::Null,
    }
}

fn plain(students: &[Value], teachers: &[Value]) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE student (_id TEXT, name TEXT COLLATE NOCASE, age, score, present, note TEXT COLLATE NOCASE, tutor TEXT);
             CREATE TABLE teacher (_id TEXT, name TEXT COLLATE NOCASE, room);",
        )
        .unwrap();
    for student in students {
        let values = ["_id", "name", "age", "score", "present", "note", "tutor"].map(|key| stored(&student[key]));
        connection.execute("INSERT INTO student VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", values).unwrap();
    }
    for teacher in teachers {
        let values = ["_id", "name", "room"].map(|key| stored(&teacher[key]));
        connection.execute("INSERT INTO teacher VALUES (?1, ?2, ?3)", values).unwrap();
    }
    connection
}

/// Rows in a form that compares: sorted, texts in lower case, numbers as rounded texts.
fn comparable(rows: Vec<Vec<Stored>>) -> Vec<Vec<String>> {
    let cell = |value: Stored| match value {
        Stored::Integer(whole) => format!("{:.6}", whole as f64),
        Stored::Real(double) => format!("{:.6}", double + 0.0).replace("-0.000000", "0.000000"),
        Stored::Text(text) => format!("'{}'", text.to_lowercase()),
        _ => "null".to_owned(),
    };
    let mut rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
    rows.sort();
    rows
}

#[test]
fn random_selects() {
    let (mut compared, mut filled) = (0, 0);
    for seed in 0..6 {
        let mut generator = Generator(fastrand::Rng::with_seed(seed));
        let (students, teachers) = generator.records();
        let plain = plain(&students, &teachers);
        let served = Served::of(Emulator::builder().definitions(school()).start().unwrap());
        served.emulator.load("prod/student", students).unwrap();
        served.emulator.load("prod/teacher", teachers).unwrap();
        for _ in 0..150 {
            let (mysql, sqlite) = generator.query();
            let mut statement = plain.prepare(&sqlite).unwrap_or_else(|error| panic!("{error}: {sqlite}"));
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let rows = statement.query_map([], |row| (0..names.len()).map(|index| row.get(index)).collect());
            let expected: Vec<Vec<Stored>> =
                rows.unwrap().collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}: {sqlite}"));
            let body = json!({ "sqlTemplate": mysql }).to_string();
            let answer = served.call("POST", "/v1/model/plugin/prod/mysqlCommand", &body);
            let json = answer.json();
            let list = json["data"]["executeResultList"].as_array().unwrap_or_else(|| panic!("{mysql}: {answer:?}"));
            let found = list.iter().map(|row| names.iter().map(|name| stored(&row[name])).collect()).collect();
            filled += usize::from(!expected.is_empty());
            assert_eq!(comparable(found), comparable(expected), "seed {seed}\n{mysql}\n{sqlite}");
            compared += 1;
        }
    }
    assert!(compared == 900 && filled > 450, "{filled} of {compared} have rows");
}
