//! Messages about changes.

use std::fmt;

use weda_definition::{Printable, printable};

use super::change::{Change, ChangeKind, Subject};
use super::source_location::SourceLocation;

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model(model) => f.write_str(&printable(model)),
            Self::Field { model, path } => write!(f, "{}.{}", Printable(model), Printable(path)),
            Self::OptionSet(name) => write!(f, "option set {}", Printable(name)),
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added => f.write_str("is new"),
            Self::Removed => f.write_str("is gone"),
            Self::LooksRenamed { to, because } => {
                write!(f, "is gone; it looks renamed to {}, since {}", Printable(to), Printable(because))
            }
            Self::Retyped { from, to } => write!(f, "was {} and is {}", Printable(from), Printable(to)),
            Self::NewlyRequired => f.write_str("is required now"),
            Self::NoLongerRequired => f.write_str("is no longer required"),
            Self::ReadOnly => f.write_str("is read-only now"),
            Self::Writable => f.write_str("can be written now"),
            Self::Options { added, removed } => {
                let list = |keys: &[String]| keys.iter().map(|key| printable(key)).collect::<Vec<_>>().join(", ");
                match (added.as_slice(), removed.as_slice()) {
                    ([], []) => f.write_str("has the same options under other names"),
                    (added, []) => write!(f, "has new options: {}", list(added)),
                    ([], removed) => write!(f, "has lost options: {}", list(removed)),
                    (added, removed) => write!(f, "has new options: {}, and lost: {}", list(added), list(removed)),
                }
            }
            Self::Called { from, to } => write!(f, "was called `{from}` in Rust and is called `{to}`"),
            Self::Details { of } => write!(f, "differs in {}", Printable(of.join(", "))),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.subject, self.kind)?;
        if self.breaks.is_empty() {
            return Ok(());
        }
        let breaks: Vec<String> = self.breaks.iter().map(|name| format!("`{name}`")).collect();
        write!(f, "; breaks {}", breaks.join(", "))
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.source))?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}
