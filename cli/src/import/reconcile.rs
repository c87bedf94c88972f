//! Looks up rows in doubt: stored ones are reported, others are sent again.

use std::collections::{HashMap, HashSet};

use super::checkpoint::Entry;
use super::content_lookup::by_content;
use super::creation_time::is_since;
use super::lookup::{self, Found};
use super::pending_row::PendingRow;
use super::row_queue::lock;
use super::run::Run;
use super::sender::{UnconfirmedRow, Unfinished};
use super::waiting;
use crate::arguments::Doubtful;
use crate::failure::{Failure, ImportError, reason};
use crate::stderr::print_message;

/// Maximum number of attempts for a row, two of them alone.
const MAX_ATTEMPTS: u32 = 4;

impl Run {
    /// Determines the outcomes of rows in doubt. Rows that are not stored are added to those not sent; if a lookup is
    /// inconclusive, they stay in doubt and the failure is set.
    pub(super) async fn reconcile(&mut self, unfinished: &mut Unfinished) -> Result<(), Failure> {
        let doubts = std::mem::take(&mut unfinished.in_doubt);
        if doubts.is_empty() {
            return Ok(());
        }
        let interrupt = self.interrupt.clone();
        let lookup_result = interrupt.unless(async {
            waiting::until_answered(doubts.iter().filter_map(|doubt| doubt.error.as_ref()), self.attempt).await;
            self.look_up(&doubts).await
        });
        match lookup_result.await {
            Some(Ok(mut found)) => {
                for doubt in doubts {
                    match found.remove(&doubt.row.number) {
                        Some(found) => self.found(doubt.row, found)?,
                        None if doubt.is_unmatched || !doubt.is_as_sent() => {
                            let cause = doubt.cause();
                            self.apply_doubtful_flag(vec![doubt], cause, unfinished)?;
                        }
                        None => self.missing(doubt, unfinished)?,
                    }
                }
                Ok(())
            }
            Some(Err(failure)) => self.apply_doubtful_flag(doubts, failure, unfinished),
            None => {
                unfinished.in_doubt.extend(doubts);
                unfinished.failure.get_or_insert(ImportError::Interrupted.into());
                Ok(())
            }
        }
    }

    /// Applies `--doubtful` to rows whose lookup is inconclusive; without the flag they stay in doubt.
    fn apply_doubtful_flag(
        &mut self,
        doubts: Vec<UnconfirmedRow>,
        cause: Failure,
        unfinished: &mut Unfinished,
    ) -> Result<(), Failure> {
        match self.doubtful {
            Some(Doubtful::Skip) => {
                for UnconfirmedRow { row, .. } in doubts {
                    self.report.assumed(row.number)?;
                    lock(&self.shared).checkpoint.note(&Entry::Assumed { row: row.number, hash: row.hash })?;
                }
            }
            // Each attempt may store another record, so a row is sent again only once per run.
            Some(Doubtful::Send) if doubts.iter().all(|doubt| doubt.row.attempts < 2) => {
                for doubt in doubts {
                    match doubt.refused {
                        Some(reason) => self.sender().rejected(doubt.row.number, &doubt.row.raw, &reason)?,
                        None => unfinished.not_sent.push(doubt.row),
                    }
                }
            }
            Some(Doubtful::Send) | None => {
                unfinished.in_doubt.extend(doubts);
                unfinished.failure.get_or_insert(cause);
            }
        }
        Ok(())
    }

    /// Looks up rows by key or content.
    ///
    /// # Errors
    /// Returns an error if the records cannot be read, or are inconclusive.
    async fn look_up(&mut self, doubts: &[UnconfirmedRow]) -> Result<HashMap<u64, Found>, Failure> {
        if let Some(key) = &self.key {
            let rows = doubts.iter().map(|doubt| &doubt.row);
            let mut found = lookup::by_key(&self.model, self.fields.as_deref(), key, rows).await?;
            self.exclude_earlier_rows(key, &mut found)?;
            self.ids(&as_sent(doubts), &found).await?;
            return Ok(found);
        }
        let rows = as_sent(doubts);
        if rows.is_empty() {
            return Ok(HashMap::new());
        }
        if rows.iter().any(|row| row.since.is_none()) {
            let cause = doubts.iter().find_map(|doubt| doubt.error.clone());
            return Err(cause.map_or(ImportError::Inconclusive.into(), Failure::Service));
        }
        let stored = by_content(&self.model, self.fields.as_deref(), &rows, &self.shared).await?;
        if !stored.others.is_empty() {
            print_message(format!(
                "note: {} more records than rows in doubt have the same values; they were created by others: {}",
                stored.others.len(),
                shown(&stored.others)
            ));
        }
        let same = |(row, id)| (row, Found::Same { id, created_at: None });
        Ok(stored.ids.into_iter().map(same).collect())
    }

    /// Excludes records that belong to earlier rows of this import.
    fn exclude_earlier_rows(&self, key: &str, found: &mut HashMap<u64, Found>) -> Result<(), Failure> {
        let ids = found.values().filter_map(|found| match found {
            Found::Same { id, .. } => Some(id.clone()),
            Found::Other(_) => None,
        });
        let all: HashSet<String> = ids.collect();
        let mut free = all.clone();
        lock(&self.shared).checkpoint.without_created(&mut free)?;
        for found in found.values_mut() {
            if let Found::Same { id, .. } = found
                && !free.contains(id)
            {
                *found = Found::Other(lookup::taken_by_earlier_row(key, id));
            }
        }
        Ok(())
    }

    /// Determines from rows with ids whether the service preserves ids, if that is not known yet.
    async fn ids(&mut self, rows: &[&PendingRow], found: &HashMap<u64, Found>) -> Result<(), Failure> {
        if lock(&self.shared).ids_kept {
            return Ok(());
        }
        let ours = |row: &&PendingRow| matches!(found.get(&row.number), Some(Found::Same { created_at, .. }) if is_since(*created_at, row.since));
        if rows.iter().any(ours) {
            let mut shared = lock(&self.shared);
            shared.ids_kept = true;
            return shared.checkpoint.note(&Entry::IdsKept);
        }
        let missing: Vec<PendingRow> = rows
            .iter()
            .filter(|row| !found.contains_key(&row.number) && row.since.is_some())
            .map(|row| row.without_id())
            .collect();
        let missing: Vec<&PendingRow> = missing.iter().collect();
        if missing.is_empty() {
            return Ok(());
        }
        // The row may be stored under another id.
        let stored = by_content(&self.model, self.fields.as_deref(), &missing, &self.shared).await?;
        match stored.ids.into_iter().min() {
            Some((row, id)) => Err(ImportError::IdProbablyReassigned { row, id }.into()),
            None => Ok(()),
        }
    }

    fn found(&mut self, row: PendingRow, found: Found) -> Result<(), Failure> {
        match found {
            Found::Same { id, created_at } if is_since(created_at, row.since) => {
                self.report.created(row.number, &id)?;
                lock(&self.shared).checkpoint.note(&Entry::Created { row: row.number, hash: row.hash, id })
            }
            Found::Same { id, .. } => {
                self.report.already_there(row.number, &id)?;
                lock(&self.shared).checkpoint.note(&Entry::AlreadyThere { row: row.number, hash: row.hash })
            }
            Found::Other(reason) => self.sender().rejected(row.number, &row.raw, &reason),
        }
    }

    /// Schedules a row that is not stored to be sent again, unless the service seems to reject it.
    fn missing(&mut self, doubt: UnconfirmedRow, unfinished: &mut Unfinished) -> Result<(), Failure> {
        let UnconfirmedRow { row, error, refused, .. } = doubt;
        if let Some(reason) = refused {
            return self.sender().rejected(row.number, &row.raw, &reason);
        }
        let Some(error) = error.filter(|_| row.attempts >= MAX_ATTEMPTS) else {
            unfinished.not_sent.push(row);
            return Ok(());
        };
        if self.report.created_now() > row.created_then {
            let why = format!(
                "the service did not store it in {} attempts, although it stored other rows meanwhile: {}",
                row.attempts,
                reason(&error)
            );
            return self.sender().rejected(row.number, &row.raw, &why);
        }
        let error = waiting::innermost(&error).clone();
        unfinished.failure.get_or_insert(ImportError::NotStored { error }.into());
        unfinished.not_sent.push(row);
        Ok(())
    }
}

/// The rows that are unchanged in the file since they were sent.
fn as_sent(doubts: &[UnconfirmedRow]) -> Vec<&PendingRow> {
    doubts.iter().filter(|doubt| doubt.is_as_sent()).map(|doubt| &doubt.row).collect()
}

fn shown(ids: &[String]) -> String {
    let some: Vec<_> = ids.iter().take(5).map(|id| weda_definition::printable(id)).collect();
    let more = if ids.len() > some.len() { ", .." } else { "" };
    format!("{}{more}", some.join(", "))
}
