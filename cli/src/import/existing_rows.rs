//! Between preparing and sending: rows that are there already are passed over, and the others get the time since which
//! their records can have been created.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use weda::dynamic::ModelHandle;

use super::creation_time::newest;
use super::id_probe::{self, Probed};
use super::lookup::{self, Found};
use super::pending_row::{PendingRow, PreparedRow};
use super::preparation::Block;
use super::row_queue::{SharedState, lock};
use crate::failure::Failure;
use crate::fields::Fields;

/// Rows between two looks at how far the service's clock is.
const CLOCK_STRIDE: u64 = 2_000;

/// Looks for rows by their key.
pub(super) struct ExistingRows {
    pub model: ModelHandle,
    /// The field by which rows are known.
    pub key: Option<String>,
    /// Records that are created from now on are created at this time or later, where that can be told.
    pub since: Option<i64>,
    pub fields: Option<Arc<Fields>>,
    /// The time that one attempt of a call may take.
    pub attempt: Duration,
    pub shared: SharedState,
}

impl ExistingRows {
    /// Passes the rows on until the file ends or the receiver is gone.
    pub async fn run(mut self, mut blocks: Receiver<Block>, out: Sender<Block>) {
        let mut looked_at = 0;
        while let Some(block) = blocks.recv().await {
            let block = match block {
                Ok(rows) => {
                    let last = rows.last().map_or(looked_at, PreparedRow::number);
                    if self.since.is_some() && last.saturating_sub(looked_at) >= CLOCK_STRIDE {
                        looked_at = last;
                        // One that cannot be read is as good as the one before.
                        self.since = newest(&self.model).await.ok().flatten().or(self.since);
                    }
                    self.settle(rows).await
                }
                Err(failure) => Err(failure),
            };
            let is_last = block.is_err();
            if out.send(block).await.is_err() || is_last {
                return;
            }
        }
    }

    /// Passes over rows that are there already, and finds out whether the service keeps ids.
    ///
    /// # Errors
    /// See the errors of calls; or the service gives ids of its own.
    pub async fn settle(&self, mut rows: Vec<PreparedRow>) -> Block {
        for row in &mut rows {
            if let PreparedRow::Send(row) = row {
                row.since = self.since;
            }
        }
        let Some(key) = &self.key else { return Ok(rows) };
        let pending = rows.iter().filter_map(|row| match row {
            PreparedRow::Send(row) => Some(row),
            _ => None,
        });
        let mut found = lookup::by_key(&self.model, self.fields.as_deref(), key, pending).await?;
        let mut settled = Vec::with_capacity(rows.len());
        for row in rows {
            let PreparedRow::Send(row) = row else {
                settled.push(row);
                continue;
            };
            settled.push(match found.remove(&row.number) {
                Some(Found::Same { id, .. }) => PreparedRow::AlreadyThere { number: row.number, hash: row.hash, id },
                Some(Found::Other(reason)) => PreparedRow::Rejected { number: row.number, raw: row.raw, reason },
                None if lock(&self.shared).ids_kept => PreparedRow::Send(row),
                None => self.probe(row).await?,
            });
        }
        Ok(settled)
    }

    /// Sends the first row whose id is not there, alone.
    async fn probe(&self, row: PendingRow) -> Result<PreparedRow, Failure> {
        Ok(match id_probe::create(&self.model, &self.shared, &row, self.attempt).await? {
            Probed::Kept => PreparedRow::Created { number: row.number, hash: row.hash, id: row.id() },
            Probed::Refused(reason) => PreparedRow::Rejected { number: row.number, raw: row.raw, reason },
        })
    }
}
