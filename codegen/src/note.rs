use std::fmt;

use weda_definition::{Printable, printable};

use crate::docs;

/// A position in a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file name in messages.
    pub source: String,
    /// The line, if it is a line; the first is 1.
    pub line: Option<u32>,
}

/// A note for the user about definitions that can be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A definition has no fields.
    NoFields {
        /// The definition.
        place: Place,
    },
    /// A kind of field is unknown and is read as a simpler one.
    Fallback {
        /// The declaration of the field.
        place: Place,
        /// The keys from the model down to the field, joined by dots.
        field: String,
        /// The replacement, as a sentence.
        said: String,
    },
    /// A choice has no known options and is read as text.
    NoOptions {
        /// The declaration of the field.
        place: Place,
        /// The keys from the model down to the field, joined by dots.
        field: String,
        /// The name of the shared set that the field refers to.
        set: Option<String>,
    },
    /// The Rust name is not the expected one.
    Renamed {
        /// The declaration.
        place: Place,
        /// The kind of item: `field`, `model`.
        what: &'static str,
        /// The name in the definition.
        from: String,
        /// The name in Rust.
        to: String,
        /// The reason.
        reason: RenameReason,
    },
    /// Relations refer to a model without a definition.
    Target {
        /// The declaration of the first such relation.
        place: Place,
        /// The keys from the model down to the relation, joined by dots.
        field: String,
        /// The identifier of the missing model.
        target: String,
    },
}

/// The reason for another name in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenameReason {
    /// The name is taken in the same scope.
    Taken,
    /// The name is reserved by Rust or weda.
    Reserved,
    /// Chinese has no capitals to distinguish a type from its module.
    Caseless,
    /// The name has characters that Rust names cannot contain.
    Unshowable,
}

impl Note {
    pub(crate) fn renamed(place: Place, what: &'static str, from: &str, to: &str, reason: RenameReason) -> Self {
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
                    RenameReason::Taken => "something else has the name it would get",
                    RenameReason::Reserved => "the name it would get belongs to Rust or to weda",
                    RenameReason::Caseless => "Chinese has no capitals that would tell the type from its module",
                    RenameReason::Unshowable => "Rust names cannot show all of its characters",
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

/// Formats a name as code, with invisible characters escaped.
fn code(name: &str) -> String {
    docs::code(&printable(name))
}
