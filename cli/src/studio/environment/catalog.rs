//! The models of an environment, kept for a while.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use weda::{Client, Error};
use weda_codegen::Side;
use weda_definition::{Definition, OptionSets, Printable};
use weda_studio::{Model, Models};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::official;
use crate::pull::fetch::{collect, option_sets};

/// The time for which definitions are kept: the page asks for them after each write.
const KEPT: Duration = Duration::from_secs(60);

/// The models of an environment.
pub(in crate::studio) struct Catalog {
    client: Client,
    /// The definitions of a directory, which replace those of the service.
    local: Option<Side>,
    known: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    since: Instant,
    models: Arc<Models>,
    fields: BTreeMap<String, Arc<Fields>>,
    notes: Vec<String>,
}

impl Catalog {
    /// The models of the client's environment, with the definitions of the service or of a directory.
    pub fn new(client: Client, local: Option<Side>) -> Self {
        Self { client, local, known: Mutex::new(None) }
    }

    /// All models. What was read within the last minute is not read again.
    ///
    /// # Errors
    /// Returns an error if a call fails.
    pub async fn models(&self) -> Result<Arc<Models>, Error> {
        if let Some(known) = self.known().filter(|known| known.since.elapsed() < KEPT) {
            return Ok(known.models);
        }
        let known = self.read().await?;
        let models = Arc::clone(&known.models);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(models)
    }

    /// The fields of a model; `None` if its definition is not known.
    pub async fn fields(&self, model: &str) -> Option<Arc<Fields>> {
        if self.known().is_none() {
            // Records are shown without definitions, too: the page has told of the error.
            let _ = self.models().await;
        }
        self.known()?.fields.get(model).cloned()
    }

    /// Notes about definitions that cannot be read.
    pub fn notes(&self) -> Vec<String> {
        self.known().map(|known| known.notes).unwrap_or_default()
    }

    fn known(&self) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn read(&self) -> Result<Known, Error> {
        let (mut notes, mut definitions) = (Vec::new(), Vec::new());
        let sets = match &self.local {
            Some(side) => {
                definitions.extend(side.definitions.iter().cloned());
                side.sets.clone()
            }
            None => {
                for row in self.client.definitions().await? {
                    let text = official::definition(row.schema(), row.title()).map_err(|error| error.to_string());
                    let parsed = text.and_then(|text| {
                        let source = format!("{}:{}", self.client.env_id(), row.name());
                        Definition::parse(row.name(), &source, &text).map_err(|error| error.to_string())
                    });
                    match parsed {
                        Ok(definition) => definitions.push(definition),
                        Err(why) => {
                            notes.push(format!("model {} is not shown: {}", Printable(row.name()), Printable(&why)))
                        }
                    }
                }
                self.option_sets(&definitions, &mut notes).await?
            }
        };
        definitions.sort_by(|one, other| one.identifier.cmp(&other.identifier));
        let of = |definition: &Definition| (definition.identifier.clone(), Arc::new(Fields::from(definition.clone())));
        let fields = definitions.iter().map(of).collect();
        let mut models = Models::default();
        // One definition: the service does not tell which environment type it is of.
        models.models = definitions.into_iter().map(Model::everywhere).collect();
        models.option_sets = sets;
        Ok(Known { since: Instant::now(), models: Arc::new(models), fields, notes })
    }

    async fn option_sets(&self, definitions: &[Definition], notes: &mut Vec<String>) -> Result<OptionSets, Error> {
        let mut names = BTreeSet::new();
        definitions.iter().for_each(|definition| collect(&definition.fields, &mut names));
        let text = match option_sets(&self.client, &names).await {
            Ok(text) => text.unwrap_or_default(),
            Err(Failure::Service(error)) => return Err(error),
            Err(failure) => {
                notes.push(failure.to_string().replace("error: ", ""));
                String::new()
            }
        };
        // Without labels, options are shown by their keys.
        Ok(OptionSets::parse("option sets", &text).unwrap_or_default())
    }
}
