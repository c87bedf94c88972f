//! Pages of records become batches.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::metrics::{BaselineMetrics, MetricBuilder};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{WedaScan, dynamic};
use crate::error;
use crate::ranges::PAGE;
use crate::spec::{Range, RowCount};

/// Returns the batches of a partition, one for each page. Requests are sent as batches are asked for, and no more once the
/// stream is dropped.
///
/// # Errors
/// Returns an error if the input has no such partition.
pub(super) fn stream(
    scan: &WedaScan,
    partition: usize,
    context: Arc<TaskContext>,
) -> Result<SendableRecordBatchStream> {
    let ranges = scan.input.execute(partition, context)?;
    let metrics = BaselineMetrics::new(&scan.metrics, partition);
    let pages = MetricBuilder::new(&scan.metrics).counter("pages", partition);
    let (source, spec, dynamic) = (scan.source.clone(), scan.spec.clone(), scan.dynamic.clone());
    let (schema, columns, model) = (Arc::clone(&scan.schema), Arc::clone(&scan.schema), scan.spec.model.clone());
    let prefetch = prefetch(scan);
    let batches = ranges
        .and_then(move |ranges| {
            // Not before the first poll: by then, a join has read its other side.
            let spec = dynamic::narrowed(&source, &columns, &spec, &dynamic);
            let query = |range: &Range| spec.query(&source.client, range).prefetch(prefetch);
            let queries: Vec<_> = Range::of_batch(&ranges).iter().map(query).collect();
            let (columns, model) = (Arc::clone(&columns), model.clone());
            let read = move |query| {
                let model = model.clone();
                let batches = weda_arrow::batches(query, Arc::clone(&columns), PAGE as usize);
                batches.map_err(move |error| error::of_records(&model, error))
            };
            std::future::ready(Ok(stream::iter(queries).flat_map(read)))
        })
        .try_flatten()
        .inspect_ok(move |batch| {
            pages.add(1);
            metrics.record_output(batch.num_rows());
        });
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
}

/// Returns the number of pages to request at the same time: together, the partitions request as many as the table may have
/// partitions. A scan of a single partition is then as fast, where ids have no ranges.
fn prefetch(scan: &WedaScan) -> usize {
    let partitions = scan.partitions();
    let rows = match (scan.spec.limit, scan.spec.rows) {
        (Some(limit), _) => limit,
        (None, Some(RowCount::Exact(rows) | RowCount::AtMost(rows))) => rows / partitions.max(1) as u64,
        (None, None) => 0,
    };
    let pages = usize::try_from(rows / PAGE).unwrap_or(usize::MAX);
    (scan.source.options.partitions / partitions.max(1)).min(pages).max(1)
}
