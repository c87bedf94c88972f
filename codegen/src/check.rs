//! Turns definitions into a [`Plan`]: makes every decision and finds every problem.

mod fields;
mod model;
mod names;
mod options;
mod rename_reason;
mod shape;
mod targets;

use weda_definition::{Definition, OptionSets};

use crate::plan::Plan;
use crate::runtime_name::RUNTIME;
use crate::{Problem, Problems, Settings};
use names::Names;

/// Plans the code for a set of definitions, in any order, with the option sets that they refer to and the settings.
///
/// The constants and field names of a definition do not depend on the others in the set.
///
/// # Errors
/// Returns all problems.
pub fn check<'a>(
    definitions: impl IntoIterator<Item = &'a Definition>,
    sets: &OptionSets,
    settings: &Settings,
) -> Result<Plan, Problems> {
    let mut definitions: Vec<&Definition> = definitions.into_iter().collect();
    definitions.sort_by(|a, b| a.identifier.cmp(&b.identifier));
    let duplicates = duplicates(&definitions);
    let of_fields = definitions.iter().flat_map(|definition| settings.errors_of_fields(definition));
    let problems: Vec<Problem> = duplicates.into_iter().chain(of_fields.map(Problem::Settings)).collect();
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let mut notes = Vec::new();
    let runtime = settings.runtime.as_deref().unwrap_or(RUNTIME);
    let mut names = Names::choose(&definitions, sets, runtime, &mut notes);
    let models =
        definitions.iter().map(|definition| model::plan(definition, settings, &mut names, &mut notes)).collect();
    let runtime = runtime.to_owned();
    let Names { stubs, option_sets, .. } = names;
    Ok(Plan { models, stubs, option_sets, derives: settings.derives(), runtime, notes })
}

fn duplicates(sorted: &[&Definition]) -> Vec<Problem> {
    let same = sorted.windows(2).filter(|pair| pair[0].identifier == pair[1].identifier);
    same.map(|pair| Problem::Twice {
        identifier: pair[0].identifier.clone(),
        sources: [pair[0].source.clone(), pair[1].source.clone()],
    })
    .collect()
}
