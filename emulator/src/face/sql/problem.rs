//! The errors of SQL.

use std::fmt::{self, Display};

use sqlparser::tokenizer::{Location, Span};

use crate::face::error_response::{ApiError, Code};

/// Reasons why a statement, a template or a parameter is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    code: Code,
    at: Option<Location>,
    message: String,
}

impl Problem {
    pub(super) fn new(code: Code, message: impl Display) -> Self {
        Self { code, at: None, message: message.to_string() }
    }

    /// Something is wrong with the request.
    pub(super) fn invalid(message: impl Display) -> Self {
        Self::new(Code::InvalidParameter, message)
    }

    /// The emulator does not have a part of MySQL.
    pub(super) fn unsupported(what: impl Display, advice: impl Display) -> Self {
        Self::new(Code::UnsupportedOperation, format_args!("{what} is not emulated: {advice}"))
    }

    /// Something is wrong at a place in the statement that the parser names in words.
    pub(super) fn syntax(message: &str) -> Self {
        let (message, place) = message.rsplit_once(" at Line: ").unwrap_or((message, ""));
        // What follows is the parser's own data.
        let message = message.split(" for token ").next().unwrap_or(message);
        let problem = Self::invalid(format_args!("the statement is not MySQL ({message}): correct it"));
        let place =
            place.split_once(", Column: ").and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
        match place {
            Some((line, column)) => Self { at: Some(Location { line, column }), ..problem },
            None => problem,
        }
    }

    /// Adds the place in the statement, unless it is known already.
    pub(super) fn at(mut self, span: Span) -> Self {
        if self.at.is_none() && span.start.line > 0 {
            self.at = Some(span.start);
        }
        self
    }

    /// Returns true if it is at the beginning of a part of the statement.
    pub(super) fn is_at(&self, span: Span) -> bool {
        self.at == Some(span.start)
    }

    /// Puts a place before the message.
    pub(super) fn within(mut self, place: &str) -> Self {
        self.message.insert_str(0, place);
        self
    }

    pub(super) fn code(&self) -> Code {
        self.code
    }

    /// The place in the statement.
    pub(super) fn place(&self) -> Option<Location> {
        self.at
    }

    /// The message without the place.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn error(&self) -> ApiError {
        ApiError::new(self.code, self)
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "line {}, column {}: ", at.line, at.column)?;
        }
        f.write_str(&self.message)
    }
}
