//! What differs between two sets of definitions, and what of it Rust code would notice.

mod details;
mod items;
mod layout;
mod models;
mod options;
mod renamed;
mod say;
mod scope;
mod side;
mod spot;
mod texts;

use std::collections::BTreeSet;

pub use side::Side;
pub use spot::Spot;

use crate::plan::Plan;
use crate::{Problems, Settings, check};

/// What differs between two sets of definitions: [`diff`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    /// The changes, by model and field.
    pub changes: Vec<Change>,
}

/// What changes amount to for code that uses the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// Nothing differs.
    None,
    /// Code goes on compiling with what is generated anew. Whoever matches all options of a choice without `_`, or all
    /// fields of a row without `..`, has asked to be told of new ones, and is.
    Compatible,
    /// Code that uses what is listed does not compile any more.
    Breaking,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq)]
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

/// Compares two sets of definitions by what they mean: order and layout of a text are mere details.
///
/// The settings decide what the types of fields are. For models that they leave out there is no code, so that nothing of
/// theirs can break.
///
/// ```
/// use weda_codegen::{Drift, Settings, Side, diff};
///
/// let side = |score: &str| {
///     let text = format!(r#"{{ "properties": {{ "score": {{ "type": "{score}" }} }} }}"#);
///     let student = weda_definition::Definition::parse("student", "database-schemas/student.json", &text).unwrap();
///     Side { definitions: [student].into_iter().collect(), sets: Default::default() }
/// };
/// let diff = diff(&side("number"), &side("string"), &Settings::default()).unwrap();
/// assert_eq!(diff.drift(), Drift::Breaking);
/// assert_eq!(
///     diff.changes[0].to_string(),
///     "student.score was number and is text; breaks `Student::SCORE`, `Student.score`"
/// );
/// ```
///
/// # Errors
/// A side cannot be planned.
pub fn diff(before: &Side, after: &Side, settings: &Settings) -> Result<Diff, Problems> {
    let mut changes = Vec::new();
    let mut sets = BTreeSet::new();
    for wanted in [true, false] {
        let (before, after) = (before.of_models(settings, wanted), after.of_models(settings, wanted));
        let (old, new) = plans(&before, &after, settings)?;
        let mut found = models::changes((&before, &old), (&after, &new));
        found.extend(options::of_sets((&before, &old), (&after, &new), &mut sets));
        if !wanted {
            found.iter_mut().for_each(|change| change.breaks.clear());
        }
        changes.extend(found);
    }
    // Stable: the changes of one field stay in the order in which they were found.
    changes.sort_by(|a, b| a.subject.model().cmp(&b.subject.model()));
    Ok(Diff { changes })
}

/// Both with the settings, or both without: settings about a field that one side does not have would hide all else.
fn plans(before: &Side, after: &Side, settings: &Settings) -> Result<(Plan, Plan), Problems> {
    let both = |settings: &Settings| {
        let plan = |side: &Side| check(&side.definitions, &side.sets, settings);
        Ok((plan(before)?, plan(after)?))
    };
    both(settings).or_else(|_: Problems| both(&Settings::default()))
}

impl Subject {
    /// Models before option sets, each by name.
    fn model(&self) -> (bool, &str) {
        match self {
            Self::Model(model) | Self::Field { model, .. } => (false, model),
            Self::OptionSet(name) => (true, name),
        }
    }
}
