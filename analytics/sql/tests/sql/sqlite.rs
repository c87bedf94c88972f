//! The records in SQLite, loaded without any of our code for reading them.

use rusqlite::Connection;
use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::Value;

use crate::cells::{Cell, Rows};
use crate::records::{DAY, Data, SUMMER_DAY, ZONE};

/// The columns of a model that are dates.
const DAYS: [&str; 3] = ["opened", "admittedAt", "day"];

/// The columns of the tables, in the order of the definitions.
const COLUMNS: [(&str, &str); 3] = [
    ("class", "_id createdAt updatedAt name room capacity opened isOpen"),
    (
        "student",
        "_id createdAt updatedAt name nick score credits serial boarding admittedAt wakes grade 籍贯 note tags address photo \
         home extra class mentor",
    ),
    ("exam", "_id createdAt updatedAt subject points takenAt day passed student class"),
];

/// Days are numbers of days, points in time and times of day are milliseconds, booleans are 0 and 1.
pub fn load(data: &Data) -> Connection {
    let db = Connection::open_in_memory().expect("SQLite in memory");
    db.execute_batch("PRAGMA case_sensitive_like = ON").expect("a pragma");
    for (model, columns) in COLUMNS {
        let columns: Vec<&str> = columns.split_whitespace().collect();
        let quoted: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        db.execute_batch(&format!("CREATE TABLE \"{model}\" ({})", quoted.join(","))).expect("a table");
        let marks = vec!["?"; columns.len()].join(",");
        let mut insert = db.prepare(&format!("INSERT INTO \"{model}\" VALUES ({marks})")).expect("an insert");
        for record in data.of(model) {
            let values = columns.iter().map(|column| stored(column, record.get(*column).unwrap_or(&Value::Null)));
            insert.execute(rusqlite::params_from_iter(values)).expect("a row");
        }
    }
    db
}

fn stored(column: &str, value: &Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Bool(flag) => i64::from(*flag).into(),
        Value::Number(millis) if DAYS.contains(&column) => {
            let millis = millis.as_i64().expect("whole milliseconds");
            match millis == i64::from(SUMMER_DAY) * DAY - ZONE - 3_600_000 {
                true => i64::from(SUMMER_DAY),
                false => (millis + ZONE).div_euclid(DAY),
            }
            .into()
        }
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().expect("a number").into(),
        },
        Value::String(text) => text.clone().into(),
        Value::Object(object) if column == "mentor" => object["_id"].as_str().expect("an id").to_owned().into(),
        other => other.to_string().into(),
    }
}

/// The rows of a query.
pub fn rows(db: &Connection, sql: &str) -> Rows {
    let mut statement = db.prepare(sql).unwrap_or_else(|error| panic!("SQLite: {error}: {sql}"));
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap_or_else(|error| panic!("SQLite: {error}: {sql}"));
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("SQLite: {error}: {sql}")) {
        let cell = |at| match row.get_ref(at).expect("a column") {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(whole) => Cell::whole(whole),
            ValueRef::Real(number) => Cell::number(number),
            ValueRef::Text(text) => Cell::Text(String::from_utf8(text.to_vec()).expect("UTF-8")),
            ValueRef::Blob(_) => panic!("a blob: {sql}"),
        };
        all.push((0..columns).map(cell).collect());
    }
    all
}
