//! The engine with the tables: plans statements and runs them.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::memory::{MemoryCatalogProvider, MemorySchemaProvider};
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlanBuilder;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::Statement;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use weda_arrow::Form;
use weda_datafusion::{CATALOG, Models, TableOptions};
use weda_definition::Definitions;

use crate::arguments::{Engine, Place, Texts};
use crate::catalog::{self, Listed};
use crate::engine_error::{self, Names};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::local_file::LocalFile;
use crate::requests::Requests;
use crate::settings::Found;
use crate::statement::Task;
use crate::suggestion;

/// Rows of a statement.
pub(crate) struct Rows {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: BoxStream<'static, Result<RecordBatch, DataFusionError>>,
    /// True for a plan: a name and a text of several lines in each row.
    pub(crate) is_plan: bool,
}

/// The engine. It has no client until a statement needs one.
pub(crate) struct Session<'a> {
    definitions: &'a Definitions,
    /// Local files as tables.
    local: Vec<(String, Arc<dyn TableProvider>)>,
    context: Option<SessionContext>,
    requests: Arc<Requests>,
    planned: u64,
}

impl<'a> Session<'a> {
    /// Opens the local files.
    ///
    /// # Errors
    /// Returns an error if one cannot be read.
    pub(crate) async fn new(definitions: &'a Definitions, files: &[LocalFile]) -> Result<Self, Failure> {
        let mut local = Vec::new();
        for file in files {
            local.push((file.name.clone(), file.open().await?));
        }
        Ok(Self { definitions, local, context: None, requests: Requests::new(), planned: 0 })
    }

    /// Returns true if the statement needs the client, and there is none yet.
    pub(crate) fn needs_client(&self, task: &Task) -> bool {
        self.context.is_none() && matches!(task, Task::Query(_) | Task::Explain(_))
    }

    /// Builds the client and the tables. Nothing is sent.
    ///
    /// # Errors
    /// Returns an error if keys or the environment are missing or not valid.
    pub(crate) fn connect(&mut self, found: &Found, place: &Place, engine: &Engine) -> Result<(), Failure> {
        let client = found.client(place, Arc::clone(&self.requests))?;
        let options = TableOptions {
            texts: match engine.texts {
                Texts::Unknown => weda_datafusion::Texts::Unknown,
                Texts::Binary => weda_datafusion::Texts::Binary,
            },
            partitions: engine.partitions.into(),
            ..TableOptions::default()
        };
        let models = Models::new(self.definitions.iter().cloned().collect(), &client, options);
        let context = weda_datafusion::session(&models);
        self.with_local(&context, &models).map_err(|error| self.failure(&error, ""))?;
        let state = context.state_ref();
        let mut state = state.write();
        let options = state.config_mut().options_mut();
        options.sql_parser.collect_spans = true;
        options.execution.target_partitions = options.execution.target_partitions.max(engine.partitions.into());
        drop(state);
        self.context = Some(context);
        Ok(())
    }

    /// Puts the local files beside the models, in a schema that takes both.
    fn with_local(&self, context: &SessionContext, models: &Models) -> Result<(), DataFusionError> {
        if self.local.is_empty() {
            return Ok(());
        }
        let schema = MemorySchemaProvider::new();
        for model in self.definitions.iter().filter_map(|definition| models.table(&definition.identifier)) {
            schema
                .register_table(model.definition().identifier.clone(), Arc::clone(model) as Arc<dyn TableProvider>)?;
        }
        for (name, table) in &self.local {
            schema.register_table(name.clone(), Arc::clone(table))?;
        }
        let catalog = MemoryCatalogProvider::new();
        catalog.register_schema(models.env_type(), Arc::new(schema))?;
        context.register_catalog(CATALOG, Arc::new(catalog));
        Ok(())
    }

    /// Number of requests so far.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.sent()
    }

    /// Number of requests that the planning of the last statement took.
    pub(crate) fn planning_requests(&self) -> u64 {
        self.planned
    }

    /// Plans a statement of `sql` and begins to run it. With `rows` above 0, the engine needs to make one more than these
    /// at most.
    ///
    /// # Errors
    /// Returns an error if the statement cannot be planned, does more than read, or names a table that does not exist.
    pub(crate) async fn run(&mut self, task: &Task, sql: &str, rows: usize) -> Result<Rows, Failure> {
        self.planned = 0;
        let before = self.requests();
        let rows = match task {
            Task::Tables => of_batch(catalog::tables(&self.listed()))?,
            Task::Describe(name) => of_batch(catalog::columns(&self.table(name)?))?,
            Task::Query(statement) => self.query(statement, Some(rows).filter(|rows| *rows > 0), sql).await?,
            Task::Explain(statement) => Rows { is_plan: true, ..self.query(statement, None, sql).await? },
        };
        self.planned = self.requests() - before;
        Ok(rows)
    }

    async fn query(&self, statement: &Statement, rows: Option<usize>, sql: &str) -> Result<Rows, Failure> {
        let Some(context) = &self.context else {
            return Err(Failure::new(Exit::Other, "the tables are not connected"));
        };
        self.stream(context, statement, rows).await.map_err(|error| self.failure(&error, sql))
    }

    async fn stream(
        &self,
        context: &SessionContext,
        statement: &Statement,
        rows: Option<usize>,
    ) -> Result<Rows, DataFusionError> {
        let state = context.state();
        let plan = state.statement_to_plan(statement.clone()).await?;
        // The second safeguard: whatever the text was taken for, its plan has nothing but reads.
        let reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let only_reads = reads.verify_plan(&plan);
        only_reads.map_err(|_| DataFusionError::Plan("the statement is refused: weda-sql only reads".to_owned()))?;
        let plan = match rows {
            Some(rows) => LogicalPlanBuilder::from(plan).limit(0, Some(rows.saturating_add(1)))?.build()?,
            None => plan,
        };
        let plan = DataFrame::new(state, plan).create_physical_plan().await?;
        let schema = plan.schema();
        let batches = execute_stream(plan, context.task_ctx())?.boxed();
        Ok(Rows { schema, batches, is_plan: false })
    }

    /// The failure of an error of the engine.
    pub(crate) fn failure(&self, error: &DataFusionError, sql: &str) -> Failure {
        engine_error::failure(error, sql, &|names| match names {
            Names::Tables => self.listed().iter().map(|table| table.name.to_owned()).collect(),
            Names::Functions => self.functions(),
        })
    }

    fn functions(&self) -> Vec<String> {
        let Some(context) = &self.context else { return Vec::new() };
        let state = context.state();
        let all = state.scalar_functions().keys().chain(state.aggregate_functions().keys());
        let all: BTreeSet<&String> = all.chain(state.window_functions().keys()).collect();
        all.into_iter().cloned().collect()
    }

    /// All tables, sorted by name.
    fn listed(&self) -> Vec<Listed<'_>> {
        let models = self.definitions.iter().map(|definition| Listed {
            name: &definition.identifier,
            schema: weda_arrow::schema(definition, Form::Table),
            definition: Some(definition),
        });
        let local = self.local.iter().map(|(name, table)| Listed { name, schema: table.schema(), definition: None });
        let mut all: Vec<Listed<'_>> = models.chain(local).collect();
        all.sort_by_key(|table| table.name);
        all
    }

    /// The table with this name, which may have a catalog and a schema before it.
    fn table(&self, name: &[String]) -> Result<Listed<'_>, Failure> {
        let name = name.last().map_or("", String::as_str);
        let mut all = self.listed();
        if let Some(at) = all.iter().position(|table| table.name == name) {
            return Ok(all.swap_remove(at));
        }
        let names: Vec<&str> = all.iter().map(|table| table.name).collect();
        let hint = suggestion::hint(name, &names).unwrap_or_else(|| "SHOW TABLES lists the tables".to_owned());
        Err(Failure::new(Exit::NotFound, format!("there is no table {}", suggestion::quoted(name))).hint(hint))
    }
}

fn of_batch(batch: Result<RecordBatch, datafusion::arrow::error::ArrowError>) -> Result<Rows, Failure> {
    let batch = batch.map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    let schema = batch.schema();
    Ok(Rows { schema, batches: stream::iter([Ok(batch)]).boxed(), is_plan: false })
}
