//! The first stage: reads, maps and checks rows on a separate thread.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::Sender;

use super::pending_row::{PendingRow, PreparedRow};
use super::resume::hash_of;
use super::row_mapper::{Mapped, RowMapper};
use super::unique_rows::UniqueRows;
use crate::failure::{Failure, TransferError};
use crate::records::{ReadError, Row};

/// Maximum number of rows, and of bytes, in a block.
pub(super) const BLOCK: usize = 500;
const BLOCK_BYTES: usize = 1 << 20;

/// Rows, or the error that ends them. An empty block marks the end of the file, to distinguish it from a panic of a stage.
pub(super) type Block = Result<Vec<PreparedRow>, Failure>;

/// Numbers of rows with values that are not sent, by field.
#[derive(Clone, Default)]
pub(super) struct LeftOut(Arc<Mutex<BTreeMap<String, u64>>>);

impl LeftOut {
    pub fn add(&self, fields: Vec<String>) {
        if fields.is_empty() {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for field in fields {
            *counts.entry(field).or_default() += 1;
        }
    }

    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Turns rows into prepared rows.
pub(super) struct Preparation {
    pub mapper: Arc<RowMapper>,
    pub unique: UniqueRows,
    pub left_out: LeftOut,
}

impl Preparation {
    /// Prepares all rows and sends them to the channel.
    ///
    /// # Errors
    /// Returns an error if the thread cannot be started.
    pub fn start(
        self,
        rows: impl Iterator<Item = Result<Row, ReadError>> + Send + 'static,
        read: Arc<AtomicU64>,
        out: Sender<Block>,
    ) -> Result<(), Failure> {
        let run = move || {
            // A closed channel means that the import has ended.
            let _ = self.run(rows, &read, &out);
        };
        // The thread is not joined: reading a pipe may never end.
        std::thread::Builder::new().name("rows".to_owned()).spawn(run).map_err(Failure::NoRuntime)?;
        Ok(())
    }

    /// Returns `None` if the receiver was dropped.
    fn run(
        mut self,
        rows: impl Iterator<Item = Result<Row, ReadError>>,
        read: &AtomicU64,
        out: &Sender<Block>,
    ) -> Option<()> {
        let (mut block, mut bytes) = (Vec::with_capacity(BLOCK), 0);
        for row in rows {
            let row = match row {
                Ok(row) => self.prepare(row),
                Err(error) => {
                    if !block.is_empty() {
                        out.blocking_send(Ok(block)).ok()?;
                    }
                    return out.blocking_send(Err(TransferError::Read(error).into())).ok();
                }
            };
            read.store(row.number(), Ordering::Relaxed);
            bytes += row.bytes();
            block.push(row);
            if block.len() >= BLOCK || bytes >= BLOCK_BYTES {
                bytes = 0;
                out.blocking_send(Ok(std::mem::replace(&mut block, Vec::with_capacity(BLOCK)))).ok()?;
            }
        }
        if !block.is_empty() {
            out.blocking_send(Ok(block)).ok()?;
        }
        out.blocking_send(Ok(Vec::new())).ok()
    }

    /// Prepares a row, or rejects it with a reason.
    pub fn prepare(&mut self, row: Row) -> PreparedRow {
        match self.judged(&row) {
            Err(reason) => PreparedRow::Rejected { number: row.number, raw: row.raw, reason },
            Ok(mapped) => PreparedRow::Send(self.pending(row, mapped)),
        }
    }

    /// Prepares a row in doubt for a lookup, with the reason why it must not be sent again, if any.
    pub fn in_doubt(&mut self, row: Row) -> (PendingRow, Option<String>) {
        let reason = match self.judged(&row) {
            Ok(mapped) => return (self.pending(row, mapped), None),
            Err(reason) => reason,
        };
        // It was sent with `--no-check`, or was changed since.
        let unchecked = row.record.as_ref().ok().and_then(|record| self.mapper.apply_unchecked(record).ok());
        (self.pending(row, unchecked.unwrap_or_default()), Some(reason))
    }

    fn judged(&mut self, row: &Row) -> Result<Mapped, String> {
        let record = row.record.as_ref().map_err(|invalid| invalid.reason.clone())?;
        let mapped = self.mapper.apply(record)?;
        self.unique.check(row.number, &mapped)?;
        Ok(mapped)
    }

    fn pending(&self, row: Row, mapped: Mapped) -> PendingRow {
        self.left_out.add(mapped.left_out);
        PendingRow {
            number: row.number,
            hash: hash_of(&row),
            raw: row.raw,
            body: mapped.body,
            key: mapped.key,
            since: None,
            attempts: 0,
            created_then: 0,
        }
    }

    /// Remembers the unique values of a row that is stored.
    pub fn stored(&mut self, row: &Row) {
        if let Ok(record) = &row.record
            && self.unique.has_fields()
            // Unchecked, since it is stored.
            && let Ok(mapped) = self.mapper.apply_unchecked(record)
        {
            // A duplicate does not matter: the row is stored.
            let _ = self.unique.check(row.number, &mapped);
        }
    }
}
