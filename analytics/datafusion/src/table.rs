//! A model as a table.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{ScanArgs, ScanResult, Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use weda::Client;
use weda_definition::Definition;

use crate::condition::Condition;
use crate::options::TableOptions;
use crate::ranges;
use crate::scan::WedaScan;
use crate::source::Source;
use crate::spec::{RowCount, ScanSpec};

/// A model as a table of DataFusion. It is read by a client that refuses writes.
#[derive(Clone)]
pub struct WedaTable(Source);

impl WedaTable {
    /// Creates a table of the model that the definition describes.
    pub fn new(definition: Arc<Definition>, client: &Client, options: TableOptions) -> Self {
        Self(Source::new(definition, client, options))
    }

    /// Returns the definition of the model.
    pub fn definition(&self) -> &Definition {
        &self.0.definition
    }

    /// Returns the client that the table reads with. It refuses writes.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Creates the plan node of a scan, as after it was sent from another process.
    ///
    /// # Errors
    /// Returns an error if the model has no such column.
    pub fn scan_of(&self, spec: ScanSpec, input: Arc<dyn ExecutionPlan>) -> Result<WedaScan> {
        let at = |column: &String| self.0.schema.index_of(column);
        let columns = spec.columns.iter().map(at).collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(self.0.schema.project(&columns)?);
        Ok(WedaScan::new(self.0.clone(), spec, input, schema))
    }

    /// Returns the settings.
    pub fn options(&self) -> &TableOptions {
        &self.0.options
    }
}

impl fmt::Debug for WedaTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WedaTable").field(&self.0.definition.identifier).finish()
    }
}

#[async_trait]
impl TableProvider for WedaTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.0.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        if !self.0.options.pushdown {
            return Ok(vec![TableProviderFilterPushDown::Unsupported; filters.len()]);
        }
        // Together, conditions can be too long for a request.
        let mut accepted = Vec::new();
        let support = |filter: &&Expr| {
            let pushed = self.0.translated(|translator| translator.translate(filter));
            let Some(pushed) = pushed else { return TableProviderFilterPushDown::Unsupported };
            accepted.push(pushed.condition);
            if !self.0.can_send(&Condition::All(accepted.clone())) {
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
        let pushed: Vec<_> = self.0.translated(|translator| filters.iter().map(|f| translator.translate(f)).collect());
        let is_exact = pushed.iter().all(|pushed| pushed.as_ref().is_some_and(|pushed| pushed.exact));
        let conditions = pushed.into_iter().flatten().map(|pushed| pushed.condition).collect();
        let schema = match args.projection() {
            Some(columns) => Arc::new(self.0.schema.project(columns)?),
            None => Arc::clone(&self.0.schema),
        };
        let mut spec = ScanSpec {
            model: self.0.definition.identifier.clone(),
            columns: schema.fields().iter().map(|field| field.name().clone()).collect(),
            condition: Condition::all(conditions),
            order: None,
            limit: args.limit().map(|limit| limit as u64),
            rows: None,
        };
        let mut ends = Vec::new();
        // For `count(*)`, for the order of joins, for the partitions. A limit needs none of these.
        if self.0.options.pushdown && spec.limit.is_none() {
            let count = self.0.count(&spec).await?;
            spec.rows = Some(if is_exact { RowCount::Exact(count) } else { RowCount::AtMost(count) });
            // Of exact conditions alone, the number says all, and no record is read.
            let is_number = is_exact && schema.fields().is_empty();
            let most = match !is_number && ranges::has_ranges(&self.0.client, &spec.model) {
                true => self.0.options.partitions.min(state.config().target_partitions()),
                false => 1,
            };
            ends = ranges::ends(&self.0.client, &spec, count, ranges::partitions(count, most)).await?;
        }
        let scan = WedaScan::new(self.0.clone(), spec, ranges::table(&ends)?, schema);
        Ok((Arc::new(scan) as Arc<dyn ExecutionPlan>).into())
    }
}
