//! The models that have a record with an id.

use serde::{Deserialize, Serialize};

use crate::refused::Refused;
use crate::source::{Place, Source, Stage};

/// An id to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Find {
    stage: Stage,
    id: String,
}

/// A record with the id.
#[derive(Serialize)]
pub(super) struct Found {
    model: String,
    name: String,
}

/// Looks into each model of the stage. One that cannot be read has no such record.
pub(super) async fn find(source: &dyn Source, Find { stage, id }: Find) -> Result<Vec<Found>, Refused> {
    let models = source.models().await?;
    let served = models.models.iter().filter_map(|model| match stage {
        Stage::Pre => model.pre.as_ref(),
        Stage::Prod => model.prod.as_ref(),
    });
    let identifiers: Vec<String> = served.map(|served| served.definition.identifier.clone()).collect();
    let mut found = Vec::new();
    for model in identifiers {
        let at = Place { stage, model: model.clone() };
        let names = source.names(at, vec![id.clone()]).await.unwrap_or_default();
        found.extend(names.into_values().flatten().map(|name| Found { model: model.clone(), name }));
    }
    Ok(found)
}
