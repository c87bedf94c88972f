//! The same records in SQLite, and rows as text.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;

use super::world::World;

/// Rows as texts of their cells. Numbers of either side that are equal have the same text.
pub type Rows = Vec<Vec<String>>;

const STUDENT: [&str; 9] = ["_id", "name", "course", "score", "credits", "boarding", "grade", "note", "class"];
const CLASS: [&str; 3] = ["_id", "name", "room"];

/// Returns the records in SQLite.
pub fn sqlite(world: &World) -> Connection {
    let database = Connection::open_in_memory().expect("a database in memory");
    database.execute_batch("PRAGMA case_sensitive_like = ON").expect("a pragma of SQLite");
    fill(&database, "student", &STUDENT, &world.students);
    fill(&database, "class", &CLASS, &world.classes);
    database
}

fn fill(database: &Connection, table: &str, columns: &[&str], records: &[Value]) {
    database.execute_batch(&format!("CREATE TABLE {table} ({})", columns.join(","))).expect("a new table");
    let marks = vec!["?"; columns.len()].join(",");
    let mut insert = database.prepare(&format!("INSERT INTO {table} VALUES ({marks})")).expect("the table exists");
    for record in records {
        let cells = columns.iter().map(|column| match &record[column] {
            Value::Null => Cell::Null,
            Value::Bool(flag) => i64::from(*flag).into(),
            Value::Number(number) => {
                number.as_i64().map_or_else(|| number.as_f64().expect("a number").into(), Into::into)
            }
            Value::String(text) => text.clone().into(),
            other => panic!("{other} is in no record of the tests"),
        });
        insert.execute(params_from_iter(cells)).expect("as many cells as columns");
    }
}

/// Returns the rows of SQLite.
pub fn rows_of_sqlite(database: &Connection, sql: &str) -> Rows {
    let mut statement = database.prepare(sql).expect(sql);
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..width)
            .map(|at| {
                Ok(match row.get_ref(at)? {
                    ValueRef::Null => "null".to_owned(),
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Real(number) => real(number),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    ValueRef::Blob(_) => panic!("no column holds bytes"),
                })
            })
            .collect()
    });
    rows.expect(sql).collect::<Result<_, _>>().expect(sql)
}

/// Returns the rows of DataFusion.
pub fn rows_of_batches(batches: &[RecordBatch]) -> Rows {
    batches.iter().flat_map(rows_of_batch).collect()
}

fn rows_of_batch(batch: &RecordBatch) -> Rows {
    let options = FormatOptions::new().with_null("null");
    let columns =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).expect("values have a text"));
    let columns: Vec<_> = columns.collect();
    let cell = |text: String| match text.as_str() {
        "true" => "1".to_owned(),
        "false" => "0".to_owned(),
        // A number with a fraction, or one that is whole and yet not an integer.
        number if number.contains('.') => number.parse().map_or(text.clone(), real),
        _ => text,
    };
    (0..batch.num_rows())
        .map(|row| columns.iter().map(|column| cell(column.value(row).to_string())).collect())
        .collect()
}

/// Sums of the same numbers in another order differ in their last digits.
fn real(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.6}") }
}
