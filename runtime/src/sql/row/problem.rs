//! The reason why a row cannot be read.

use std::fmt::{self, Display};

use serde::de::{Expected, Unexpected};

/// Number of characters shown of a value that cannot be read.
const SHOWN: usize = 20;
/// Number of characters of a message, which may be of the caller's type and repeat values.
const LONGEST: usize = 200;

#[derive(Debug)]
pub(super) struct Problem {
    pub column: Option<String>,
    pub message: String,
}

impl Problem {
    pub fn of_column(mut self, name: String) -> Self {
        self.column.get_or_insert(name);
        self
    }
}

fn expected(found: Unexpected<'_>, expected: &dyn Expected) -> Problem {
    let found = match found {
        Unexpected::Str(text) if text.chars().count() > SHOWN => {
            format!("a text that begins with {:?}", text.chars().take(SHOWN).collect::<String>())
        }
        Unexpected::Str(text) => format!("the text {text:?}"),
        Unexpected::Unit => "null".to_owned(),
        other => other.to_string(),
    };
    serde::de::Error::custom(format_args!("found {found}, expected {expected}"))
}

impl serde::de::Error for Problem {
    fn custom<T: Display>(message: T) -> Self {
        let message = message.to_string();
        let message = match message.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}..", &message[..end]),
            None => message,
        };
        Self { column: None, message }
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        expected(found, wanted)
    }

    fn invalid_value(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        expected(found, wanted)
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
