use std::path::Path;

use weda_definition::{Definition, Definitions, OptionSets};

use crate::{Problem, Problems, Settings};

/// One of two sets of definitions, with the option sets that they refer to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// The definitions.
    pub definitions: Definitions,
    /// The option sets.
    pub sets: OptionSets,
}

impl Side {
    /// Reads a directory of definitions, with the option sets beside it, or the file of one definition.
    ///
    /// # Errors
    /// Returns the problems of all files, or an error if there are no definitions.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        if path.is_file() {
            let definition = Definition::read(path).map_err(|error| Problems(vec![Problem::Definition(error)]))?;
            return Ok(Self { definitions: [definition].into_iter().collect(), sets: sets(path.parent())? });
        }
        let broken =
            |errors: weda_definition::Errors| Problems(errors.0.into_iter().map(Problem::Definition).collect());
        let definitions = Definitions::read(path).map_err(broken)?;
        if definitions.is_empty() {
            return Err(Problem::NoDefinitions { dir: path.to_owned() }.into());
        }
        Ok(Self { definitions, sets: sets(Some(path))? })
    }

    /// The models that the settings include, or those that they exclude.
    pub(super) fn with_models(&self, settings: &Settings, included: bool) -> Self {
        let definitions =
            self.definitions.iter().filter(|definition| settings.includes(&definition.identifier) == included);
        Self { definitions: definitions.cloned().collect(), sets: self.sets.clone() }
    }
}

fn sets(dir: Option<&Path>) -> Result<OptionSets, Problems> {
    let Some(dir) = dir else { return Ok(OptionSets::default()) };
    OptionSets::read(&OptionSets::beside(dir)).map_err(|error| Problem::OptionSets(error).into())
}
