//! Plans the models that the settings select.

use std::collections::BTreeSet;

use weda_definition::{Definition, Definitions, Error, OptionSets};

use crate::plan::Plan;
use crate::settings::identifier;
use crate::{Note, Problem, Problems, Settings, check};

impl Settings {
    /// Plans the code of the selected models. `read` and `broken` are the results of [`Definitions::read_all`], and `sets` the
    /// option sets beside them. Also returns the errors of invalid files whose model is not excluded.
    ///
    /// # Errors
    /// Returns all problems. Invalid files are not an error as long as another model is left.
    pub fn plan(
        &self,
        read: Definitions,
        broken: Vec<Error>,
        sets: &OptionSets,
    ) -> Result<(Plan, Vec<Error>), Problems> {
        let known: BTreeSet<String> = {
            let broken = broken.iter().filter_map(identifier);
            read.iter().map(|definition| definition.identifier.as_str()).chain(broken).map(str::to_owned).collect()
        };
        let broken = self.relevant(broken);
        let mut errors = self.unknown_models(&known);
        errors.extend(self.unknown_names(&read, !broken.is_empty()));
        let chosen: Vec<Definition> = read.into_iter().filter(|d| self.includes(&d.identifier)).collect();
        errors.extend(chosen.iter().flat_map(|definition| self.errors_of_fields(definition)));
        if errors.is_empty() && chosen.is_empty() && broken.is_empty() {
            errors.push(self.no_model_left());
        }
        if !errors.is_empty() || chosen.is_empty() {
            let broken = broken.into_iter().map(Problem::Definition);
            return Err(Problems(broken.chain(errors.into_iter().map(Problem::Settings)).collect()));
        }
        let mut plan = check(&chosen, sets, self)?;
        // The user knows about models that the settings exclude.
        plan.notes.retain(|note| !matches!(note, Note::Target { target, .. } if known.contains(target)));
        Ok((plan, broken))
    }
}
