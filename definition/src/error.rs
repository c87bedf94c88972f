use std::fmt;
use std::path::Path;

use crate::Printable;

/// An error in a definition or a file of option sets.
///
/// Its text has the file and the line, what was found and what was expected, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    source: String,
    place: Option<Place>,
    problem: Problem,
    subject: Subject,
}

/// The expected kind of file, which decides the advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Definition,
    /// The text of a definition that a caller of a service sent.
    SentDefinition,
    OptionSets,
}

/// A position in a text. Lines and columns begin at 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    Directory { reason: String },
    Unreadable { reason: String },
    Name,
    NotUtf8,
    TooLarge { bytes: u64 },
    Empty,
    Syntax { reason: String },
    TooDeep { levels: usize },
    NotADefinition { found: String },
    Shape { what: String, expected: &'static str, found: &'static str },
    Twice { key: String, first_line: u32 },
    NotOptionSets { found: String },
    ServiceError { code: String, message: String },
    SetWithoutName { keys: String },
    SetTwice { name: String, first_line: u32 },
    InvalidSet { name: String, reason: String },
}

impl Problem {
    /// The problem of a file at `path` that could not be read.
    pub(crate) fn unread(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::FileTooLarge => {
                Self::TooLarge { bytes: path.metadata().map_or(0, |metadata| metadata.len()) }
            }
            _ => Self::Unreadable { reason: reason(error) },
        }
    }
}

/// Returns the operating system's message without its error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl Error {
    pub(crate) fn new(source: &str, place: Option<Place>, problem: Problem) -> Self {
        Self { source: source.to_owned(), place, problem, subject: Subject::Definition }
    }

    /// Marks the error as one of a file of option sets.
    pub(crate) fn of_option_sets(self) -> Self {
        Self { subject: Subject::OptionSets, ..self }
    }

    /// Gives the error the advice for a caller that sent the text: it has no file to replace.
    ///
    /// ```
    /// use weda_definition::Definition;
    ///
    /// let error = Definition::parse("student", "Schema of student", "{").unwrap_err().of_sent_text();
    /// assert!(error.to_string().ends_with("; correct the text and send it again"));
    /// ```
    #[must_use]
    pub fn of_sent_text(self) -> Self {
        Self { subject: Subject::SentDefinition, ..self }
    }

    /// The file or directory with the error.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source
    }

    /// The line of the error, if it has one; the first is 1.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.place.map(|place| place.line)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It contains untrusted file names, keys and messages.
        write!(f, "{}", Printable(Sentence(self)))
    }
}

/// The text of an error before it is escaped.
struct Sentence<'a>(&'a Error);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Error { source, place, problem, subject }) = self;
        f.write_str(source)?;
        if let Some(Place { line, column }) = place {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(" ")?;
        problem.describe(*subject, f)
    }
}

impl Subject {
    /// Advice on how to replace the file.
    fn replacement_advice(self) -> &'static str {
        match self {
            Self::Definition => "pull the model again",
            Self::SentDefinition => "correct the text and send it again",
            Self::OptionSets => "save the answer of the option-set endpoint again",
        }
    }
}

impl Problem {
    fn describe(&self, subject: Subject, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let again = subject.replacement_advice();
        match self {
            Self::Directory { reason } => write!(
                f,
                "cannot be read as a directory of definitions ({reason}); pull definitions into it, or name another directory"
            ),
            Self::Unreadable { reason } => write!(f, "cannot be read ({reason}); check the path and its permissions"),
            Self::Name => f.write_str("does not have the name of a model; rename it to `<identifier>.json`"),
            Self::NotUtf8 => write!(f, "is not UTF-8 text; {again}"),
            Self::TooLarge { bytes } => {
                let megabytes = bytes / 1_000_000;
                match subject {
                    Subject::Definition => write!(
                        f,
                        "is too large for a definition ({megabytes} MB; definitions have a few kilobytes); move it out of the directory"
                    ),
                    Subject::SentDefinition => {
                        write!(
                            f,
                            "is too large for a definition ({megabytes} MB; definitions have a few kilobytes); {again}"
                        )
                    }
                    Subject::OptionSets => {
                        write!(f, "is too large for an answer with option sets ({megabytes} MB); {again}")
                    }
                }
            }
            Self::Empty => {
                let expected = match subject {
                    Subject::Definition | Subject::SentDefinition => "a JSON object with `properties`",
                    Subject::OptionSets => "a JSON object with `response`",
                };
                write!(f, "is empty, expected {expected}; {again}")
            }
            Self::Syntax { reason } => write!(f, "is not JSON: {reason}; {again}"),
            Self::TooDeep { levels } => {
                write!(f, "is nested deeper than {levels} levels; {again}")
            }
            Self::NotADefinition { found } => {
                let advice = match subject {
                    Subject::SentDefinition => "",
                    _ => "move the file out of the directory, or ",
                };
                write!(
                    f,
                    "is not a definition: expected a JSON object with `\"type\": \"object\"` and `properties`, found \
                     {found}; {advice}{again}"
                )
            }
            Self::Shape { what, expected, found } => write!(f, "{what} must be {expected}, found {found}; {again}"),
            Self::Twice { key, first_line } => {
                write!(f, "declares `{key}` a second time, the first is on line {first_line}; remove one of them")
            }
            Self::NotOptionSets { found } => write!(
                f,
                "is not an answer with option sets: expected a JSON object with `response.data.items`, found {found}; {again}"
            ),
            Self::ServiceError { code, message } => write!(
                f,
                "contains an error of the service instead of option sets, `{code}` ({message}); fix the request, and {again}"
            ),
            Self::SetWithoutName { keys } => write!(f, "has an option set without a `name`, with {keys}; {again}"),
            Self::SetTwice { name, first_line } => write!(
                f,
                "has option set `{name}` a second time, the first is on line {first_line}; remove one of them"
            ),
            Self::InvalidSet { name, reason } => write!(f, "`config` of option set `{name}` {reason}; {again}"),
        }
    }
}

/// The errors of a set of definitions. Printed one per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(pub Vec<Error>);

impl std::error::Error for Errors {}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}
