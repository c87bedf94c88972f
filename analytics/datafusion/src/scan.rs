//! The plan node that reads records.

mod display;
mod dynamic;
mod read;
mod statistics;

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::{ExecutionPlan, Partitioning, PlanProperties};

use crate::ranges;
use crate::source::Source;
use crate::spec::{Range, ScanOrder, ScanSpec};

/// A plan node that reads the records of a model. Its input says which ranges of ids each partition has.
pub struct WedaScan {
    source: Source,
    spec: ScanSpec,
    input: Arc<dyn ExecutionPlan>,
    schema: SchemaRef,
    /// Filters that other nodes fill in while the plan runs.
    dynamic: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl WedaScan {
    /// Creates a node; `schema` has the columns of `spec`, and no others.
    pub(crate) fn new(source: Source, spec: ScanSpec, input: Arc<dyn ExecutionPlan>, schema: SchemaRef) -> Self {
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
        let metrics = ExecutionPlanMetricsSet::new();
        Self { source, spec, input, schema, dynamic: Vec::new(), properties, metrics }
    }

    /// Returns what the scan asks for.
    pub fn spec(&self) -> &ScanSpec {
        &self.spec
    }

    /// Returns this node with another specification of the same columns, or with another input.
    fn with(&self, spec: ScanSpec, input: &Arc<dyn ExecutionPlan>) -> Self {
        let scan = Self::new(self.source.clone(), spec, Arc::clone(input), Arc::clone(&self.schema));
        Self { dynamic: self.dynamic.clone(), ..scan }
    }

    /// Returns a node of one partition whose first rows in an order the service chooses; `None` if it cannot be asked for
    /// the order, or may have another one.
    pub(crate) fn sorted(&self, order: ScanOrder, limit: u64) -> Option<Self> {
        let data_type = self.schema.field_with_name(&order.field).ok()?.data_type();
        let is_certain = matches!(
            data_type,
            DataType::Float64 | DataType::Int64 | DataType::Timestamp(..) | DataType::Date32 | DataType::Time32(_)
        );
        if !is_certain || !self.source.options.pushdown || self.spec.limit.is_some() {
            return None;
        }
        let spec = ScanSpec { order: Some(order), limit: Some(limit), ..self.spec.clone() };
        spec.query(&self.source.client, &Range::default()).preview().ok()?;
        // A filter that is filled in later would leave out rows after the limit.
        let all = ranges::table(&[]).ok()?;
        Some(Self::new(self.source.clone(), spec, all, Arc::clone(&self.schema)))
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
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for filter in &self.dynamic {
            if visit(filter)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    // Deprecated, but without a default: `replace_children` falls back to it.
    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let [input] = children.as_slice() else {
            return internal_err!("a scan of WeDa has one input, not {}", children.len());
        };
        Ok(Arc::new(self.with(self.spec.clone(), input)))
    }

    // The next run of the plan has filters of its own.
    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        let (source, input, schema) = (self.source.clone(), Arc::clone(&self.input), Arc::clone(&self.schema));
        Ok(Arc::new(Self::new(source, self.spec.clone(), input, schema)))
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
            statistics.num_rows = statistics::rows(count, self.spec.limit, self.partitions());
        }
        Ok(Arc::new(statistics))
    }

    /// Takes the filters that are filled in while the plan runs. It does not promise to apply them.
    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let filters = result.parent_filters.iter().map(|parent| &parent.filter);
        let dynamic: Vec<_> = filters.filter(|filter| dynamic::is_dynamic(filter)).map(Arc::clone).collect();
        let answer = vec![PushedDown::No; result.parent_filters.len()];
        let propagation = FilterPushdownPropagation::with_parent_pushdown_result(answer);
        if phase != FilterPushdownPhase::Post || !self.source.options.pushdown || dynamic.is_empty() {
            return Ok(propagation);
        }
        let scan = Self { dynamic, ..self.with(self.spec.clone(), &self.input) };
        Ok(propagation.with_updated_node(Arc::new(scan)))
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        let limit = limit.map(|limit| limit as u64);
        Some(Arc::new(self.with(ScanSpec { limit, ..self.spec.clone() }, &self.input)))
    }

    fn fetch(&self) -> Option<usize> {
        self.spec.limit.and_then(|limit| usize::try_from(limit).ok())
    }
}
