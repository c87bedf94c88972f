//! Models as a catalog.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::error::DataFusionError;
use weda::Client;
use weda_definition::{Definitions, Errors};

use crate::options::TableOptions;
use crate::table::WedaTable;

/// The tables of a set of models, by identifier.
#[derive(Debug, Clone)]
pub struct Models {
    tables: Arc<BTreeMap<String, Arc<WedaTable>>>,
    env_type: String,
}

impl Models {
    /// Creates a table for each definition.
    pub fn new(definitions: Definitions, client: &Client, options: TableOptions) -> Self {
        let table = |definition| Arc::new(WedaTable::new(Arc::new(definition), client, options));
        let tables = definitions.into_iter().map(|definition| (definition.identifier.clone(), table(definition)));
        Self { tables: Arc::new(tables.collect()), env_type: client.env_type().to_string() }
    }

    /// Creates a table for each definition of a directory, such as `database-schemas`.
    ///
    /// # Errors
    /// Returns the problems of all files, or an error if the directory cannot be read.
    pub fn from_directory(directory: impl AsRef<Path>, client: &Client, options: TableOptions) -> Result<Self, Errors> {
        Ok(Self::new(Definitions::read(directory)?, client, options))
    }

    /// Returns the table of the model with this identifier.
    pub fn table(&self, identifier: &str) -> Option<&Arc<WedaTable>> {
        self.tables.get(identifier)
    }

    /// Iterates over the tables, sorted by identifier.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<WedaTable>> {
        self.tables.values()
    }

    /// Returns the environment type of the client, the name of the schema: `pre` or `prod`.
    pub fn env_type(&self) -> &str {
        &self.env_type
    }
}

/// A catalog of one schema, named by the environment type.
#[derive(Debug, Clone)]
pub struct WedaCatalog(Arc<WedaSchema>);

impl WedaCatalog {
    /// Creates the catalog of the models.
    pub fn new(models: &Models) -> Self {
        Self(Arc::new(WedaSchema(models.clone())))
    }
}

impl CatalogProvider for WedaCatalog {
    fn schema_names(&self) -> Vec<String> {
        vec![self.0.0.env_type().to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        (name == self.0.0.env_type()).then(|| Arc::clone(&self.0) as Arc<dyn SchemaProvider>)
    }
}

/// A schema with a table for each model, named by its identifier.
#[derive(Debug, Clone)]
pub struct WedaSchema(Models);

impl WedaSchema {
    /// Creates the schema of the models.
    pub fn new(models: &Models) -> Self {
        Self(models.clone())
    }
}

#[async_trait]
impl SchemaProvider for WedaSchema {
    fn table_names(&self) -> Vec<String> {
        self.0.tables.keys().cloned().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        Ok(self.0.table(name).map(|table| Arc::clone(table) as Arc<dyn TableProvider>))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.0.table(name).is_some()
    }
}
