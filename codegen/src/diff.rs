//! What differs between two sets of definitions, and what of it Rust code would notice.

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
mod spot;
mod texts;

use std::collections::BTreeSet;

pub use change::{Change, Diff, Drift, Subject, What};
pub use side::Side;
pub use spot::Spot;

use crate::plan::Plan;
use crate::{Problems, Settings, check};

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
