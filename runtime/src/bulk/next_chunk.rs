//! Which rows go out together.

use super::encoded_row::EncodedRow;
use super::job::{Job, Limits, Placed, Work};

/// The rows that wait for others to go out with.
#[derive(Default)]
pub(super) struct NextChunk {
    rows: Vec<Placed>,
    /// Of the body, or of the list of ids.
    bytes: usize,
}

impl NextChunk {
    /// Whether a row can be in one call with those that wait.
    pub fn has_room(&self, job: &Job, limits: Limits, row: &EncodedRow) -> bool {
        let Some(Placed { line: last, .. }) = self.rows.last() else { return true };
        let features = job.client.gateway().features();
        let (most, joins) = match job.work {
            Work::Create { .. } => (limits.bytes, !row.is_empty && !last.is_empty),
            Work::Update | Work::Delete => {
                let is_one = |row: &EncodedRow| {
                    !features.commas_between_ids || row.id.as_ref().is_some_and(|id| !id.contains(','))
                };
                let lists = features.several_ids && is_one(row) && is_one(last);
                (features.bytes_of_ids, lists && row.encoded == last.encoded)
            }
        };
        joins && self.bytes + size(&job.work, row) <= most
    }

    pub fn push(&mut self, job: &Job, row: Placed) {
        self.bytes += size(&job.work, &row.line);
        self.rows.push(row);
    }

    pub fn take(&mut self) -> Vec<Placed> {
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
        Work::Create { .. } => row.encoded.len() + 1,
        // As long as it can get by being encoded.
        Work::Update | Work::Delete => row.id.as_ref().map_or(0, String::len) * 3 + 3,
    }
}
