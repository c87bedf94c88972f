//! SQL for tools.

use serde_json::Value;

use super::refusal::from_read;
use super::{Emulator, ReadStop, Refusal};
use crate::face;
use crate::stage::Stage;

/// The rows of a SELECT.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SqlRows {
    /// The names of the columns. Several may have the same.
    pub columns: Vec<String>,
    /// The model and the field of each column that is one, and not an expression.
    pub fields: Vec<Option<(String, String)>>,
    /// The values of each row, in the order of the columns: numbers, texts and null.
    pub rows: Vec<Vec<Value>>,
    /// True if there are more rows.
    pub is_cut: bool,
}

impl Emulator {
    /// Runs a SELECT of MySQL on the models of a stage, which have their identifiers as names, and returns at most
    /// `max_rows` rows and 8 MiB. It is translated as by `mysqlCommand`, which names tables otherwise.
    ///
    /// It reads a copy of the records in memory, so that nothing can be changed, and other calls wait only while the records
    /// are copied. One statement runs at a time, of at most 256 MiB of records; the next one waits. It is aborted ten seconds
    /// after it was sent.
    ///
    /// ```
    /// use serde_json::json;
    /// use weda_emulator::{Definition, Emulator, ReadStop};
    ///
    /// let text = r#"{ "properties": { "course": { "type": "string" }, "score": { "type": "number" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("exam", "exam.json", text)?).start()?;
    /// emulator.load("exam", [json!({ "course": "语文", "score": 61 }), json!({ "course": "语文", "score": 88 })])?;
    ///
    /// let text = "SELECT course, avg(score) AS 平均 FROM exam GROUP BY course";
    /// let rows = emulator.sql("pre", text, 100, &ReadStop::new())?;
    /// assert_eq!((rows.columns, rows.rows), (vec!["course".to_owned(), "平均".to_owned()], vec![vec![json!("语文"), json!(74.5)]]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error, with its place in the statement, if the statement is not one SELECT, or names what does not
    /// exist, and an error if it takes too long or is stopped.
    pub fn sql(&self, stage: &str, text: &str, max_rows: usize, stop: &ReadStop) -> Result<SqlRows, Refusal> {
        let stage = Stage::named(stage).ok_or_else(|| Refusal::stage(stage))?;
        self.service.apply_due_changes(self.service.clock.now());
        let read = face::read_rows(&self.service, stage, text, max_rows, &stop.0);
        let read = read.map_err(|error| from_read(error, text))?;
        Ok(SqlRows { columns: read.columns, fields: read.fields, rows: read.rows, is_cut: read.is_cut })
    }
}
