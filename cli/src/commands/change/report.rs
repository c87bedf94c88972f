//! Outcomes of records: JSON lines, the first warnings, and counts.

use serde_json::{Value, json};
use weda::Error;
use weda_definition::printable;

use crate::exit::Exit;
use crate::failure::{self, Failure};
use crate::output;
use crate::progress::grouped;
use crate::stderr::print_message;

/// Maximum number of warnings on stderr; `--json` has all reasons.
const MAX_WARNINGS: u64 = 20;

/// The outcomes so far.
pub(super) struct Report {
    model: String,
    /// `updated`, `deleted`
    done_word: &'static str,
    as_json: bool,
    /// Stdout is closed. The work is completed nevertheless.
    is_stdout_closed: bool,
    done: u64,
    not_found: u64,
    failed: u64,
    in_doubt: u64,
    not_sent: u64,
    /// The exit code of the first error.
    exit: Option<Exit>,
    is_stopped: bool,
    /// Message and hint of the error that would fail every record.
    cause: Option<(String, String)>,
}

impl Report {
    pub fn new(model: &str, done_word: &'static str, as_json: bool) -> Self {
        Self {
            model: printable(model).into_owned(),
            done_word,
            as_json,
            is_stdout_closed: false,
            done: 0,
            not_found: 0,
            failed: 0,
            in_doubt: 0,
            not_sent: 0,
            exit: None,
            is_stopped: false,
            cause: None,
        }
    }

    /// Number of records with an outcome.
    pub fn reported(&self) -> u64 {
        self.done + self.not_found + self.failed + self.in_doubt + self.not_sent
    }

    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    pub fn done(&mut self, id: &str) -> Result<(), Failure> {
        self.done += 1;
        self.print_line(&json!({ "id": id, "outcome": self.done_word }))
    }

    pub fn not_found(&mut self, id: &str) -> Result<(), Failure> {
        self.not_found += 1;
        self.warn(id, "not-found", "the record does not exist")
    }

    pub fn failed(&mut self, id: &str, error: &Error) -> Result<(), Failure> {
        self.failed += 1;
        self.exit.get_or_insert(Exit::of_value(error));
        self.warn(id, "failed", &failure::reason(error))
    }

    pub fn in_doubt(&mut self, id: &str, error: &Error) -> Result<(), Failure> {
        self.in_doubt += 1;
        self.exit.get_or_insert(Exit::of_value(error));
        self.warn(id, "in-doubt", &failure::reason(error))
    }

    pub fn not_sent(&mut self, id: &str, reason: &str) -> Result<(), Failure> {
        self.not_sent += 1;
        // All of them have the same cause, which is printed at the end.
        self.print_line(&json!({ "id": id, "outcome": "not-sent", "reason": reason }))
    }

    /// Stops the work because of a failure that would affect every record.
    pub fn stopped(&mut self, failure: &Failure) {
        self.is_stopped = true;
        self.exit.get_or_insert(failure.exit());
        let text = failure.to_string();
        let line = |word: &str| text.lines().find_map(|line| line.strip_prefix(word)).unwrap_or_default().to_owned();
        self.cause.get_or_insert((line("error: "), line("hint: ")));
    }

    pub fn interrupted(&mut self) {
        self.exit = Some(Exit::Interrupted);
        self.cause = Some((String::from("interrupted"), "repeat the command for the rest".to_owned()));
    }

    fn warn(&mut self, id: &str, outcome: &str, reason: &str) -> Result<(), Failure> {
        match self.reported() - self.done - self.not_sent {
            1..=MAX_WARNINGS => print_message(format!("warning: {}: {reason}", printable(id))),
            count if count == MAX_WARNINGS + 1 => {
                print_message("warning: further warnings are omitted; `--json` has all of them")
            }
            _ => {}
        }
        self.print_line(&json!({ "id": id, "outcome": outcome, "reason": reason }))
    }

    fn print_line(&mut self, line: &Value) -> Result<(), Failure> {
        if !self.as_json || self.is_stdout_closed {
            return Ok(());
        }
        match output::print_json(line) {
            Err(Failure::StdoutClosed) => {
                self.is_stdout_closed = true;
                Ok(())
            }
            done => done,
        }
    }

    /// Prints the counts.
    ///
    /// # Errors
    /// Returns an error if not all records were written to.
    pub fn end(mut self) -> Result<Exit, Failure> {
        let counts = [
            (self.done, self.done_word),
            (self.not_found, "not found"),
            (self.failed, "failed"),
            (self.in_doubt, "in doubt"),
            (self.not_sent, "not sent"),
        ];
        if self.as_json {
            let mut summary = json!({ "model": self.model });
            for (count, word) in counts {
                summary[word.replace(' ', "_")] = json!(count);
            }
            self.print_line(&json!({ "summary": summary }))?;
        }
        let parts: Vec<String> = (counts.iter().enumerate())
            .filter(|(at, (count, _))| *at == 0 || *count > 0)
            .map(|(_, (count, word))| format!("{} {word}", grouped(*count)))
            .collect();
        let said = format!("{}: {}", self.model, parts.join(", "));
        let exit = match self.exit {
            None if self.not_found == 0 => {
                print_message(said);
                return Ok(Exit::Done);
            }
            None => Exit::NotFound,
            Some(exit) => exit,
        };
        let (what, hint) = match self.cause {
            Some((cause, hint)) => (format!("{said}; {cause}"), hint),
            None if self.in_doubt > 0 => {
                (said, "repeat the command: a repeated change or deletion has no further effect".to_owned())
            }
            None if self.failed > 0 => (said, "correct the errors above, and repeat the command".to_owned()),
            None => (said, format!("`weda query {}` lists the records with their ids", self.model)),
        };
        Err(Failure::Partial { what, hint, exit })
    }

    /// Prints the counts of a dry run.
    ///
    /// # Errors
    /// Returns an error if some of the records do not exist.
    pub fn end_of_dry_run(mut self, count: u64) -> Result<Exit, Failure> {
        if self.as_json {
            let word = format!("would_be_{}", self.done_word);
            let mut summary = json!({ "model": self.model, "not_found": self.not_found });
            summary[word] = json!(count);
            self.print_line(&json!({ "summary": summary }))?;
        }
        match self.not_found {
            0 => Ok(Exit::Done),
            missing => Err(Failure::Partial {
                what: format!("{}: {} not found", self.model, grouped(missing)),
                hint: format!("`weda query {}` lists the records with their ids", self.model),
                exit: Exit::NotFound,
            }),
        }
    }
}
