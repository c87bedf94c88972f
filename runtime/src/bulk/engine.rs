//! Rows into chunks, chunks into calls, and outcomes back into the order of the rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::task::coop;

use super::chunk::{Chunk, Done};
use super::encoded_row::EncodedRow;
use super::look;
use super::messages::Words;
use super::outcome::{Outcome, Tally};
use super::sending::Calls;
use super::{EncodedRows, Progress, change, create};
use crate::Error;
use crate::client::Client;
use crate::error::Problem;

/// Rows of one call, and bytes of its body. No document names limits, and these are safe under every reading.
const ROWS: usize = 100;
const BYTES: usize = 900_000;
/// Bytes of a list of ids in an address; common gateways take addresses of 8 KiB.
const ADDRESS: usize = 7_500;

/// Rows that may have their outcomes at once, before others have their turn.
const AT_A_TIME: usize = 100;

/// What is done, to the records of which model.
#[derive(Clone)]
pub(crate) struct Job {
    pub client: Client,
    pub model: Cow<'static, str>,
    pub work: Work,
    pub calls: Calls,
}

#[derive(Debug, Clone)]
pub(crate) enum Work {
    Create {
        /// The field whose values are unique.
        key: Option<Cow<'static, str>>,
    },
    Update,
    Delete,
}

impl Work {
    /// The field by whose values new records are known.
    pub fn key(&self) -> Option<&str> {
        match self {
            Work::Create { key } => key.as_deref(),
            Work::Update | Work::Delete => None,
        }
    }
}

/// A row, with its position in the input, which counts from 0.
pub(super) struct Placed {
    pub position: u64,
    pub line: EncodedRow,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub rows: usize,
    pub bytes: usize,
    pub calls: usize,
}

impl Limits {
    pub fn of(client: &Client) -> Limits {
        Limits { rows: ROWS, bytes: BYTES, calls: client.calls_in_flight() }
    }
}

pub(super) struct Engine<'i> {
    job: Job,
    limits: Limits,
    /// `None` at the end of the input.
    lines: Option<EncodedRows<'i>>,
    /// The chunk that is being filled, and its bytes.
    filling: Vec<Placed>,
    bytes: usize,
    tasks: Vec<Chunk>,
    settled: BTreeMap<u64, Settled>,
    /// Rows taken from the input, and outcomes given out.
    taken: u64,
    given: u64,
    seen: Seen,
    /// Outcomes that were given out and are none of success, by which those of deletes with the same id go.
    refused: HashMap<u64, Outcome<String>>,
    stop: Option<Stop>,
    tally: Tally,
    reported: Tally,
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

enum Settled {
    Outcome(Outcome<String>),
    /// The outcome of an earlier row, which has the same id.
    As {
        first: u64,
        id: String,
    },
}

impl<'i> Engine<'i> {
    pub fn new(job: Job, lines: EncodedRows<'i>, limits: Limits, progress: Option<Progress<'i>>) -> Self {
        Self {
            job,
            limits,
            lines: Some(lines),
            filling: Vec::new(),
            bytes: 0,
            tasks: Vec::new(),
            settled: BTreeMap::new(),
            taken: 0,
            given: 0,
            seen: Seen::default(),
            refused: HashMap::new(),
            stop: None,
            tally: Tally::default(),
            reported: Tally::default(),
            progress,
        }
    }

    /// The error that ended the sending, since every further row would meet it.
    pub fn stopped(&self) -> Option<&Error> {
        self.stop.as_ref().map(|stop| &stop.error)
    }

    pub fn tally(&self) -> Tally {
        self.tally
    }

    pub fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<String>>> {
        loop {
            // Where rows have their outcomes before anything is sent, nothing else lets other tasks have their turn.
            let turn = ready!(coop::poll_proceed(context));
            if let Some(settled) = self.settled.remove(&self.given) {
                turn.made_progress();
                return Poll::Ready(Some(self.give(settled)));
            }
            let moved = self.collect(context) | self.fill(context);
            if self.tally != self.reported {
                self.reported = self.tally;
                if let Some(report) = &mut self.progress {
                    report(self.tally);
                }
            }
            if moved {
                turn.made_progress();
            } else {
                let is_over = self.lines.is_none() && self.tasks.is_empty() && self.filling.is_empty();
                return if is_over { Poll::Ready(None) } else { Poll::Pending };
            }
        }
    }

    fn give(&mut self, settled: Settled) -> Outcome<String> {
        let outcome = match settled {
            Settled::Outcome(outcome) => outcome,
            Settled::As { first, id } => {
                let outcome = self.refused.get(&first).cloned().unwrap_or(Outcome::Succeeded(id));
                self.tally.count(&outcome);
                outcome
            }
        };
        // Later rows go by no row that came behind the stop: such inputs may be endless.
        let is_behind = self.stop.as_ref().is_some_and(|stop| self.given >= stop.taken);
        if matches!(self.job.work, Work::Delete) && !outcome.is_succeeded() && !is_behind {
            self.refused.insert(self.given, outcome.clone());
        }
        self.given += 1;
        outcome
    }

    /// The outcomes of the chunks that are done; whether there are any.
    fn collect(&mut self, context: &mut Context<'_>) -> bool {
        let mut done = Vec::new();
        self.tasks.retain_mut(|task| match task.poll(context) {
            Poll::Ready(finished) => {
                done.push(finished);
                false
            }
            Poll::Pending => true,
        });
        let moved = !done.is_empty();
        for Done { outcomes, stop } in done {
            for (position, outcome) in outcomes {
                self.settle(position, outcome);
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
        let settled = self.settled.len();
        while self.tasks.len() < self.limits.calls && self.taken - self.given < most {
            if self.settled.len() - settled >= AT_A_TIME {
                return true;
            }
            let Some(lines) = &mut self.lines else { break };
            match lines.as_mut().poll_next(context) {
                Poll::Ready(Some(line)) => self.take(line),
                Poll::Ready(None) => self.lines = None,
                Poll::Pending => break,
            }
            moved = true;
        }
        // A chunk goes out when it is full, when no more is to come, or when nothing else is under way.
        let is_last = self.lines.is_none() && self.tasks.len() < self.limits.calls;
        if !self.filling.is_empty() && (is_last || self.tasks.is_empty()) {
            self.send();
            moved = true;
        }
        moved
    }

    fn take(&mut self, line: Result<EncodedRow, Error>) {
        let position = self.taken;
        self.taken += 1;
        let line = match line {
            Ok(line) => line,
            Err(error) => return self.settle(position, Outcome::Failed(error)),
        };
        if let Some(stop) = &self.stop {
            let outcome = stop.outcome.clone();
            return self.settle(position, outcome);
        }
        if matches!(self.job.work, Work::Update) && line.is_empty() {
            // Nothing to change is nothing to send, as in `update`.
            return self.settle(position, Outcome::Succeeded(line.id.unwrap_or_default()));
        }
        if let (Work::Create { key: Some(field) }, Some(key)) = (&self.job.work, &line.key)
            && let Err(error) = look::can_ask(&self.job.client, &self.job.model, field, key)
        {
            return self.settle(position, Outcome::Failed(error));
        }
        if let Some(first) = line.identity().and_then(|identity| self.seen.first(&identity, position)) {
            let words = match (&self.job.work, line.id) {
                (Work::Delete, Some(id)) => {
                    self.settled.insert(position, Settled::As { first, id });
                    return;
                }
                (Work::Create { key: Some(field) }, _) => Words::SameKey { field, first },
                _ => Words::SameId { first },
            };
            let error = Error::invalid_value(words.to_string());
            return self.settle(position, Outcome::Failed(error));
        }
        let (size, most) = match self.job.work {
            Work::Create { .. } => (line.encoded.len() + 1, self.limits.bytes),
            // As long as it can get by being encoded.
            Work::Update | Work::Delete => (line.id.as_ref().map_or(0, String::len) * 3 + 3, ADDRESS),
        };
        let joins = self.bytes + size <= most && self.joins(&line);
        if !self.filling.is_empty() && !joins {
            self.send();
        }
        self.bytes += size;
        self.filling.push(Placed { position, line });
        if self.filling.len() >= self.limits.rows {
            self.send();
        }
    }

    /// Whether a row can be in one call with those of the chunk.
    fn joins(&self, line: &EncodedRow) -> bool {
        let Some(Placed { line: last, .. }) = self.filling.last() else { return true };
        let has_comma = |line: &EncodedRow| line.id.as_ref().is_some_and(|id| id.contains(','));
        match self.job.work {
            Work::Create { .. } => !line.is_empty() && !last.is_empty(),
            Work::Update | Work::Delete => {
                let lists = self.job.client.gateway().features().several_ids && !has_comma(line) && !has_comma(last);
                lists && line.encoded == last.encoded
            }
        }
    }

    fn send(&mut self) {
        let rows = std::mem::take(&mut self.filling);
        self.bytes = 0;
        if let Some(stop) = &self.stop {
            let outcome = stop.outcome.clone();
            for row in rows {
                self.settle(row.position, outcome.clone());
            }
            return;
        }
        let positions = rows.iter().map(|row| row.position).collect();
        let job = self.job.of_chunk();
        let first = Arc::clone(&job.calls.first);
        self.tasks.push(match self.job.work {
            Work::Create { .. } => Chunk::spawn(positions, first, create::chunk(job, rows)),
            Work::Update | Work::Delete => Chunk::spawn(positions, first, change::chunk(job, rows)),
        });
    }

    fn settle(&mut self, position: u64, outcome: Outcome<String>) {
        self.tally.count(&outcome);
        self.settled.insert(position, Settled::Outcome(outcome));
    }
}

pub(super) fn not_sent(error: &Error) -> Outcome<String> {
    let words = Words::NotSent { error: &error.clone().with_doubt(None) };
    Outcome::NotSent(Error::new(error.kind(), Problem::Text(words.to_string())).with_repeated_cause(error.clone()))
}

/// Which ids or keys came before, and where. A hash of 128 bits stands for each: so many rows may come that their texts
/// would fill the memory.
#[derive(Default)]
struct Seen {
    first: HashMap<(u64, u64), u64>,
    hashers: (RandomState, RandomState),
}

impl Seen {
    /// The position at which it came first, where that was before.
    fn first(&mut self, identity: &str, position: u64) -> Option<u64> {
        let hash = (self.hashers.0.hash_one(identity), self.hashers.1.hash_one(identity));
        let first = *self.first.entry(hash).or_insert(position);
        (first != position).then_some(first)
    }
}
