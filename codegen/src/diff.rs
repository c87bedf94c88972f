//! Compares two sets of definitions, and finds changes that break Rust code.

mod change;
mod details;
mod display;
mod items;
mod layout;
mod models;
mod options;
mod renamed;
mod scope;
mod side;
mod source_location;
mod texts;

use std::collections::BTreeSet;

pub use change::{Change, ChangeKind, Diff, Drift, Subject};
pub use side::Side;
pub use source_location::SourceLocation;

use crate::plan::Plan;
use crate::{Problems, Settings, check};

/// Compares two sets of definitions by content; the order and layout of the text are only details.
///
/// The settings decide the types of fields. Models that they exclude have no code, so that their changes break nothing.
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
/// Returns an error if the code of a side cannot be planned.
pub fn diff(before: &Side, after: &Side, settings: &Settings) -> Result<Diff, Problems> {
    let mut changes = Vec::new();
    let mut sets = BTreeSet::new();
    for included in [true, false] {
        let (before, after) = (before.with_models(settings, included), after.with_models(settings, included));
        let (old, new) = plans(&before, &after, settings)?;
        let mut found = models::changes((&before, &old), (&after, &new));
        found.extend(options::of_sets((&before, &old), (&after, &new), &mut sets));
        if !included {
            found.iter_mut().for_each(|change| change.breaks.clear());
        }
        changes.extend(found);
    }
    // Stable: the changes of one field stay in the order in which they were found.
    changes.sort_by(|a, b| a.subject.model().cmp(&b.subject.model()));
    Ok(Diff { changes })
}

/// Plans both with the settings, or both without: settings about a field that one side does not have would be an error.
fn plans(before: &Side, after: &Side, settings: &Settings) -> Result<(Plan, Plan), Problems> {
    let both = |settings: &Settings| {
        let plan = |side: &Side| check(&side.definitions, &side.sets, settings);
        Ok((plan(before)?, plan(after)?))
    };
    both(settings).or_else(|_: Problems| both(&Settings::default()))
}
