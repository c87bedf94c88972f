//! Numbers of rows.

use datafusion::common::stats::Precision;

use crate::spec::RowCount;

/// Returns the number of rows of a scan. A limit holds for each partition.
pub(super) fn rows(count: RowCount, limit: Option<u64>, partitions: usize) -> Precision<usize> {
    let most = limit.map_or(u64::MAX, |limit| limit.saturating_mul(partitions as u64));
    let at_most = |count: u64| usize::try_from(most.min(count)).unwrap_or(usize::MAX);
    match count {
        RowCount::Exact(count) if limit.is_none() || partitions == 1 => Precision::Exact(at_most(count)),
        RowCount::Exact(count) | RowCount::AtMost(count) => Precision::Inexact(at_most(count)),
    }
}
