//! What became of each request.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use weda_definition::Printable;

use crate::locked::locked;

/// The latest requests that are kept; older ones are forgotten.
const KEPT: usize = 1000;

/// How long answers on their way out are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many bytes of a text that a caller sent are kept. One header can be half a megabyte.
const LONGEST: usize = 4096;

/// A request as it went: one line of the emulator's log. Ids and targets beyond 4096 bytes are cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogEntry {
    /// When it came, in Unix milliseconds of the emulator's clock.
    pub time: i64,
    /// The request's id, which the caller sent or the emulator made.
    pub request_id: String,
    /// The HTTP method.
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    /// What the call was: `list`, `create`, `batch update`, `token`, `other`.
    pub call: &'static str,
    /// The HTTP status of the answer; 499 where the connection ended before there was one.
    pub status: u16,
    /// The code of the error that was answered.
    pub code: Option<String>,
    /// Whether records came, changed or went, whatever was answered. A call that met no record did nothing.
    pub applied: bool,
    /// How much of the answer went out.
    pub sent: Sent,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// What one should know besides, such as a `$top` that was cut.
    pub note: Option<String>,
}

/// How much of an answer went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Sent {
    /// All of it, as far as this machine can know: its system took it.
    Whole,
    /// A part of it.
    Half,
    /// Nothing: the connection ended first.
    Nothing,
}

/// `201  1.2 ms  POST /weda/odata/v1/pre/student`, with what is unusual behind it.
impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.micros as f64 / 1000.0;
        // A request needs no token to be logged: all of it is text of whoever sent it.
        let (method, target) = (Printable(&self.method), Printable(&self.target));
        write!(f, "{} {millis:>6.1} ms  {method} {target}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, "  {}", Printable(code))?;
        }
        match self.sent {
            Sent::Whole => {}
            Sent::Half => f.write_str("  part of the answer was sent")?,
            Sent::Nothing => f.write_str("  no answer was sent")?,
        }
        if self.applied && (self.code.is_some() || self.sent != Sent::Whole) {
            f.write_str("  although it was carried out")?;
        }
        match &self.note {
            Some(note) => write!(f, "  {}", Printable(note)),
            None => Ok(()),
        }
    }
}

/// What is kept of a text that a caller sent.
pub(crate) fn kept(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}…", &text[..end])
}

/// What somebody does with each request that went.
pub(crate) type Listener = Box<dyn Fn(&LogEntry) + Send + Sync>;

/// The requests of an emulator.
pub(crate) struct Log {
    latest: Mutex<VecDeque<LogEntry>>,
    counts: Mutex<BTreeMap<&'static str, u64>>,
    /// Answers on their way out, whose lines are not written yet.
    leaving: AtomicUsize,
    listener: Option<Listener>,
}

impl Log {
    pub(crate) fn new(listener: Option<Listener>) -> Self {
        Self { latest: Mutex::default(), counts: Mutex::default(), leaving: AtomicUsize::new(0), listener }
    }

    /// Says that the line of an answer will be written.
    pub(crate) fn expect(&self) {
        self.leaving.fetch_add(1, Ordering::SeqCst);
    }

    /// Writes a line that was expected.
    pub(crate) fn write_expected(&self, logged: LogEntry) {
        self.write(logged);
        self.leaving.fetch_sub(1, Ordering::SeqCst);
    }

    pub(crate) fn write(&self, logged: LogEntry) {
        if let Some(listener) = &self.listener {
            listener(&logged);
        }
        let mut latest = locked(&self.latest);
        if latest.len() == KEPT {
            latest.pop_front();
        }
        latest.push_back(logged);
    }

    pub(crate) fn count(&self, call: &'static str) {
        *locked(&self.counts).entry(call).or_default() += 1;
    }

    pub(crate) fn latest(&self) -> Vec<LogEntry> {
        locked(&self.latest).iter().cloned().collect()
    }

    /// The lines, those of answers that their callers may have read already included: whoever reads fast enough has an
    /// answer before its line is written. An answer that nobody reads is not waited for any longer.
    pub(crate) fn settled(&self) -> Vec<LogEntry> {
        let end = Instant::now() + PATIENCE;
        while self.leaving.load(Ordering::SeqCst) > 0 && Instant::now() < end {
            thread::sleep(Duration::from_millis(1));
        }
        self.latest()
    }

    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        locked(&self.counts).clone()
    }
}
