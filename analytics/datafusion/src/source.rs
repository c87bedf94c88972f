//! A model with the client that reads it.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use weda::dynamic::field;
use weda::{Client, GatewayKind};
use weda_arrow::Form;
use weda_definition::Definition;

use crate::condition::Condition;
use crate::error;
use crate::options::TableOptions;
use crate::pushdown::Translator;
use crate::spec::{ScanSpec, matches};

#[derive(Clone)]
pub(crate) struct Source {
    pub definition: Arc<Definition>,
    /// It refuses writes.
    pub client: Client,
    pub options: TableOptions,
    pub schema: SchemaRef,
}

impl Source {
    pub fn new(definition: Arc<Definition>, client: &Client, options: TableOptions) -> Self {
        let schema = weda_arrow::schema(&definition, Form::Table);
        Self { definition, client: client.read_only(), options, schema }
    }

    pub fn translated<T>(&self, translate: impl FnOnce(&Translator<'_>) -> T) -> T {
        translate(&Translator {
            definition: &self.definition,
            schema: &self.schema,
            texts: self.options.texts,
            null_may_be_empty: self.client.gateway_kind() != GatewayKind::OData,
            can_send: &|condition| self.can_send(condition),
        })
    }

    /// Returns true if the client can send the condition, by its gateway, its dialect and the length of the request, with
    /// room for a range of ids.
    pub fn can_send(&self, condition: &Condition) -> bool {
        let query = matches(&self.client, &self.definition.identifier, Some(condition));
        let range = field("_id").one_of(["0".repeat(64), "1".repeat(64)]);
        query.filter(range).preview().is_ok()
    }

    /// Asks for the number of records that match.
    pub async fn count(&self, spec: &ScanSpec) -> Result<u64> {
        spec.matches(&self.client).count().await.map_err(error::of_client)
    }
}
