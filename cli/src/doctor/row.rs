use std::fmt;

use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;

/// The result of one check.
pub(super) struct Row {
    name: &'static str,
    said: String,
    state: State,
}

enum State {
    Well,
    /// A warning.
    Odd {
        fix: String,
    },
    /// An error.
    Bad {
        exit: Exit,
        fix: Option<String>,
    },
}

impl Row {
    pub fn well(name: &'static str, said: impl Into<String>) -> Self {
        Self { name, said: said.into(), state: State::Well }
    }

    pub fn odd(name: &'static str, said: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, said: said.into(), state: State::Odd { fix: fix.into() } }
    }

    /// `fix` may be omitted if the text contains it.
    pub fn bad(name: &'static str, said: impl Into<String>, fix: Option<&str>, exit: Exit) -> Self {
        Self { name, said: said.into(), state: State::Bad { exit, fix: fix.map(str::to_owned) } }
    }

    /// The message of a failure contains the fix.
    pub fn of_failure(name: &'static str, failure: &Failure) -> Self {
        let text = failure.to_string();
        let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix("error: ").unwrap_or(line)).collect();
        Self { name, said: lines.join("\n"), state: State::Bad { exit: failure.exit(), fix: None } }
    }

    pub fn is_healthy(&self) -> bool {
        matches!(self.state, State::Well)
    }

    /// Returns the exit code of an error.
    pub fn exit(&self) -> Option<Exit> {
        match self.state {
            State::Bad { exit, .. } => Some(exit),
            _ => None,
        }
    }

    pub fn json(&self) -> Value {
        let (state, fix) = match &self.state {
            State::Well => ("ok", None),
            State::Odd { fix } => ("warning", Some(fix)),
            State::Bad { fix, .. } => ("error", fix.as_ref()),
        };
        json!({ "name": self.name, "state": state, "text": self.said, "fix": fix })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, colour, fix) = match &self.state {
            State::Well => ("ok", 32, None),
            State::Odd { fix } => ("warning", 33, Some(fix)),
            State::Bad { fix, .. } => ("error", 31, fix.as_ref()),
        };
        let indentation = format!("\n{:22}", "");
        let said = self.said.replace('\n', &indentation);
        write!(f, "\x1b[{colour}m{word:8}\x1b[0m{:14}{said}", self.name)?;
        fix.map_or(Ok(()), |fix| write!(f, "{indentation}fix: {fix}"))
    }
}
