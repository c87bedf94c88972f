//! The models that the settings ask for.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use weda_definition::{Definition, Definitions, Error, OptionSets};

use super::error::Fault;
use super::{Entry, Settings};
use crate::plan::{Derives, Plan};
use crate::{Note, Problem, Problems, check, nearest};

impl Settings {
    /// Plans the code that is asked for, from what [`Definitions::read_all`] read of a directory; `broken` are the files
    /// that are no definitions, and `sets` the option sets beside them. The broken files that matter come back: those whose
    /// model is not left out.
    ///
    /// # Errors
    /// All problems at once. Broken files are none of them as long as another model is left.
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
        let matters = |error: &Error| identifier(error).is_none_or(|model| self.wants(model));
        let broken: Vec<Error> = broken.into_iter().filter(matters).collect();
        let mut problems = self.unknown_models(&known);
        let mut chosen: Vec<Definition> = read.into_iter().filter(|d| self.wants(&d.identifier)).collect();
        for definition in &mut chosen {
            problems.extend(self.relax(definition).err().unwrap_or_default());
        }
        if problems.is_empty() && chosen.is_empty() && broken.is_empty() {
            problems.push(Problem::Settings(self.error(None, Fault::NoModelLeft)));
        }
        if !problems.is_empty() || chosen.is_empty() {
            let broken = broken.into_iter().map(Problem::Definition);
            return Err(Problems(broken.chain(problems).collect()));
        }
        let mut plan = check(&chosen, sets, self)?;
        // Whoever leaves a model out knows that it is not there.
        plan.notes.retain(|note| !matches!(note, Note::Target { target, .. } if known.contains(target)));
        Ok((plan, broken))
    }

    fn wants(&self, model: &str) -> bool {
        let names = |list: &[Entry]| list.iter().any(|entry| entry.text == model);
        self.only.as_deref().is_none_or(names) && !names(&self.skip)
    }

    fn unknown_models(&self, known: &BTreeSet<String>) -> Vec<Problem> {
        let chosen = [("only", self.only.as_deref().unwrap_or_default()), ("skip", &self.skip)];
        let chosen = chosen
            .into_iter()
            .flat_map(|(setting, list)| list.iter().map(move |entry| (setting, entry, Some(entry.text.as_str()))));
        let relaxed = self.optional.iter().map(|entry| {
            let model = entry.text.split_once('.').map(|(model, _)| model);
            ("optional", entry, model)
        });
        let unknown = chosen.chain(relaxed).filter_map(|(setting, entry, model)| {
            let fault = match model {
                Some(model) if known.contains(model) => return None,
                Some(model) => {
                    let near = nearest(model, known.iter().map(String::as_str)).map(str::to_owned);
                    Fault::UnknownModel { setting, model: model.to_owned(), near }
                }
                None => Fault::NoField { text: entry.text.clone() },
            };
            Some(Problem::Settings(self.error(Some(entry.line), fault)))
        });
        unknown.collect()
    }

    /// What generated types derive beyond what they need.
    pub(crate) fn derives(&self) -> Derives {
        Derives { traits: self.derive.iter().map(|entry| entry.text.clone()).collect(), serde: self.serde }
    }
}

/// The model that a broken file would define; `None` where the error is about the whole directory.
fn identifier(error: &Error) -> Option<&str> {
    let path = Path::new(error.source_name());
    path.file_stem().and_then(OsStr::to_str).filter(|_| path.extension() == Some(OsStr::new("json")))
}
