use std::fmt;

use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;

/// The result of one check.
pub(super) struct Row {
    name: &'static str,
    text: String,
    state: State,
}

enum State {
    Ok,
    /// A warning.
    Warning {
        fix: String,
    },
    /// An error.
    Error {
        exit: Exit,
        fix: Option<String>,
    },
}

impl Row {
    pub fn ok(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, text: text.into(), state: State::Ok }
    }

    pub fn warning(name: &'static str, text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, text: text.into(), state: State::Warning { fix: fix.into() } }
    }

    /// `fix` may be omitted if the text contains it.
    pub fn error(name: &'static str, text: impl Into<String>, fix: Option<&str>, exit: Exit) -> Self {
        Self { name, text: text.into(), state: State::Error { exit, fix: fix.map(str::to_owned) } }
    }

    /// The message of a failure contains the fix.
    pub fn of_failure(name: &'static str, failure: &Failure) -> Self {
        let text = failure.to_string();
        let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix("error: ").unwrap_or(line)).collect();
        Self { name, text: lines.join("\n"), state: State::Error { exit: failure.exit(), fix: None } }
    }

    pub fn is_healthy(&self) -> bool {
        matches!(self.state, State::Ok)
    }

    /// Returns the exit code of an error.
    pub fn exit(&self) -> Option<Exit> {
        match self.state {
            State::Error { exit, .. } => Some(exit),
            _ => None,
        }
    }

    pub fn json(&self) -> Value {
        let (state, fix) = match &self.state {
            State::Ok => ("ok", None),
            State::Warning { fix } => ("warning", Some(fix)),
            State::Error { fix, .. } => ("error", fix.as_ref()),
        };
        json!({ "name": self.name, "state": state, "text": self.text, "fix": fix })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, colour, fix) = match &self.state {
            State::Ok => ("ok", 32, None),
            State::Warning { fix } => ("warning", 33, Some(fix)),
            State::Error { fix, .. } => ("error", 31, fix.as_ref()),
        };
        let indentation = format!("\n{:22}", "");
        let text = self.text.replace('\n', &indentation);
        write!(f, "\x1b[{colour}m{word:8}\x1b[0m{:14}{text}", self.name)?;
        fix.map_or(Ok(()), |fix| write!(f, "{indentation}fix: {fix}"))
    }
}
