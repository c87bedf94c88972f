//! Groups rows into chunks.

use super::encoded_row::EncodedRow;
use super::job::{Job, Limits, PositionedRow, Work};

/// The chunk that is being filled.
#[derive(Default)]
pub(super) struct NextChunk {
    rows: Vec<PositionedRow>,
    /// Size of the body, or of the list of ids.
    bytes: usize,
}

impl NextChunk {
    /// Returns true if the row can be added to the chunk.
    pub fn has_room(&self, job: &Job, limits: Limits, row: &EncodedRow) -> bool {
        let Some(PositionedRow { encoded: last, .. }) = self.rows.last() else { return true };
        let features = job.client.gateway().features();
        let (most, joins) = match job.work {
            Work::Create { .. } => (limits.bytes, !row.is_alone && !last.is_alone),
            Work::Update | Work::Delete => {
                let is_one = |row: &EncodedRow| {
                    !features.commas_between_ids || row.id.as_ref().is_some_and(|id| !id.contains(','))
                };
                let lists = features.several_ids && [row, last].into_iter().all(|row| is_one(row) && !row.is_alone);
                (features.bytes_of_ids, lists && row.body == last.body)
            }
        };
        joins && self.bytes + size(&job.work, row) <= most
    }

    pub fn push(&mut self, job: &Job, row: PositionedRow) {
        self.bytes += size(&job.work, &row.encoded);
        self.rows.push(row);
    }

    pub fn take(&mut self) -> Vec<PositionedRow> {
        std::mem::take(self).rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn size(work: &Work, row: &EncodedRow) -> usize {
    match work {
        Work::Create { .. } => row.body.len() + 1,
        // The maximum length after percent-encoding.
        Work::Update | Work::Delete => row.id.as_ref().map_or(0, String::len) * 3 + 3,
    }
}
