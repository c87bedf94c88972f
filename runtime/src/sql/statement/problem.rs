//! The reasons why a statement is not sent.

use std::fmt;

/// A reason why a statement is not sent, with advice.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sql) enum Problem {
    Empty,
    /// The first word, empty for a sign.
    NotASelect(String),
    Writes(String),
    Several,
    Assignment,
    QuestionMark,
    Nul,
    OpenQuote(char),
    OpenComment,
    OpenName,
    ExecutedComment,
    BackslashBeforeQuote,
    NameInQuotes,
    /// The content of `{{ }}`.
    NotAName(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the statement ")?;
        match self {
            Problem::Empty => f.write_str("is empty; write a SELECT"),
            Problem::NotASelect(first) if first.is_empty() => {
                f.write_str("does not begin with SELECT or WITH; only reading statements are sent")
            }
            Problem::NotASelect(first) => write!(
                f,
                "begins with {}; only SELECT and WITH .. SELECT are sent, so write records with the calls of their row type",
                first.to_uppercase()
            ),
            Problem::Writes(word) => write!(
                f,
                "has the word {}, which writes or locks; only reading statements are sent, so remove it, or put it into back \
                 quotes if it is a column",
                word.to_uppercase()
            ),
            Problem::Several => f.write_str("has a `;` before its end; send each statement in a call of its own"),
            Problem::Assignment => {
                f.write_str("assigns a variable by `:=`, which outlives the statement; calculate without variables")
            }
            Problem::QuestionMark => f.write_str("has a `?`; write `{{ name }}` and bind the name"),
            Problem::Nul => f.write_str("has a NUL character; remove it"),
            Problem::OpenQuote(quote) => write!(f, "has a quote ({quote}) that is not closed; close it"),
            Problem::OpenComment => f.write_str("has a comment that is not closed; close it by `*/`"),
            Problem::OpenName => f.write_str("has a `{{` that is not closed; close it by `}}`"),
            Problem::ExecutedComment => f.write_str(
                "has a comment that MySQL reads (`/*!` or `/*+`); write its content without the comment, or remove it",
            ),
            Problem::BackslashBeforeQuote => f.write_str(
                "has a backslash before a quote, which MySQL reads in two ways; bind the text in place of the literal",
            ),
            Problem::NameInQuotes => {
                f.write_str("has `{{ }}` in quotes, where nothing is bound; remove the quotes around it")
            }
            Problem::NotAName(name) => write!(
                f,
                "has `{{{{ {name} }}}}`, which is not a name; write the name of a bound value or of a model between the braces, \
                 such as `{{{{ student }}}}`"
            ),
        }
    }
}
