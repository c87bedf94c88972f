//! What became of each row: counts, lines for scripts, and a file of those that were not stored.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::failure::{Failure, Trouble};
use crate::output;
use crate::progress::grouped;
use crate::say::say;

/// Reasons that are said where no file takes them.
const SAID: u64 = 20;

/// Tells what became of rows.
pub(super) struct Report {
    as_json: bool,
    /// Nobody reads the lines any more.
    is_alone: bool,
    /// Where rows go that are not stored; none where there is no name for a file.
    path: Option<PathBuf>,
    file: Option<File>,
    /// Rejected in this run.
    rejected: u64,
}

impl Report {
    pub fn new(as_json: bool, path: Option<PathBuf>) -> Self {
        Self { as_json, is_alone: false, path, file: None, rejected: 0 }
    }

    /// Rows of an import that goes on are added to the file; one that begins finds none.
    ///
    /// # Errors
    /// There is a file of that name, which may be somebody's.
    pub fn begin(&self, goes_on: bool) -> Result<(), Failure> {
        match &self.path {
            Some(path) if !goes_on && path.exists() => Err(Trouble::RejectsThere { path: path.clone() }.into()),
            _ => Ok(()),
        }
    }

    /// A row that is stored.
    pub fn created(&mut self, row: u64, id: &str) -> Result<(), Failure> {
        self.tell(&json!({ "row": row, "outcome": "created", "id": id }))
    }

    /// A row that is not stored, and will not be.
    pub fn rejected(&mut self, row: u64, text: &str, reason: &str) -> Result<(), Failure> {
        self.rejected += 1;
        self.told(row, "rejected", reason)?;
        let Some(path) = &self.path else {
            match self.rejected {
                1..=SAID => say(format!("warning: row {row}: {reason}")),
                row if row == SAID + 1 => say("warning: and further rows; `--rejects` writes all of them into a file"),
                _ => {}
            }
            return Ok(());
        };
        let fail = |error| Trouble::Unwritable { path: path.clone(), error };
        // Made when there is something to write.
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(OpenOptions::new().create(true).append(true).open(path).map_err(fail)?),
        };
        let record = serde_json::from_str::<&RawValue>(text);
        let record = record.ok().filter(|record| !record.get().contains(['\n', '\r']));
        // What is no JSON is a text that holds it.
        let line = match record {
            Some(record) => format!(r#"{{"row":{row},"reason":{},"record":{}}}"#, Value::from(reason), record.get()),
            None => json!({ "row": row, "reason": reason, "record": text }).to_string(),
        };
        writeln!(file, "{line}").map_err(fail)?;
        Ok(())
    }

    /// A row of which nobody knows whether it is stored.
    pub fn doubtful(&mut self, row: u64, reason: &str) -> Result<(), Failure> {
        self.told(row, "in-doubt", reason)
    }

    /// A row that is not stored, and may be when the import goes on.
    pub fn open(&mut self, row: u64, reason: &str) -> Result<(), Failure> {
        self.told(row, "not-sent", reason)
    }

    fn told(&mut self, row: u64, outcome: &str, reason: &str) -> Result<(), Failure> {
        self.tell(&json!({ "row": row, "outcome": outcome, "reason": reason }))
    }

    /// A line for scripts. One that has gone is no reason to leave an import half done.
    fn tell(&mut self, line: &Value) -> Result<(), Failure> {
        if !self.as_json || self.is_alone {
            return Ok(());
        }
        match output::print_json(line) {
            Err(Failure::ReaderGone) => {
                self.is_alone = true;
                Ok(())
            }
            done => done,
        }
    }

    /// The counts, of all runs of the import.
    pub fn end(&mut self, model: &str, created: u64, rejected: u64, time: &str) -> Result<(), Failure> {
        let rejects = self.path.as_ref().filter(|path| rejected > 0 && path.exists());
        if self.as_json {
            let rejects = rejects.map(|path| path.display().to_string());
            let summary = json!({ "model": model, "created": created, "rejected": rejected, "rejects": rejects });
            return self.tell(&json!({ "summary": summary }));
        }
        let place = rejects.map_or_else(String::new, |path| format!(" (in {}, with the reasons)", path.display()));
        let rejected = match rejected {
            0 => String::new(),
            rejected => format!(", {} rejected{place}", grouped(rejected)),
        };
        say(format!("{model}: {} records created{rejected}, in {time}", grouped(created)));
        Ok(())
    }
}
