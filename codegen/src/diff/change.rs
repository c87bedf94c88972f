//! Changes between two sets of definitions, as data.

use super::spot::Spot;

/// What differs between two sets of definitions: [`diff`](crate::diff()).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, by model and field.
    pub changes: Vec<Change>,
}

/// What changes amount to for code that uses the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// Nothing differs.
    None,
    /// Code goes on compiling with the new output, except where it matches all options of a choice without `_`, or all
    /// fields of a row without `..`.
    Compatible,
    /// Code that uses what is listed does not compile any more.
    Breaking,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// What became of it.
    pub what: What,
    /// The constants, types and fields of generated code that go or become something else: `Student::SCORE`,
    /// `Student.score`, `NewStudent`, `StudentGrade::N1`.
    pub breaks: Vec<String>,
    /// Where it is declared on the first side.
    pub before: Option<Spot>,
    /// Where it is declared on the second side.
    pub after: Option<Spot>,
}

/// What a change is about.
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

/// What became of something.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is gone, and something new looks like it.
    LooksRenamed {
        /// The new key or identifier.
        to: String,
        /// Why it looks so, as a clause: "both are titled 成绩".
        because: String,
    },
    /// It holds something else.
    Retyped {
        /// What it held, in the definition's words.
        from: String,
        /// What it holds now.
        to: String,
    },
    /// Records have it, or new records need it, that did not.
    NewlyRequired,
    /// Records may lack it, or new records need it no more.
    NoLongerRequired,
    /// Nobody may write it any more.
    ReadOnly,
    /// It can be written now.
    Writable,
    /// Its options are others.
    Options {
        /// The keys of new options.
        added: Vec<String>,
        /// The keys of options that are gone.
        removed: Vec<String>,
    },
    /// It has another name in Rust.
    Called {
        /// The name it had.
        from: String,
        /// The name it has.
        to: String,
    },
    /// Things that no code depends on: titles, limits, places on a screen.
    Details {
        /// What differs, in the words of definitions.
        of: Vec<String>,
    },
}

impl Diff {
    /// What all changes together amount to.
    #[must_use]
    pub fn drift(&self) -> Drift {
        self.changes.iter().map(Change::drift).max().unwrap_or(Drift::None)
    }
}

impl Change {
    /// What the change amounts to.
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
