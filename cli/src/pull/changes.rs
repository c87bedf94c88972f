//! Changes of a pull that affect code.

use weda::Client;
use weda_codegen::{Diff, Drift, Settings, Side, diff};
use weda_definition::Definition;

use super::fetch::Fetched;
use crate::failure::Failure;
use crate::local_definitions::{LocalDefinitions, model};

/// The changes. Invalid local files do not prevent a pull, which may repair them.
#[derive(Default)]
pub(super) struct Changes {
    pub diff: Diff,
    /// Reasons why there may be more changes.
    pub unknown: Vec<String>,
}

impl Changes {
    pub fn of(local: LocalDefinitions, fetched: &Fetched, client: &Client, settings: &Settings) -> Self {
        let LocalDefinitions { side: before, broken } = local;
        // Files of removed models are retained, so that nothing changes for code.
        let broken: Vec<_> = broken
            .into_iter()
            .filter(|problem| model(problem).is_none_or(|model| fetched.definitions.contains_key(model)))
            .collect();
        let mut unknown: Vec<String> = broken.iter().map(ToString::to_string).collect();
        if broken.iter().any(|problem| model(problem).is_none()) {
            return Self { diff: Diff::default(), unknown };
        }
        let compared = fetched.side(client).and_then(|mut after| {
            let readable = |it: &Definition| !broken.iter().any(|problem| model(problem) == Some(&it.identifier));
            after.definitions = after.definitions.into_iter().filter(readable).collect();
            let stays = |model: &Definition| after.definitions.get(&model.identifier).is_some();
            let definitions = before.definitions.into_iter().filter(stays).collect();
            diff(&Side { definitions, ..before }, &after, settings).map_err(Failure::problems)
        });
        let diff = compared.unwrap_or_else(|failure| {
            let text = failure.to_string();
            unknown.extend(text.lines().map(|line| line.strip_prefix("error: ").unwrap_or(line).to_owned()));
            Diff::default()
        });
        Self { diff, unknown }
    }

    /// Returns `None` if unknown changes may be worse than the known ones.
    pub fn drift(&self) -> Option<Drift> {
        let drift = self.diff.drift();
        (self.unknown.is_empty() || drift == Drift::Breaking).then_some(drift)
    }

    pub fn notes(&self) -> impl Iterator<Item = String> {
        self.unknown.iter().map(|why| format!("further changes are unknown: {why}"))
    }
}
