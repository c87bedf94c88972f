//! From definitions to a [`Plan`]: every decision is made here, and every problem is found here.

mod model;
mod names;
mod shape;
mod targets;

use weda_definition::Definition;

use crate::note::Reason;
use crate::plan::{Derives, Plan};
use crate::{Problem, Problems, name};
use names::Names;

/// Plans the code for a set of definitions, in whatever order they come.
///
/// One definition alone is a set too: its constants and field names are the same as in any other set.
///
/// # Errors
/// All problems at once.
pub fn check<'a>(definitions: impl IntoIterator<Item = &'a Definition>) -> Result<Plan, Problems> {
    let mut definitions: Vec<&Definition> = definitions.into_iter().collect();
    definitions.sort_by(|a, b| a.identifier.cmp(&b.identifier));
    let twice = twice(&definitions);
    if !twice.is_empty() {
        return Err(Problems(twice));
    }
    let mut notes = Vec::new();
    let mut names = Names::choose(&definitions, &mut notes);
    let models = definitions.iter().map(|definition| model::plan(definition, &mut names, &mut notes)).collect();
    Ok(Plan { models, stubs: names.stubs, derives: Derives::default(), notes })
}

fn twice(sorted: &[&Definition]) -> Vec<Problem> {
    let same = sorted.windows(2).filter(|pair| pair[0].identifier == pair[1].identifier);
    same.map(|pair| Problem::Twice {
        identifier: pair[0].identifier.clone(),
        sources: [pair[0].source.clone(), pair[1].source.clone()],
    })
    .collect()
}

/// Why `word` is not called what a reader would expect, if it is not.
fn reason(word: &str, gave_way: bool, reserved: bool) -> Option<Reason> {
    if !name::is_plain(word) {
        Some(Reason::Unshowable)
    } else if gave_way {
        Some(Reason::Taken)
    } else {
        reserved.then_some(Reason::Reserved)
    }
}
