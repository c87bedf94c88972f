//! The plan node that reads records.

mod display;
mod read;

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::{ExecutionPlan, Partitioning, PlanProperties};
use weda::Client;

use crate::spec::{RowCount, ScanSpec};

/// A plan node that reads the records of a model. Its input says which ranges of ids each partition has.
pub struct WedaScan {
    spec: ScanSpec,
    input: Arc<dyn ExecutionPlan>,
    client: Client,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl WedaScan {
    /// Creates a node; `schema` has the columns of `spec`, and no others.
    pub(crate) fn new(spec: ScanSpec, input: Arc<dyn ExecutionPlan>, client: Client, schema: SchemaRef) -> Self {
        let mut equivalence = EquivalenceProperties::new(Arc::clone(&schema));
        if let Some(order) = &spec.order
            && let Ok(at) = schema.index_of(&order.field)
        {
            let options = SortOptions { descending: order.descending, nulls_first: !order.descending };
            equivalence.add_ordering([PhysicalSortExpr { expr: Arc::new(Column::new(&order.field, at)), options }]);
        }
        let properties = Arc::new(PlanProperties::new(
            equivalence,
            Partitioning::UnknownPartitioning(input.properties().partitioning.partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        ));
        Self { spec, input, client, schema, properties, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// Returns what the scan asks for.
    pub fn spec(&self) -> &ScanSpec {
        &self.spec
    }

    /// Returns this node with another specification of the same columns.
    fn with_spec(&self, spec: ScanSpec) -> Self {
        Self::new(spec, Arc::clone(&self.input), self.client.clone(), Arc::clone(&self.schema))
    }

    fn partitions(&self) -> usize {
        self.properties.partitioning.partition_count()
    }
}

impl fmt::Debug for WedaScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WedaScan").field("spec", &self.spec).field("input", &self.input).finish_non_exhaustive()
    }
}

impl ExecutionPlan for WedaScan {
    fn name(&self) -> &str {
        "WedaScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    // Each row of the input is a range: dealt out to other partitions, they would be read by fewer of them.
    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    // Deprecated, but without a default: `replace_children` falls back to it.
    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let [input] = children.as_slice() else {
            return internal_err!("a scan of WeDa has one input, not {}", children.len());
        };
        Ok(Arc::new(Self::new(self.spec.clone(), Arc::clone(input), self.client.clone(), Arc::clone(&self.schema))))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        read::stream(self, partition, context)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn statistics_from_inputs(&self, _: &[Arc<Statistics>], args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let mut statistics = Statistics::new_unknown(&self.schema);
        if let (Some(count), None) = (self.spec.rows, args.partition()) {
            statistics.num_rows = self.rows(count);
        }
        Ok(Arc::new(statistics))
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        let limit = limit.map(|limit| limit as u64);
        Some(Arc::new(self.with_spec(ScanSpec { limit, ..self.spec.clone() })))
    }

    fn fetch(&self) -> Option<usize> {
        self.spec.limit.and_then(|limit| usize::try_from(limit).ok())
    }
}

impl WedaScan {
    fn rows(&self, count: RowCount) -> Precision<usize> {
        // A limit holds for each partition.
        let limit = self.spec.limit.map(|limit| limit.saturating_mul(self.partitions() as u64));
        let at_most = |count: u64| usize::try_from(limit.map_or(count, |limit| limit.min(count))).unwrap_or(usize::MAX);
        match count {
            RowCount::Exact(count) if self.spec.limit.is_none() || self.partitions() == 1 => {
                Precision::Exact(at_most(count))
            }
            RowCount::Exact(count) | RowCount::AtMost(count) => Precision::Inexact(at_most(count)),
        }
    }
}
