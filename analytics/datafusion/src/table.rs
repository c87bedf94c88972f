//! A model as a table.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{ScanArgs, ScanResult, Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use weda::dynamic::field;
use weda::{Client, GatewayKind};
use weda_arrow::Form;
use weda_definition::Definition;

use crate::condition::Condition;
use crate::error;
use crate::options::TableOptions;
use crate::pushdown::Translator;
use crate::ranges;
use crate::scan::WedaScan;
use crate::spec::{RowCount, ScanSpec, matches};

/// A model as a table of DataFusion. It is read by a client that refuses writes.
#[derive(Clone)]
pub struct WedaTable {
    definition: Arc<Definition>,
    client: Client,
    options: TableOptions,
    schema: SchemaRef,
}

impl WedaTable {
    /// Creates a table of the model that the definition describes.
    pub fn new(definition: Arc<Definition>, client: &Client, options: TableOptions) -> Self {
        let schema = weda_arrow::schema(&definition, Form::Table);
        Self { definition, client: client.read_only(), options, schema }
    }

    /// Returns the definition of the model.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Returns the client that the table reads with. It refuses writes.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Creates the plan node of a scan, as after it was sent from another process.
    ///
    /// # Errors
    /// Returns an error if the model has no such column.
    pub fn scan_of(&self, spec: ScanSpec, input: Arc<dyn ExecutionPlan>) -> Result<WedaScan> {
        let at = |column: &String| self.schema.index_of(column);
        let columns = spec.columns.iter().map(at).collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(self.schema.project(&columns)?);
        Ok(WedaScan::new(self.clone(), spec, input, schema))
    }

    /// Returns the settings.
    pub fn options(&self) -> &TableOptions {
        &self.options
    }

    pub(crate) fn translated<T>(&self, translate: impl FnOnce(&Translator<'_>) -> T) -> T {
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
    pub(crate) fn can_send(&self, condition: &Condition) -> bool {
        let query = matches(&self.client, &self.definition.identifier, Some(condition));
        let range = field("_id").one_of(["0".repeat(64), "1".repeat(64)]);
        query.filter(range).preview().is_ok()
    }

    /// Asks for the number of records that match.
    async fn count(&self, spec: &ScanSpec) -> Result<u64> {
        spec.matches(&self.client).count().await.map_err(error::of_client)
    }
}

impl fmt::Debug for WedaTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WedaTable").field(&self.definition.identifier).finish()
    }
}

#[async_trait]
impl TableProvider for WedaTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        if !self.options.pushdown {
            return Ok(vec![TableProviderFilterPushDown::Unsupported; filters.len()]);
        }
        // Together, conditions can be too long for a request.
        let mut accepted = Vec::new();
        let support = |filter: &&Expr| {
            let pushed = self.translated(|translator| translator.translate(filter));
            let Some(pushed) = pushed else { return TableProviderFilterPushDown::Unsupported };
            accepted.push(pushed.condition);
            if !self.can_send(&Condition::All(accepted.clone())) {
                accepted.pop();
                return TableProviderFilterPushDown::Unsupported;
            }
            if pushed.exact { TableProviderFilterPushDown::Exact } else { TableProviderFilterPushDown::Inexact }
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let args = ScanArgs::default()
            .with_projection(projection.map(Vec::as_slice))
            .with_filters(Some(filters))
            .with_limit(limit);
        Ok(self.scan_with_args(state, args).await?.into_inner())
    }

    async fn scan_with_args<'a>(&self, state: &dyn Session, args: ScanArgs<'a>) -> Result<ScanResult> {
        let filters = args.filters().unwrap_or_default();
        let pushed: Vec<_> = self.translated(|translator| filters.iter().map(|f| translator.translate(f)).collect());
        let is_exact = pushed.iter().all(|pushed| pushed.as_ref().is_some_and(|pushed| pushed.exact));
        let conditions = pushed.into_iter().flatten().map(|pushed| pushed.condition).collect();
        let schema = match args.projection() {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => Arc::clone(&self.schema),
        };
        let mut spec = ScanSpec {
            model: self.definition.identifier.clone(),
            columns: schema.fields().iter().map(|field| field.name().clone()).collect(),
            condition: Condition::all(conditions),
            order: None,
            limit: args.limit().map(|limit| limit as u64),
            rows: None,
        };
        let mut ends = Vec::new();
        // For `count(*)`, for the order of joins, for the partitions. A limit needs none of these.
        if self.options.pushdown && spec.limit.is_none() {
            let count = self.count(&spec).await?;
            spec.rows = Some(if is_exact { RowCount::Exact(count) } else { RowCount::AtMost(count) });
            // Of exact conditions alone, the number says all, and no record is read.
            let is_number = is_exact && schema.fields().is_empty();
            let most = match !is_number && ranges::has_ranges(&self.client, &spec.model) {
                true => self.options.partitions.min(state.config().target_partitions()),
                false => 1,
            };
            ends = ranges::ends(&self.client, &spec, count, ranges::partitions(count, most)).await?;
        }
        let scan = WedaScan::new(self.clone(), spec, ranges::table(&ends)?, schema);
        Ok((Arc::new(scan) as Arc<dyn ExecutionPlan>).into())
    }
}
