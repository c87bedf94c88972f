//! Rows into chunks, chunks into calls, and outcomes back.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::task::coop;

use super::chunk::{Chunk, Done};
use super::encode::EncodedRows;
use super::encoded_row::EncodedRow;
use super::in_order::InOrder;
use super::job::{Job, Limits, Placed, Work};
use super::messages::Words;
use super::next_chunk::NextChunk;
use super::outcome::{Outcome, OutcomeCounts};
use super::seen::Seen;
use super::{Progress, change, create, look};
use crate::Error;
use crate::error::Problem;

/// Rows that may have their outcomes at once, before others have their turn.
const AT_A_TIME: usize = 100;

pub(super) struct Engine<'i> {
    job: Job,
    limits: Limits,
    /// `None` at the end of the input.
    lines: Option<EncodedRows<'i>>,
    next: NextChunk,
    under_way: FuturesUnordered<Chunk>,
    outcomes: InOrder,
    /// Rows taken from the input.
    taken: u64,
    seen: Seen,
    stop: Option<Stop>,
    reported: OutcomeCounts,
    progress: Option<Progress<'i>>,
}

/// The end of the sending.
struct Stop {
    error: Error,
    /// What becomes of the rows that come behind it.
    outcome: Outcome<String>,
    /// The rows that were taken before.
    taken: u64,
}

impl<'i> Engine<'i> {
    pub fn new(job: Job, lines: EncodedRows<'i>, limits: Limits, progress: Option<Progress<'i>>) -> Self {
        Self {
            job,
            limits,
            lines: Some(lines),
            next: NextChunk::default(),
            under_way: FuturesUnordered::new(),
            outcomes: InOrder::default(),
            taken: 0,
            seen: Seen::default(),
            stop: None,
            reported: OutcomeCounts::default(),
            progress,
        }
    }

    /// The error that ended the sending, since every further row would meet it.
    pub fn stopped(&self) -> Option<&Error> {
        self.stop.as_ref().map(|stop| &stop.error)
    }

    pub fn counts(&self) -> OutcomeCounts {
        self.outcomes.counts()
    }

    pub fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<String>>> {
        loop {
            // Where rows have their outcomes before anything is sent, nothing else lets other tasks have their turn.
            let turn = ready!(coop::poll_proceed(context));
            if let Some(outcome) = self.given() {
                turn.made_progress();
                return Poll::Ready(Some(outcome));
            }
            let moved = self.collect(context) | self.fill(context);
            self.report();
            if moved {
                turn.made_progress();
            } else {
                let is_over = self.lines.is_none() && self.under_way.is_empty() && self.next.is_empty();
                return if is_over { Poll::Ready(None) } else { Poll::Pending };
            }
        }
    }

    fn given(&mut self) -> Option<Outcome<String>> {
        let is_delete = matches!(self.job.work, Work::Delete);
        // Later rows go by no row that came behind the stop: such inputs may be endless.
        let end = self.stop.as_ref().map_or(u64::MAX, |stop| stop.taken);
        self.outcomes.next(|position| is_delete && position < end)
    }

    fn report(&mut self) {
        let tally = self.counts();
        if tally != self.reported {
            self.reported = tally;
            if let Some(report) = &mut self.progress {
                report(tally);
            }
        }
    }

    /// The outcomes of the chunks that are done; whether there are any.
    fn collect(&mut self, context: &mut Context<'_>) -> bool {
        let mut moved = false;
        while let Poll::Ready(Some(Done { outcomes, stop })) = self.under_way.poll_next_unpin(context) {
            moved = true;
            for (position, outcome) in outcomes {
                self.outcomes.settle(position, outcome);
            }
            if let (None, Some(error)) = (&self.stop, stop) {
                self.stop = Some(Stop { outcome: not_sent(&error), error, taken: self.taken });
            }
        }
        moved
    }

    /// Takes rows as long as there is room for them; whether there was any.
    fn fill(&mut self, context: &mut Context<'_>) -> bool {
        // With those of the chunk that is being filled. What comes behind a slow chunk has to wait.
        let most = (self.limits.rows as u64).saturating_mul((self.limits.calls as u64).saturating_add(1));
        let mut moved = false;
        let waiting = self.outcomes.waiting();
        while self.under_way.len() < self.limits.calls && self.taken - self.outcomes.given() < most {
            if self.outcomes.waiting() - waiting >= AT_A_TIME {
                return true;
            }
            let Some(lines) = &mut self.lines else { break };
            match lines.poll_next_unpin(context) {
                Poll::Ready(Some(line)) => self.take(line),
                Poll::Ready(None) => self.lines = None,
                Poll::Pending => break,
            }
            moved = true;
        }
        // A chunk goes out when it is full, when no more is to come, or when nothing else is under way.
        let is_last = self.lines.is_none() && self.under_way.len() < self.limits.calls;
        if !self.next.is_empty() && (is_last || self.under_way.is_empty()) {
            self.send();
            moved = true;
        }
        moved
    }

    fn take(&mut self, line: Result<EncodedRow, Error>) {
        let position = self.taken;
        self.taken += 1;
        let Some(line) = self.wanted(position, line) else { return };
        if !self.next.has_room(&self.job, self.limits, &line) {
            self.send();
        }
        self.next.push(&self.job, Placed { position, line });
        if self.next.len() >= self.limits.rows {
            self.send();
        }
    }

    /// The row, unless its outcome is known before it is sent.
    fn wanted(&mut self, position: u64, line: Result<EncodedRow, Error>) -> Option<EncodedRow> {
        let outcome = match line {
            Err(error) => Outcome::Failed(error),
            Ok(line) => match self.early(position, &line) {
                Some(Early::Outcome(outcome)) => outcome,
                Some(Early::As(first)) => {
                    self.outcomes.settle_as(position, first, line.id.unwrap_or_default());
                    return None;
                }
                None => return Some(line),
            },
        };
        self.outcomes.settle(position, outcome);
        None
    }

    fn early(&mut self, position: u64, line: &EncodedRow) -> Option<Early> {
        let failed = |words: Words<'_>| Some(Early::Outcome(Outcome::Failed(Error::invalid_value(words.to_string()))));
        if let Some(stop) = &self.stop {
            return Some(Early::Outcome(stop.outcome.clone()));
        }
        if matches!(self.job.work, Work::Update) && line.is_empty {
            // Nothing to change is nothing to send, as in `update`.
            return Some(Early::Outcome(Outcome::Succeeded(line.id.clone().unwrap_or_default())));
        }
        if let (Some(field), Some(key)) = (self.job.work.key(), &line.key)
            && let Err(error) = look::can_ask(&self.job.client, &self.job.model, field, key)
        {
            return Some(Early::Outcome(Outcome::Failed(error)));
        }
        let first = self.seen.first(&line.identity()?, position)?;
        match (&self.job.work, self.job.work.key()) {
            (Work::Delete, _) => Some(Early::As(first)),
            (_, Some(field)) => failed(Words::SameKey { field, first }),
            (_, None) => failed(Words::SameId { first }),
        }
    }

    fn send(&mut self) {
        let rows = self.next.take();
        if let Some(stop) = &self.stop {
            for row in rows {
                self.outcomes.settle(row.position, stop.outcome.clone());
            }
            return;
        }
        let positions = rows.iter().map(|row| row.position).collect();
        let job = self.job.of_chunk();
        let first = Arc::clone(&job.calls.first);
        self.under_way.push(match self.job.work {
            Work::Create { .. } => Chunk::spawn(positions, first, create::chunk(job, rows)),
            Work::Update | Work::Delete => Chunk::spawn(positions, first, change::chunk(job, rows)),
        });
    }
}

/// What becomes of a row that is not sent.
enum Early {
    Outcome(Outcome<String>),
    /// What has become of the row at this position.
    As(u64),
}

pub(super) fn not_sent(error: &Error) -> Outcome<String> {
    let words = Words::NotSent { error: &error.clone().with_doubt(None) };
    Outcome::NotSent(Error::new(error.kind(), Problem::Text(words.to_string())).with_repeated_cause(error.clone()))
}
