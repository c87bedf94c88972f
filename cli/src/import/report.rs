//! What became of each row: counts, lines for scripts, and a file of those that were not stored.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::checkpoint::State;
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
    /// Bytes of it.
    written: u64,
    /// Rejected in this run.
    rejected: u64,
}

impl Report {
    /// The file is opened before anything is sent: where it cannot be, nothing is begun. An import that goes on adds to it,
    /// behind the first `keep` bytes where that is said; one that begins finds none, or an empty one.
    ///
    /// # Errors
    /// There is a file of that name, which may be somebody's, or it cannot be written.
    pub fn begin(as_json: bool, path: Option<PathBuf>, goes_on: bool, keep: Option<u64>) -> Result<Self, Failure> {
        let mut report = Self { as_json, is_alone: false, path, file: None, written: 0, rejected: 0 };
        let Some(path) = &report.path else { return Ok(report) };
        let fail = |error| Trouble::Unwritable { path: path.clone(), error };
        if !goes_on && std::fs::metadata(path).is_ok_and(|about| about.len() > 0) {
            return Err(Trouble::RejectsThere { path: path.clone() }.into());
        }
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(fail)?;
        report.written = file.metadata().map_err(fail)?.len();
        if let Some(keep) = keep.filter(|keep| *keep < report.written) {
            file.set_len(keep).map_err(fail)?;
            report.written = keep;
        }
        report.file = Some(file);
        Ok(report)
    }

    /// How long the file of rejected rows is.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// A row that is stored.
    pub fn created(&mut self, row: u64, id: &str) -> Result<(), Failure> {
        self.tell(&json!({ "row": row, "outcome": "created", "id": id }))
    }

    /// A row that is not stored, and will not be.
    pub fn rejected(&mut self, row: u64, text: &str, reason: &str) -> Result<(), Failure> {
        self.rejected += 1;
        self.told(row, "rejected", reason)?;
        let (Some(path), Some(file)) = (&self.path, &mut self.file) else {
            match self.rejected {
                1..=SAID => say(format!("warning: row {row}: {reason}")),
                row if row == SAID + 1 => say("warning: and further rows; `--rejects` writes all of them into a file"),
                _ => {}
            }
            return Ok(());
        };
        let record = serde_json::from_str::<&RawValue>(text);
        let record = record.ok().filter(|record| !record.get().contains(['\n', '\r']));
        // What is no JSON is a text that holds it.
        let line = match record {
            Some(record) => format!(r#"{{"row":{row},"reason":{},"record":{}}}"#, Value::from(reason), record.get()),
            None => json!({ "row": row, "reason": reason, "record": text }).to_string(),
        };
        let line = line + "\n";
        if let Err(error) = file.write_all(line.as_bytes()) {
            // Half a line would spoil the next one.
            let _ = file.set_len(self.written);
            return Err(Trouble::Unwritable { path: path.clone(), error }.into());
        }
        self.written += line.len() as u64;
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
    pub fn end(&mut self, model: &str, state: &State, time: &str) -> Result<(), Failure> {
        let State { created, assumed, rejected, .. } = *state;
        let rejects = self.path.as_ref().filter(|_| rejected > 0 && self.written > 0);
        if self.as_json {
            let rejects = rejects.map(|path| path.display().to_string());
            let mut summary = json!({ "model": model, "created": created, "assumed": assumed, "rejected": rejected });
            summary["rejects"] = json!(rejects);
            return self.tell(&json!({ "summary": summary }));
        }
        let place = rejects.map_or_else(String::new, |path| format!(" (in {}, with the reasons)", path.display()));
        let mut said = format!("{model}: {} records created", grouped(created));
        if assumed > 0 {
            said.push_str(&format!(", {} taken to be there", grouped(assumed)));
        }
        if rejected > 0 {
            said.push_str(&format!(", {} rejected{place}", grouped(rejected)));
        }
        say(format!("{said}, in {time}"));
        Ok(())
    }
}

impl Drop for Report {
    /// A file in which nothing came to stand is not left behind.
    fn drop(&mut self) {
        if let (Some(path), Some(_), 0) = (&self.path, self.file.take(), self.written) {
            let _ = std::fs::remove_file(path);
        }
    }
}
