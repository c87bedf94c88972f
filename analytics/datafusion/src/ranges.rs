//! Partitions: ranges of ids.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::memory::MemorySourceConfig;
use datafusion::common::Result;
use datafusion::physical_plan::ExecutionPlan;
use weda::Client;
use weda::dynamic::field;

use crate::error;
use crate::spec::{Range, ScanSpec};

/// Maximum number of records of a page of the client.
pub(crate) const PAGE: u64 = 200;

impl Range {
    /// Reads the ranges of a batch of [`table`].
    pub fn of_batch(batch: &RecordBatch) -> Vec<Range> {
        let [after, until] = [0, 1].map(|at| batch.column(at).as_string::<i32>());
        let end = |ends: &StringArray, row| ends.is_valid(row).then(|| ends.value(row).to_owned());
        (0..batch.num_rows()).map(|row| Range { after: end(after, row), until: end(until, row) }).collect()
    }
}

/// Returns a table in memory with the ranges between the ends, each in a partition of its own.
///
/// A scan reads what this input says, so that it is right wherever the input is: Ballista gives each task its part of the
/// plan by cutting the leaves that it knows. A leaf of ours would stay whole in each, and all rows would come several times.
pub(crate) fn table(ends: &[String]) -> Result<Arc<dyn ExecutionPlan>> {
    let column = |name| Field::new(name, DataType::Utf8, true);
    let schema = Arc::new(Schema::new(vec![column("after"), column("until")]));
    let partitions = (0..=ends.len()).map(|at| {
        let after = at.checked_sub(1).map(|before| ends[before].as_str());
        let until = ends.get(at).map(String::as_str);
        let columns = [after, until].map(|end| Arc::new(StringArray::from(vec![end])) as ArrayRef);
        Ok(vec![RecordBatch::try_new(Arc::clone(&schema), columns.to_vec())?])
    });
    let partitions = partitions.collect::<Result<Vec<_>>>()?;
    Ok(MemorySourceConfig::try_new_exec(&partitions, schema, None)?)
}

/// Returns the number of partitions for so many records: a range has two pages on average, at least.
pub(crate) fn partitions(records: u64, most: usize) -> u64 {
    let pages = records.div_ceil(PAGE);
    (most as u64).min(pages / 2).max(1)
}

/// Returns true if the client can ask for ranges: the data-model gateway orders numbers and times alone.
pub(crate) fn has_ranges(client: &Client, model: &str) -> bool {
    client.model(model).query().filter(field("_id").gt("")).preview().is_ok()
}

/// Asks the service for the ends between so many ranges of about the same number of records, one after the other.
///
/// The ends are ids of records in the service's own order, and each is asked for after the one before. So the ranges are
/// right under any order that the service's comparisons and its sorting share, whatever the ids look like and whatever is
/// written meanwhile.
///
/// # Errors
/// Returns an error if a request fails.
pub(crate) async fn ends(client: &Client, spec: &ScanSpec, records: u64, partitions: u64) -> Result<Vec<String>> {
    let mut ends: Vec<String> = Vec::new();
    for _ in 1..partitions {
        let after = ends.last().map(|before| field("_id").gt(before));
        let query = spec.matches(client).filter(after).order_by(field("_id").asc()).select(["_id"]);
        let last = query.skip((records / partitions).saturating_sub(1)).first().await.map_err(error::of_client)?;
        let Some(last) = last else { break };
        ends.push(last.id().to_owned());
    }
    Ok(ends)
}
