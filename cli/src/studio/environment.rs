//! A real environment as a source of the studio, through the client with its retries, limits and token.

mod catalog;
mod writes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use weda::dynamic::{ModelHandle, field};
use weda::{Client, EnvType, Query, Record};
use weda_studio::{
    About, Ask, Files, Models, Page, Place, Refused, Reply, Source, Stage, Write, Written, name_of, primary_column,
};

use crate::records;
use crate::transfers::{CommandFiles, filter, refused};
pub(super) use catalog::Catalog;

/// The time that the studio allows beyond the client's timeout, so that the client's own error is told.
const GRACE: Duration = Duration::from_secs(2);

/// An environment.
pub(super) struct Attached {
    client: Client,
    catalog: Catalog,
    files: Arc<CommandFiles>,
    timeout: Duration,
}

impl Attached {
    /// The environment of a client whose calls take at most `timeout` seconds.
    pub fn new(client: Client, catalog: Catalog, files: CommandFiles, timeout: u64) -> Self {
        Self { client, catalog, files: Arc::new(files), timeout: Duration::from_secs(timeout) }
    }

    fn model(&self, at: &Place) -> ModelHandle {
        let env_type = match at.stage {
            Stage::Pre => EnvType::Pre,
            Stage::Prod => EnvType::Prod,
        };
        self.client.with_env_type(env_type).model(&at.model)
    }

    fn query(&self, ask: &Ask) -> Result<Query<Record>, Refused> {
        let query = self.model(&ask.at).query();
        let query = filter::parse(&ask.filter)?.into_iter().fold(query, |query, filter| query.filter(filter));
        // Several fields are refused by the client, since the service does not document them.
        Ok(ask.sort.iter().fold(query, |query, sort| query.order_by(field(sort.field.clone()).order(sort.desc))))
    }
}

impl Source for Attached {
    fn about(&self) -> About {
        let address = self.client.base_url();
        let host = address.split_once("://").map_or(address, |(_, host)| host);
        About::environment(host, self.client.env_id(), !self.client.is_read_only())
    }

    fn files(&self) -> Option<Arc<dyn Files>> {
        Some(Arc::clone(&self.files) as Arc<dyn Files>)
    }

    fn deadline(&self) -> Duration {
        self.timeout + GRACE
    }

    fn models(&self) -> Reply<'_, Models> {
        Box::pin(async {
            self.catalog.models().await.map(|models| models.as_ref().clone()).map_err(|error| refused(&error))
        })
    }

    fn page(&self, ask: Ask) -> Reply<'_, Page> {
        Box::pin(async move {
            let query = self.query(&ask)?;
            if ask.limit == 0 {
                return Ok(Page::new(Vec::new(), query.count().await.map_err(|error| refused(&error))?));
            }
            let query = query.skip(ask.offset).top(ask.limit.into());
            // The number of matches comes with the page.
            let (page, count) = query.page_with_total().await.map_err(|error| refused(&error))?;
            let fields = self.catalog.fields(&ask.at.model).await;
            let rows = page.rows.iter().map(|record| records::native(record, fields.as_deref()));
            Ok(Page::new(rows.collect(), count))
        })
    }

    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>> {
        Box::pin(async move {
            let found = self.model(&at).get(id).await.map_err(|error| refused(&error))?;
            let fields = self.catalog.fields(&at.model).await;
            Ok(found.map(|record| records::native(&record, fields.as_deref())))
        })
    }

    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, BTreeMap<String, Option<String>>> {
        Box::pin(async move {
            let ids: BTreeSet<String> = ids.into_iter().filter(|id| !id.is_empty()).collect();
            if ids.is_empty() {
                return Ok(BTreeMap::new());
            }
            let mut found = self.model(&at).get_many(ids.iter()).await.map_err(|error| refused(&error))?;
            let fields = self.catalog.fields(&at.model).await;
            let primary = fields.as_ref().and_then(|fields| primary_column(fields.definition()));
            let name = |record: Record| name_of(&records::native(&record, fields.as_deref()), primary.as_deref());
            Ok(ids
                .into_iter()
                .map(|id| {
                    let record = found.remove(&id);
                    (id, record.map(name))
                })
                .collect())
        })
    }

    fn write(&self, at: Place, write: Write) -> Reply<'_, Written> {
        Box::pin(async move {
            let fields = self.catalog.fields(&at.model).await;
            writes::carry_out(&self.model(&at), fields.as_deref(), write).await
        })
    }
}
