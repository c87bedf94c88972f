use std::fmt;

use weda_definition::{Printable, printable};

use crate::docs;

/// Where something stands in a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The definition's file as messages name it.
    pub source: String,
    /// The line, where one line is meant; the first is 1.
    pub line: Option<u32>,
}

/// Something that a user should know, although code can be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A definition has no fields.
    NoFields {
        /// The definition.
        place: Place,
    },
    /// A kind of field is not understood and is taken for a simpler one.
    Fallback {
        /// Where the field is declared.
        place: Place,
        /// The keys from the model down to the field, joined by dots.
        field: String,
        /// What is taken for what.
        said: String,
    },
    /// A choice has no options that are known, so it is taken for a text.
    NoOptions {
        /// Where the field is declared.
        place: Place,
        /// The keys from the model down to the field, joined by dots.
        field: String,
        /// The name of the shared set that the field refers to.
        set: Option<String>,
    },
    /// The Rust name is not the one to be expected.
    Renamed {
        /// Where the named thing is declared.
        place: Place,
        /// What kind of thing it is: `field`, `model`.
        what: &'static str,
        /// What the definition calls it.
        from: String,
        /// What it is called in Rust.
        to: String,
        /// Why that is.
        reason: Reason,
    },
    /// Relations point to a model whose definition is not in the set.
    Target {
        /// Where the first such relation is declared.
        place: Place,
        /// The keys from the model down to the relation, joined by dots.
        field: String,
        /// The identifier of the model that is not there.
        target: String,
    },
}

/// Why something has another name in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Something else in the same scope has the name.
    Taken,
    /// The name belongs to Rust or to weda.
    Reserved,
    /// Chinese has no capitals, which tell a type from its module.
    Caseless,
    /// The name has characters that Rust names cannot show.
    Unshowable,
}

impl Note {
    pub(crate) fn renamed(place: Place, what: &'static str, from: &str, to: &str, reason: Reason) -> Self {
        Self::Renamed { place, what, from: from.to_owned(), to: to.to_owned(), reason }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.source))?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFields { place } => write!(
                f,
                "{place} has no fields, and the model has `_id` only; pull the model again, or move the file out of the \
                 directory if it is not a definition"
            ),
            Self::Fallback { place, field, said } => write!(f, "{place} {}: {}", code(field), Printable(said)),
            Self::NoOptions { place, field, set: Some(set) } => write!(
                f,
                "{place} {}: the options of set {} are not known, so they are read as text; `weda pull` gets them, or \
                 save the service's answer about the set as option-sets.json beside the directory of the definitions",
                code(field),
                code(set)
            ),
            Self::NoOptions { place, field, set: None } => write!(
                f,
                "{place} {}: no options are declared, so they are read as text; let the field refer to an option set, \
                 and pull the model again",
                code(field)
            ),
            Self::Renamed { place, what, from, to, reason } => {
                write!(f, "{place} {what} {} is called `{to}` in Rust, because ", code(from))?;
                f.write_str(match reason {
                    Reason::Taken => "something else has the name it would get",
                    Reason::Reserved => "the name it would get belongs to Rust or to weda",
                    Reason::Caseless => "Chinese has no capitals that would tell the type from its module",
                    Reason::Unshowable => "Rust names cannot show all of its characters",
                })?;
                f.write_str("; nothing changes on the wire")
            }
            Self::Target { place, field, target } => write!(
                f,
                "{place} {} points to model {}, which is not among the definitions: its ids are typed, its records are \
                 not; pull that model too, or drop the relation if the model is gone",
                code(field),
                code(target)
            ),
        }
    }
}

/// A name as code, with nothing in it left out: two names that look the same are two.
fn code(name: &str) -> String {
    docs::code(&printable(name))
}
