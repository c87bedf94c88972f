//! From definitions to a [`Plan`]: every decision is made here, and every problem is found here.

mod fields;
mod model;
mod names;
mod options;
mod reason;
mod shape;
mod targets;

use weda_definition::{Definition, OptionSets};

use crate::plan::Plan;
use crate::runtime_name::RUNTIME;
use crate::{Problem, Problems, Settings};
use names::Names;

/// Plans the code for a set of definitions, in whatever order they come, with the option sets that they refer to and what
/// the settings say of models.
///
/// One definition alone is a set too: its constants and field names are the same as in any other set.
///
/// # Errors
/// All problems at once.
pub fn check<'a>(
    definitions: impl IntoIterator<Item = &'a Definition>,
    sets: &OptionSets,
    settings: &Settings,
) -> Result<Plan, Problems> {
    let mut definitions: Vec<&Definition> = definitions.into_iter().collect();
    definitions.sort_by(|a, b| a.identifier.cmp(&b.identifier));
    let twice = twice(&definitions);
    let of_fields = definitions.iter().flat_map(|definition| settings.errors_of_fields(definition));
    let problems: Vec<Problem> = twice.into_iter().chain(of_fields.map(Problem::Settings)).collect();
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

fn twice(sorted: &[&Definition]) -> Vec<Problem> {
    let same = sorted.windows(2).filter(|pair| pair[0].identifier == pair[1].identifier);
    same.map(|pair| Problem::Twice {
        identifier: pair[0].identifier.clone(),
        sources: [pair[0].source.clone(), pair[1].source.clone()],
    })
    .collect()
}
