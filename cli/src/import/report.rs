//! Outcomes of rows: counts, JSON lines, and the file of rejected rows.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::rejects::{FileMark, Rejects};
use weda_definition::Printable;

use crate::failure::Failure;
use crate::output;
use crate::progress::grouped;
use crate::records::RawRow;
use crate::stderr::print_message;

/// Numbers of rows by outcome, over all runs of the import.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    pub created_now: u64,
    pub created_before: u64,
    pub already_there: u64,
    /// Rows that are stored according to the user.
    pub assumed: u64,
    pub rejected: u64,
}

/// Reports the outcomes of rows.
pub(super) struct Report {
    pub counts: Counts,
    model: String,
    as_json: bool,
    /// Stdout is closed.
    is_stdout_closed: bool,
    rejects: Rejects,
}

impl Report {
    pub fn new(model: &str, as_json: bool, rejects: Rejects, counts: Counts) -> Self {
        Self { counts, model: model.to_owned(), as_json, is_stdout_closed: false, rejects }
    }

    /// Number of rows with a final outcome.
    pub fn done(&self) -> u64 {
        let Counts { created_now, created_before, already_there, assumed, rejected, .. } = self.counts;
        created_now + created_before + already_there + assumed + rejected
    }

    pub fn created_now(&self) -> u64 {
        self.counts.created_now
    }

    /// The file of rejected rows.
    pub fn rejects_path(&self) -> &Path {
        self.rejects.path()
    }

    /// See [`Rejects::publish`].
    pub fn publish_rejects(&mut self) -> Result<(), Failure> {
        self.rejects.publish()
    }

    /// Length and hash of the file of rejected rows.
    pub fn rejects(&self) -> FileMark {
        self.rejects.mark()
    }

    /// # Errors
    /// This and the following methods return an error if stdout cannot be written.
    pub fn created(&mut self, row: u64, id: &str) -> Result<(), Failure> {
        self.counts.created_now += 1;
        self.print_line(|| json!({ "row": row, "outcome": "created", "id": id }))
    }

    pub fn already_there(&mut self, row: u64, id: &str) -> Result<(), Failure> {
        self.counts.already_there += 1;
        self.print_line(|| json!({ "row": row, "outcome": "already-there", "id": id }))
    }

    pub fn assumed(&mut self, row: u64) -> Result<(), Failure> {
        self.counts.assumed += 1;
        self.print_line(|| json!({ "row": row, "outcome": "assumed" }))
    }

    pub fn rejected(&mut self, row: u64, raw: &RawRow, reason: &str) -> Result<(), Failure> {
        // Counted after it is written: if that fails, the next run retries it.
        self.rejects.write(row, raw, reason)?;
        self.counts.rejected += 1;
        self.print_outcome(row, "rejected", reason)
    }

    pub fn in_doubt(&mut self, row: u64, reason: &str) -> Result<(), Failure> {
        self.print_outcome(row, "in-doubt", reason)
    }

    pub fn not_sent(&mut self, row: u64, reason: &str) -> Result<(), Failure> {
        self.print_outcome(row, "not-sent", reason)
    }

    fn print_outcome(&mut self, row: u64, outcome: &str, reason: &str) -> Result<(), Failure> {
        self.print_line(|| json!({ "row": row, "outcome": outcome, "reason": reason }))
    }

    /// Prints a JSON line. The import continues if stdout is closed.
    fn print_line(&mut self, line: impl FnOnce() -> Value) -> Result<(), Failure> {
        if !self.as_json || self.is_stdout_closed {
            return Ok(());
        }
        match output::print_json(&line()) {
            Err(Failure::StdoutClosed) => {
                self.is_stdout_closed = true;
                Ok(())
            }
            done => done,
        }
    }

    /// Prints the counts of all runs.
    ///
    /// # Errors
    /// Returns an error if stdout cannot be written.
    pub fn summary(
        &mut self,
        in_doubt: u64,
        not_sent: u64,
        left_out: &BTreeMap<String, u64>,
        time: &str,
    ) -> Result<(), Failure> {
        let counts = self.counts.clone();
        let rejects = (counts.rejected > 0).then(|| self.rejects.path().display().to_string());
        if self.as_json {
            let summary = json!({
                "model": self.model, "created": counts.created_now, "created_before": counts.created_before,
                "already_there": counts.already_there, "assumed": counts.assumed, "rejected": counts.rejected,
                "in_doubt": in_doubt, "not_sent": not_sent, "left_out": left_out, "rejects": rejects,
            });
            return self.print_line(|| json!({ "summary": summary }));
        }
        print_left_out(left_out);
        let place = rejects.map_or_else(String::new, |path| format!(" (in {}, with the reasons)", Printable(path)));
        let mut parts = match counts.created_before {
            0 => vec![format!("{} records created", grouped(counts.created_now))],
            before => vec![format!("{} records created now, {} before", grouped(counts.created_now), grouped(before))],
        };
        let mut part = |count: u64, what: &str| {
            if count > 0 {
                parts.push(format!("{} {what}", grouped(count)));
            }
        };
        part(counts.already_there, "already stored");
        part(counts.assumed, "assumed to be stored");
        part(counts.rejected, &format!("rejected{place}"));
        part(in_doubt, "in doubt");
        part(not_sent, "read but not sent");
        print_message(format!("{}: {}, in {time}", Printable(&self.model), parts.join(", ")));
        Ok(())
    }
}

/// Prints which values are not sent.
pub(super) fn print_left_out(left_out: &BTreeMap<String, u64>) {
    if left_out.is_empty() {
        return;
    }
    let field = |(field, rows): (&String, &u64)| {
        let unit = if *rows == 1 { "row" } else { "rows" };
        format!("`{}` in {} {unit}", weda_definition::printable(field), grouped(*rows))
    };
    let fields: Vec<String> = left_out.iter().map(field).collect();
    print_message(format!("note: values left out, since the service sets them: {}", fields.join(", ")));
}
