//! Sorting by the service.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::sort::SortExec;

use crate::ranges::PAGE;
use crate::scan::WedaScan;
use crate::spec::ScanOrder;

/// A rule that lets the service sort: `ORDER BY "updatedAt" DESC LIMIT 10` is then one request of ten records.
///
/// Only by one number, moment, day or time, with nulls as the smallest values, directly over a scan, and with a limit of at
/// most one page: over several pages, records with equal values may change places. One of [`with_rules`](crate::with_rules).
#[derive(Debug, Default, Clone, Copy)]
pub struct SortByService;

impl PhysicalOptimizerRule for SortByService {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let sorted = |plan: Arc<dyn ExecutionPlan>| {
            Ok(match plan.downcast_ref::<SortExec>().and_then(by_service) {
                Some(scan) => Transformed::yes(scan),
                None => Transformed::no(plan),
            })
        };
        plan.transform_up(sorted).data()
    }

    fn name(&self) -> &str {
        "weda_sort_by_service"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Returns the scan that replaces a sort, if the service can sort so.
fn by_service(sort: &SortExec) -> Option<Arc<dyn ExecutionPlan>> {
    let limit = sort.fetch().map(|limit| limit as u64).filter(|limit| *limit <= PAGE)?;
    let scan = sort.input().downcast_ref::<WedaScan>()?;
    let [by] = sort.expr().as_ref() else { return None };
    let column = by.expr.downcast_ref::<Column>()?;
    let nulls_are_smallest = by.options.nulls_first != by.options.descending;
    if !nulls_are_smallest {
        return None;
    }
    let order = ScanOrder { field: column.name().to_owned(), descending: by.options.descending };
    Some(Arc::new(scan.sorted(order, limit)?))
}
