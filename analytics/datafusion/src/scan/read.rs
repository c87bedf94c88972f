//! Pages of records become batches.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::metrics::{BaselineMetrics, MetricBuilder};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::WedaScan;
use crate::error;
use crate::ranges::Range;

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
    let (spec, client) = (scan.spec.clone(), scan.client.clone());
    let (schema, model) = (Arc::clone(&scan.schema), scan.spec.model.clone());
    let batches = ranges
        .map_ok(move |ranges| {
            let queries: Vec<_> = Range::of_batch(&ranges).iter().map(|range| spec.query(&client, range)).collect();
            stream::iter(queries).flat_map(|query| query.pages()).map_err(error::of_client)
        })
        .try_flatten()
        .map(move |page| -> Result<RecordBatch> {
            let page = page?;
            let _timer = metrics.elapsed_compute().timer();
            pages.add(1);
            let batch = weda_arrow::batch(&schema, &page.rows).map_err(|error| error::in_model(&model, error))?;
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
    Ok(Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&scan.schema), batches)))
}
