//! The stage between preparing and sending: skips rows that are already stored, and sets the earliest creation time of the
//! others.

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

/// Number of rows between two reads of the service's clock.
const CLOCK_STRIDE: u64 = 2_000;

/// Looks up rows by key.
pub(super) struct ExistingRows {
    pub model: ModelHandle,
    /// The field that identifies rows.
    pub key: Option<String>,
    /// The earliest creation time of records created from now on, if known.
    pub since: Option<i64>,
    pub fields: Option<Arc<Fields>>,
    /// Timeout of one attempt of a call.
    pub attempt: Duration,
    pub shared: SharedState,
}

impl ExistingRows {
    /// Forwards rows until the file ends or the receiver is dropped.
    pub async fn run(mut self, mut blocks: Receiver<Block>, out: Sender<Block>) {
        let mut last_clock_read = 0;
        while let Some(block) = blocks.recv().await {
            let block = match block {
                Ok(rows) => {
                    let last = rows.last().map_or(last_clock_read, PreparedRow::number);
                    if self.since.is_some() && last.saturating_sub(last_clock_read) >= CLOCK_STRIDE {
                        last_clock_read = last;
                        // If it cannot be read, the earlier time remains valid.
                        self.since = newest(&self.model).await.ok().flatten().or(self.since);
                    }
                    self.look_up(rows).await
                }
                Err(failure) => Err(failure),
            };
            let is_last = block.is_err();
            if out.send(block).await.is_err() || is_last {
                return;
            }
        }
    }

    /// Marks rows that are already stored, and tests whether the service preserves ids.
    ///
    /// # Errors
    /// Returns an error if a call fails, or if the service assigns its own ids.
    pub async fn look_up(&self, mut rows: Vec<PreparedRow>) -> Block {
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
        let mut checked = Vec::with_capacity(rows.len());
        for row in rows {
            let PreparedRow::Send(row) = row else {
                checked.push(row);
                continue;
            };
            checked.push(match found.remove(&row.number) {
                Some(Found::Same { id, .. }) => PreparedRow::AlreadyThere { number: row.number, hash: row.hash, id },
                Some(Found::Other(reason)) => PreparedRow::Rejected { number: row.number, raw: row.raw, reason },
                None if lock(&self.shared).ids_kept => PreparedRow::Send(row),
                None => self.probe(row).await?,
            });
        }
        Ok(checked)
    }

    /// Sends the first row whose id is not stored, alone.
    async fn probe(&self, row: PendingRow) -> Result<PreparedRow, Failure> {
        Ok(match id_probe::create(&self.model, &self.shared, &row, self.attempt).await? {
            Probed::Kept => PreparedRow::Created { number: row.number, hash: row.hash, id: row.id() },
            Probed::Refused(reason) => PreparedRow::Rejected { number: row.number, raw: row.raw, reason },
        })
    }
}
