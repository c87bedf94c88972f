//! Groups rows into chunks, sends the chunks, and returns the outcomes.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::task::coop;

use super::chunk::{Chunk, ChunkResult};
use super::encode::EncodedRows;
use super::encoded_row::EncodedRow;
use super::in_order::InOrder;
use super::job::{Job, Limits, PositionedRow, Work};
use super::messages::Message;
use super::next_chunk::NextChunk;
use super::outcome::{Outcome, OutcomeCounts};
use super::seen::Seen;
use super::{Progress, change, create, lookup};
use crate::Error;
use crate::error::Problem;

/// Maximum number of rows that get outcomes without a call in one poll, before other tasks run.
const MAX_IMMEDIATE: usize = 100;

pub(super) struct Engine<'i> {
    job: Job,
    limits: Limits,
    /// `None` at the end of the input.
    rows: Option<EncodedRows<'i>>,
    next: NextChunk,
    in_flight: FuturesUnordered<Chunk>,
    outcomes: InOrder,
    /// The number of rows consumed from the input.
    consumed: u64,
    seen: Seen,
    stop: Option<Stop>,
    reported: OutcomeCounts,
    progress: Option<Progress<'i>>,
}

/// The error after which no more rows are sent.
struct Stop {
    error: Error,
    /// The outcome of all later rows.
    outcome: Outcome<String>,
    /// The number of rows that were consumed before.
    consumed: u64,
}

impl<'i> Engine<'i> {
    pub fn new(job: Job, rows: EncodedRows<'i>, limits: Limits, progress: Option<Progress<'i>>) -> Self {
        Self {
            job,
            limits,
            rows: Some(rows),
            next: NextChunk::default(),
            in_flight: FuturesUnordered::new(),
            outcomes: InOrder::default(),
            consumed: 0,
            seen: Seen::default(),
            stop: None,
            reported: OutcomeCounts::default(),
            progress,
        }
    }

    /// The error after which no more rows were sent, since it would fail every row.
    pub fn stopped(&self) -> Option<&Error> {
        self.stop.as_ref().map(|stop| &stop.error)
    }

    pub fn counts(&self) -> OutcomeCounts {
        self.outcomes.counts()
    }

    pub fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<String>>> {
        loop {
            // Rows with outcomes before anything is sent would otherwise starve other tasks.
            let budget = ready!(coop::poll_proceed(context));
            if let Some(outcome) = self.next_outcome() {
                budget.made_progress();
                return Poll::Ready(Some(outcome));
            }
            let moved = self.collect(context) | self.fill(context);
            self.report();
            if moved {
                budget.made_progress();
            } else {
                let is_over = self.rows.is_none() && self.in_flight.is_empty() && self.next.is_empty();
                return if is_over { Poll::Ready(None) } else { Poll::Pending };
            }
        }
    }

    fn next_outcome(&mut self) -> Option<Outcome<String>> {
        let is_delete = matches!(self.job.work, Work::Delete);
        // Outcomes after the stop need not be kept for later rows; the input may be endless.
        let end = self.stop.as_ref().map_or(u64::MAX, |stop| stop.consumed);
        self.outcomes.next(|position| is_delete && position < end)
    }

    fn report(&mut self) {
        let counts = self.counts();
        if counts != self.reported {
            self.reported = counts;
            if let Some(report) = &mut self.progress {
                report(counts);
            }
        }
    }

    /// Collects the outcomes of finished chunks. Returns true if there were any.
    fn collect(&mut self, context: &mut Context<'_>) -> bool {
        let mut moved = false;
        while let Poll::Ready(Some(ChunkResult { outcomes, stop })) = self.in_flight.poll_next_unpin(context) {
            moved = true;
            for (position, outcome) in outcomes {
                self.outcomes.insert(position, outcome);
            }
            if let (None, Some(error)) = (&self.stop, stop) {
                self.stop = Some(Stop { outcome: not_sent(&error), error, consumed: self.consumed });
            }
        }
        moved
    }

    /// Consumes rows while there is room for them. Returns true if it made progress.
    fn fill(&mut self, context: &mut Context<'_>) -> bool {
        // Includes the chunk that is being filled. Rows after a slow chunk wait.
        let most = (self.limits.rows as u64).saturating_mul((self.limits.calls as u64).saturating_add(1));
        let mut moved = false;
        let waiting = self.outcomes.waiting();
        while self.in_flight.len() < self.limits.calls && self.consumed - self.outcomes.emitted() < most {
            if self.outcomes.waiting() - waiting >= MAX_IMMEDIATE {
                return true;
            }
            let Some(rows) = &mut self.rows else { break };
            match rows.poll_next_unpin(context) {
                Poll::Ready(Some(row)) => self.take(row),
                Poll::Ready(None) => self.rows = None,
                Poll::Pending => break,
            }
            moved = true;
        }
        // A chunk is sent when it is full, at the end of the input, or if no other is in flight.
        let is_last = self.rows.is_none() && self.in_flight.len() < self.limits.calls;
        if !self.next.is_empty() && (is_last || self.in_flight.is_empty()) {
            self.send();
            moved = true;
        }
        moved
    }

    fn take(&mut self, row: Result<EncodedRow, Error>) {
        let position = self.consumed;
        self.consumed += 1;
        let Some(encoded) = self.row_to_send(position, row) else { return };
        if !self.next.has_room(&self.job, self.limits, &encoded) {
            self.send();
        }
        self.next.push(&self.job, PositionedRow { position, encoded });
        if self.next.len() >= self.limits.rows {
            self.send();
        }
    }

    /// Returns the row, unless its outcome is known before it is sent.
    fn row_to_send(&mut self, position: u64, row: Result<EncodedRow, Error>) -> Option<EncodedRow> {
        let outcome = match row {
            Err(error) => Outcome::Failed(error),
            Ok(encoded) => match self.early_outcome(position, &encoded) {
                Some(EarlyOutcome::Outcome(outcome)) => outcome,
                Some(EarlyOutcome::SameAs(first)) => {
                    self.outcomes.insert_same_as(position, first, encoded.id.unwrap_or_default());
                    return None;
                }
                None => return Some(encoded),
            },
        };
        self.outcomes.insert(position, outcome);
        None
    }

    fn early_outcome(&mut self, position: u64, encoded: &EncodedRow) -> Option<EarlyOutcome> {
        let failed = |message: Message<'_>| {
            Some(EarlyOutcome::Outcome(Outcome::Failed(Error::invalid_value(message.to_string()))))
        };
        if let Some(stop) = &self.stop {
            return Some(EarlyOutcome::Outcome(stop.outcome.clone()));
        }
        if matches!(self.job.work, Work::Update) && encoded.is_empty {
            // An empty patch is not sent, as in `update`.
            return Some(EarlyOutcome::Outcome(Outcome::Succeeded(encoded.id.clone().unwrap_or_default())));
        }
        if let (Some(field), Some(key)) = (self.job.work.key(), &encoded.key)
            && let Err(error) = lookup::check_value(&self.job.client, &self.job.model, field, key)
        {
            return Some(EarlyOutcome::Outcome(Outcome::Failed(error)));
        }
        let first = self.seen.first(&encoded.identity()?, position)?;
        match (&self.job.work, self.job.work.key()) {
            (Work::Delete, _) => Some(EarlyOutcome::SameAs(first)),
            (_, Some(field)) => failed(Message::DuplicateKey { field, first }),
            (_, None) => failed(Message::DuplicateId { first }),
        }
    }

    fn send(&mut self) {
        let rows = self.next.take();
        if let Some(stop) = &self.stop {
            for row in rows {
                self.outcomes.insert(row.position, stop.outcome.clone());
            }
            return;
        }
        let positions = rows.iter().map(|row| row.position).collect();
        let job = self.job.of_chunk();
        let first = Arc::clone(&job.calls.first);
        self.in_flight.push(match self.job.work {
            Work::Create { .. } => Chunk::spawn(positions, first, create::chunk(job, rows)),
            Work::Update | Work::Delete => Chunk::spawn(positions, first, change::chunk(job, rows)),
        });
    }
}

/// The outcome of a row that is not sent.
enum EarlyOutcome {
    Outcome(Outcome<String>),
    /// The outcome of the row at this position.
    SameAs(u64),
}

pub(super) fn not_sent(error: &Error) -> Outcome<String> {
    let message = Message::NotSent { error: &error.clone().with_doubt(None) };
    Outcome::NotSent(Error::new(error.kind(), Problem::Text(message.to_string())).with_repeated_cause(error.clone()))
}
