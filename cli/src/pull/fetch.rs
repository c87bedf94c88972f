//! Fetches definitions and option sets as file texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use weda::Client;
use weda::api::DefinitionRow;
use weda_codegen::{Problem, Problems, Settings, Side, nearest};
use weda_definition::{Definition, Definitions, Field, Kind, OptionSets};

use crate::failure::Failure;
use crate::official;
use crate::service::wait_for;

/// Maximum number of option sets per call.
const SETS: usize = 100;

/// Definitions and option sets as file texts.
pub(crate) struct Fetched {
    /// The texts of the definitions, by identifier.
    pub definitions: BTreeMap<String, String>,
    /// The text of the option sets; `None` if no field refers to any.
    pub option_sets: Option<String>,
}

/// Fetches the named models, or all models selected by the settings.
///
/// `dir` is the target folder: its other models may also refer to option sets.
///
/// # Errors
/// Returns an error if a call fails, a model does not exist, or a definition cannot be written as a file.
pub(crate) fn fetch(client: &Client, names: &[String], settings: &Settings, dir: &Path) -> Result<Fetched, Failure> {
    wait_for(async {
        let rows = match names {
            [] => all(client, settings).await?,
            names => named(client, names).await?,
        };
        let definitions = rows.iter().map(text).collect::<Result<BTreeMap<_, _>, _>>()?;
        let option_sets = option_sets(client, &set_names(client, &definitions, dir)).await?;
        Ok(Fetched { definitions, option_sets })
    })
}

impl Fetched {
    /// Returns one side of a comparison.
    ///
    /// # Errors
    /// Returns an error if a definition or option set is not valid.
    pub fn side(&self, client: &Client) -> Result<Side, Failure> {
        let parse = |(identifier, text): (&String, &String)| {
            Definition::parse(identifier, &format!("{}:{identifier}", client.env_id()), text)
        };
        let broken = |error| Failure::problems(Problems(vec![Problem::Definition(error)]));
        let definitions: Definitions = self.definitions.iter().map(parse).collect::<Result<_, _>>().map_err(broken)?;
        let sets = self.option_sets.as_deref().map(|text| {
            OptionSets::parse(&format!("{}:option sets", client.env_id()), text)
                .map_err(|error| Failure::problems(Problems(vec![Problem::OptionSets(error)])))
        });
        Ok(Side { definitions, sets: sets.transpose()?.unwrap_or_default() })
    }
}

async fn all(client: &Client, settings: &Settings) -> Result<Vec<DefinitionRow>, Failure> {
    let mut rows = client.definitions().await?;
    rows.retain(|row| settings.includes(row.name()));
    Ok(rows)
}

async fn named(client: &Client, names: &[String]) -> Result<Vec<DefinitionRow>, Failure> {
    let (mut rows, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match client.definition(name).await? {
            Some(row) => rows.push(row),
            None => unknown.push(name.clone()),
        }
    }
    let Some(first) = unknown.first() else { return Ok(rows) };
    let known = client.definitions().await?;
    let near = nearest(first, known.iter().map(DefinitionRow::name)).map(str::to_owned);
    Err(Failure::UnknownModels { names: unknown, env_id: client.env_id().to_owned(), near })
}

/// Returns the identifier, which becomes the file name, and the text.
fn text(row: &DefinitionRow) -> Result<(String, String), Failure> {
    let model = row.name().to_owned();
    let separates = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    if model.is_empty() || model.starts_with('.') || model.contains(separates) {
        return Err(Failure::InvalidFileName { model });
    }
    match official::definition(row.schema(), row.title()) {
        Ok(text) => Ok((model, text)),
        Err(error) => Err(Failure::InvalidSchema { model, reason: error.to_string() }),
    }
}

/// The names of option sets used by fetched models, and by local models that are not replaced.
fn set_names(client: &Client, fetched: &BTreeMap<String, String>, dir: &Path) -> BTreeSet<String> {
    let (local, _) = Definitions::read_all(dir);
    let local = local.into_iter().filter(|definition| !fetched.contains_key(&definition.identifier));
    let source = client.env_id();
    let fetched = fetched.iter().filter_map(|(identifier, text)| Definition::parse(identifier, source, text).ok());
    let mut names = BTreeSet::new();
    for definition in local.chain(fetched) {
        collect(&definition.fields, &mut names);
    }
    names
}

/// Adds the names of the shared option sets of fields.
pub(crate) fn collect(fields: &[Field], names: &mut BTreeSet<String>) {
    for field in fields {
        match field.kind.innermost() {
            Kind::Choice(options) => names.extend(options.set.clone()),
            Kind::Object(members) => collect(members, names),
            _ => {}
        }
    }
}

/// Returns the text of `option-sets.json`: a response of the service with all sets and without a request id.
///
/// # Errors
/// Returns an error if a call fails.
pub(crate) async fn option_sets(client: &Client, names: &BTreeSet<String>) -> Result<Option<String>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    let names: Vec<&String> = names.iter().collect();
    let mut sets = BTreeMap::new();
    for names in names.chunks(SETS) {
        let answer = client.option_sets(names.iter().copied()).await?;
        sets.extend(answer.rows().iter().map(|row| (row.name().to_owned(), row.as_json().to_owned())));
    }
    let items: Vec<&str> = sets.values().map(String::as_str).collect();
    let (total, items) = (items.len(), items.join(","));
    let error = r#""error":{"code":"","message":""}"#;
    let data = format!(r#"{{"total":{total},"items":[{items}]}}"#);
    let text = official::any(&format!(r#"{{"response":{{"requestId":"",{error},"data":{data}}}}}"#));
    text.map(Some)
        .map_err(|error| Failure::InvalidSchema { model: "option sets".to_owned(), reason: error.to_string() })
}
