//! Changes between two sets of definitions, as data.

use super::source_location::SourceLocation;

/// The changes between two sets of definitions: the result of [`diff`](crate::diff()).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, by model and field.
    pub changes: Vec<Change>,
}

/// The effect of changes on code that uses the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// There are no changes.
    None,
    /// Code continues to compile with the new output, unless it matches all options of a choice without `_`, or all fields
    /// of a row without `..`.
    Compatible,
    /// Code that uses the listed names does not compile any more.
    Breaking,
}

/// A change.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The changed model, field or option set.
    pub subject: Subject,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The constants, types and fields of generated code that are removed or changed: `Student::SCORE`,
    /// `Student.score`, `NewStudent`, `StudentGrade::N1`.
    pub breaks: Vec<String>,
    /// The declaration on the first side.
    pub before: Option<SourceLocation>,
    /// The declaration on the second side.
    pub after: Option<SourceLocation>,
}

/// The subject of a change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The model with this identifier.
    Model(String),
    /// A field of a model, or a member of a nested object.
    Field {
        /// The identifier of the model.
        model: String,
        /// The keys from the model down, joined by dots.
        path: String,
    },
    /// The shared option set with this name.
    OptionSet(String),
}

/// The kind of a change.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Added.
    Added,
    /// Removed.
    Removed,
    /// Removed, and an addition looks similar.
    LooksRenamed {
        /// The new key or identifier.
        to: String,
        /// The reason, as a clause: "both are titled 成绩".
        because: String,
    },
    /// The type changed.
    Retyped {
        /// The previous type, in the definition's words.
        from: String,
        /// The new type.
        to: String,
    },
    /// Became required for reading or for new records.
    NewlyRequired,
    /// Is no longer required for reading or for new records.
    NoLongerRequired,
    /// Became read-only.
    ReadOnly,
    /// Became writable.
    Writable,
    /// The options changed.
    Options {
        /// The keys of new options.
        added: Vec<String>,
        /// The keys of removed options.
        removed: Vec<String>,
    },
    /// The Rust name changed.
    Called {
        /// The previous name.
        from: String,
        /// The new name.
        to: String,
    },
    /// Details that no code depends on: titles, limits, positions on a screen.
    Details {
        /// The names of the changed members.
        of: Vec<String>,
    },
}

impl Diff {
    /// Returns the effect of all changes together.
    #[must_use]
    pub fn drift(&self) -> Drift {
        self.changes.iter().map(Change::drift).max().unwrap_or(Drift::None)
    }
}

impl Change {
    /// Returns the effect of the change.
    #[must_use]
    pub fn drift(&self) -> Drift {
        if self.breaks.is_empty() { Drift::Compatible } else { Drift::Breaking }
    }
}

impl Subject {
    /// Models before option sets, each by name.
    pub(super) fn model(&self) -> (bool, &str) {
        match self {
            Self::Model(model) | Self::Field { model, .. } => (false, model),
            Self::OptionSet(name) => (true, name),
        }
    }
}
