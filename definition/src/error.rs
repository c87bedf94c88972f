use std::fmt;

/// What is wrong with a definition, and where.
///
/// Its text names the file and the line, says what was found and what was expected, and ends in what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    source: String,
    place: Option<Place>,
    problem: Problem,
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
}

impl Problem {
    pub(crate) fn unreadable(error: &std::io::Error) -> Self {
        Self::Unreadable { reason: crate::parse::reason(error) }
    }
}

impl Error {
    pub(crate) fn new(source: &str, place: Option<Place>, problem: Problem) -> Self {
        Self { source: source.to_owned(), place, problem }
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
        f.write_str(&self.source)?;
        if let Some(Place { line, column }) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, " {}", self.problem)
    }
}

const PULL: &str = "pull the model again";

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory { reason } => write!(
                f,
                "cannot be read as a directory of definitions ({reason}); pull definitions into it, or name another directory"
            ),
            Self::Unreadable { reason } => write!(f, "cannot be read ({reason}); check the path and its permissions"),
            Self::Name => f.write_str("has no name that could be a model's identifier; call it `<identifier>.json`"),
            Self::NotUtf8 => write!(f, "is not UTF-8 text; {PULL}"),
            Self::TooLarge { bytes } => write!(
                f,
                "is no definition: it has {} MB, a definition has some kilobytes; move it out of the directory",
                bytes / 1_000_000
            ),
            Self::Empty => write!(f, "is empty, expected a JSON object with `properties`; {PULL}"),
            Self::Syntax { reason } => write!(f, "is not JSON: {reason}; {PULL}"),
            Self::TooDeep { levels } => {
                write!(f, "is nested deeper than {levels} levels, which no model is; {PULL}")
            }
            Self::NotADefinition { found } => write!(
                f,
                "is no definition: expected a JSON object with `\"type\": \"object\"` and `properties`, found {found}; \
                 move the file out of the directory, or pull the model again"
            ),
            Self::Shape { what, expected, found } => write!(f, "{what} must be {expected}, found {found}; {PULL}"),
            Self::Twice { key, first_line } => {
                write!(f, "declares `{key}` a second time, the first is on line {first_line}; remove one of them")
            }
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
