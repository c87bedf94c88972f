use std::fmt;
use std::path::Path;

use crate::Printable;

/// What is wrong with a definition or a file of option sets, and where.
///
/// Its text names the file and the line, says what was found and what was expected, and ends in what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    source: String,
    place: Option<Place>,
    problem: Problem,
    subject: Subject,
}

/// What the file should be, which decides how to get it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Definition,
    OptionSets,
}

/// A place in a text; lines and columns begin at 1, columns count characters.
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
    NoOptionSets { found: String },
    Refused { code: String, message: String },
    SetWithoutName { keys: String },
    SetTwice { name: String, first_line: u32 },
    BrokenSet { name: String, reason: String },
}

impl Problem {
    /// Why the file at `path` was not read.
    pub(crate) fn unread(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::FileTooLarge => {
                Self::TooLarge { bytes: path.metadata().map_or(0, |metadata| metadata.len()) }
            }
            _ => Self::Unreadable { reason: reason(error) },
        }
    }
}

/// What the operating system says, without its error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl Error {
    pub(crate) fn new(source: &str, place: Option<Place>, problem: Problem) -> Self {
        Self { source: source.to_owned(), place, problem, subject: Subject::Definition }
    }

    /// The same about a file of option sets.
    pub(crate) fn of_option_sets(self) -> Self {
        Self { subject: Subject::OptionSets, ..self }
    }

    /// The file or directory that the error is about.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source
    }

    /// The line, where one line is to blame; the first is 1.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.place.map(|place| place.line)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // File names, keys and messages in it are other people's.
        write!(f, "{}", Printable(Sentence(self)))
    }
}

/// The text of an error as it is put together.
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
    /// How to get the file anew.
    fn again(self) -> &'static str {
        match self {
            Self::Definition => "pull the model again",
            Self::OptionSets => "save the answer of the option-set endpoint again",
        }
    }
}

impl Problem {
    fn describe(&self, subject: Subject, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let again = subject.again();
        match self {
            Self::Directory { reason } => write!(
                f,
                "cannot be read as a directory of definitions ({reason}); pull definitions into it, or name another directory"
            ),
            Self::Unreadable { reason } => write!(f, "cannot be read ({reason}); check the path and its permissions"),
            Self::Name => f.write_str("has no name that could be a model's identifier; call it `<identifier>.json`"),
            Self::NotUtf8 => write!(f, "is not UTF-8 text; {again}"),
            Self::TooLarge { bytes } => {
                let megabytes = bytes / 1_000_000;
                match subject {
                    Subject::Definition => write!(
                        f,
                        "is no definition: it has {megabytes} MB, a definition has some kilobytes; move it out of the directory"
                    ),
                    Subject::OptionSets => write!(
                        f,
                        "is no answer about option sets: it has {megabytes} MB, which no environment's sets have; {again}"
                    ),
                }
            }
            Self::Empty => {
                let expected = match subject {
                    Subject::Definition => "a JSON object with `properties`",
                    Subject::OptionSets => "a JSON object with `response`",
                };
                write!(f, "is empty, expected {expected}; {again}")
            }
            Self::Syntax { reason } => write!(f, "is not JSON: {reason}; {again}"),
            Self::TooDeep { levels } => {
                write!(f, "is nested deeper than {levels} levels, which no model is; {again}")
            }
            Self::NotADefinition { found } => write!(
                f,
                "is no definition: expected a JSON object with `\"type\": \"object\"` and `properties`, found {found}; \
                 move the file out of the directory, or pull the model again"
            ),
            Self::Shape { what, expected, found } => write!(f, "{what} must be {expected}, found {found}; {again}"),
            Self::Twice { key, first_line } => {
                write!(f, "declares `{key}` a second time, the first is on line {first_line}; remove one of them")
            }
            Self::NoOptionSets { found } => write!(
                f,
                "is no answer about option sets: expected a JSON object with `response.data.items`, found {found}; {again}"
            ),
            Self::Refused { code, message } => write!(
                f,
                "holds an error of the service instead of option sets, `{code}` ({message}); mend the request, and {again}"
            ),
            Self::SetWithoutName { keys } => write!(f, "has an option set without a `name`, with {keys}; {again}"),
            Self::SetTwice { name, first_line } => write!(
                f,
                "has option set `{name}` a second time, the first is on line {first_line}; remove one of them"
            ),
            Self::BrokenSet { name, reason } => write!(f, "`config` of option set `{name}` {reason}; {again}"),
        }
    }
}

/// All problems of a set of definitions, one a line.
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
