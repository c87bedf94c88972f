//! Rows from the file to the queue: mapped, checked, and looked for where they have a key.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::mpsc::Sender;
use weda::dynamic::AnyModel;
use weda_definition::UniqueValues;

use super::creation_time::newest;
use super::id_probe::{self, Probed};
use super::lookup::{self, Found};
use super::pending_row::{PendingRow, PreparedRow};
use super::resume::hash_of;
use super::row_mapper::RowMapper;
use super::row_queue::SharedState;
use crate::failure::{Failure, Trouble};
use crate::records::{ReadError, Row};

/// Rows that are looked for together, and bytes of them.
const BLOCK: usize = 500;
const BLOCK_BYTES: usize = 4 << 20;

/// Rows between two looks at how far the service's clock is.
const CLOCK_STRIDE: u64 = 2_000;

/// Which fields have values that are not sent, and in how many rows.
#[derive(Clone, Default)]
pub(super) struct LeftOut(Arc<Mutex<BTreeMap<String, u64>>>);

impl LeftOut {
    pub fn add(&self, fields: Vec<String>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for field in fields {
            *counts.entry(field).or_default() += 1;
        }
    }

    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Turns rows into what is sent of them.
pub(super) struct Preparation {
    pub model: AnyModel,
    pub mapper: Arc<RowMapper>,
    pub unique: Option<UniqueValues>,
    pub left_out: LeftOut,
    /// Records that are created from now on are created at this time or later, where that can be told.
    pub since: Option<i64>,
    /// The service has been seen to keep ids, or nobody asks it to.
    pub ids_kept: bool,
    /// The time that one attempt of a call may take.
    pub attempt: Duration,
    pub shared: SharedState,
}

impl Preparation {
    /// Prepares all rows, and gives them out as there is room for them.
    pub async fn run(
        mut self,
        rows: Box<dyn Iterator<Item = Result<Row, ReadError>> + Send>,
        read: Arc<AtomicU64>,
        out: Sender<Result<PreparedRow, Failure>>,
    ) {
        let (mut block, mut bytes) = (Vec::new(), 0);
        let most = if self.mapper.key.is_some() { BLOCK } else { 1 };
        for row in rows {
            let row = match row {
                Ok(row) => self.prepare(row),
                Err(error) => {
                    if self.pass_on(std::mem::take(&mut block), &out).await {
                        let _ = out.send(Err(Trouble::Rows(error).into())).await;
                    }
                    return;
                }
            };
            read.store(row.number(), Ordering::Relaxed);
            if self.since.is_some() && row.number().is_multiple_of(CLOCK_STRIDE) {
                // One that cannot be read is as good as the one before.
                self.since = newest(&self.model).await.ok().flatten().or(self.since);
            }
            if let PreparedRow::Send(row) = &row {
                bytes += row.body.len();
            }
            block.push(row);
            if block.len() >= most || bytes >= BLOCK_BYTES {
                bytes = 0;
                if !self.pass_on(std::mem::take(&mut block), &out).await {
                    return;
                }
            }
        }
        self.pass_on(block, &out).await;
    }

    /// Passes a block of rows on; `false` where nothing more is to come.
    async fn pass_on(&mut self, rows: Vec<PreparedRow>, out: &Sender<Result<PreparedRow, Failure>>) -> bool {
        let rows = match self.settle(rows).await {
            Ok(rows) => rows,
            Err(failure) => {
                let _ = out.send(Err(failure)).await;
                return false;
            }
        };
        for row in rows {
            if out.send(Ok(row)).await.is_err() {
                return false;
            }
        }
        true
    }

    /// What is to be sent of a row, or why nothing is.
    pub fn prepare(&mut self, row: Row) -> PreparedRow {
        let (number, hash) = (row.number, hash_of(&row));
        let mapped = match &row.record {
            Ok(record) => self.mapper.apply(record),
            Err(invalid) => Err(invalid.reason.clone()),
        };
        let mapped = mapped.and_then(|mapped| self.is_first(number, &mapped.body).map(|()| mapped));
        match mapped {
            Err(reason) => PreparedRow::Rejected { number, hash, raw: row.raw, reason },
            Ok(mapped) => {
                self.left_out.add(mapped.left_out);
                PreparedRow::Send(PendingRow {
                    number,
                    hash,
                    raw: row.raw,
                    body: mapped.body,
                    key: mapped.key,
                    since: self.since,
                    attempts: 0,
                    created_then: 0,
                })
            }
        }
    }

    /// Remembers the unique values of a row that is stored.
    pub fn stored(&mut self, row: &Row) {
        if let (Some(_), Ok(record)) = (&self.unique, &row.record)
            && let Ok(mapped) = self.mapper.apply(record)
        {
            let _ = self.is_first(row.number, &mapped.body);
        }
    }

    /// # Errors
    /// An earlier row of the file has the same value in a unique field.
    fn is_first(&mut self, number: u64, body: &str) -> Result<(), String> {
        let Some(unique) = &mut self.unique else { return Ok(()) };
        // Rows behind the four thousand millionth share the last number that can be told.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let record: Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
        unique.insert(number, &record).map_err(|duplicate| duplicate.to_string())
    }

    /// Passes over rows that are there already, and finds out whether the service keeps ids.
    async fn settle(&mut self, rows: Vec<PreparedRow>) -> Result<Vec<PreparedRow>, Failure> {
        let Some(key) = &self.mapper.key else { return Ok(rows) };
        let pending = rows.iter().filter_map(|row| match row {
            PreparedRow::Send(row) => Some(row),
            _ => None,
        });
        let mut found = lookup::by_key(&self.model, key, pending).await?;
        let mut settled = Vec::with_capacity(rows.len());
        for row in rows {
            let PreparedRow::Send(row) = row else {
                settled.push(row);
                continue;
            };
            settled.push(match found.remove(&row.number) {
                Some(Found::Same { id, .. }) => PreparedRow::AlreadyThere { number: row.number, hash: row.hash, id },
                Some(Found::Other(reason)) => {
                    PreparedRow::Rejected { number: row.number, hash: row.hash, raw: row.raw, reason }
                }
                None if self.ids_kept => PreparedRow::Send(row),
                None => self.probe(row).await?,
            });
        }
        Ok(settled)
    }

    /// Sends the first row whose id is not there, alone.
    async fn probe(&mut self, row: PendingRow) -> Result<PreparedRow, Failure> {
        Ok(match id_probe::create(&self.model, &self.shared, &row, self.attempt).await? {
            Probed::Kept => {
                self.ids_kept = true;
                let id = row.key.as_deref().and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default();
                PreparedRow::Created { number: row.number, hash: row.hash, id }
            }
            Probed::Refused(reason) => {
                PreparedRow::Rejected { number: row.number, hash: row.hash, raw: row.raw, reason }
            }
        })
    }
}
