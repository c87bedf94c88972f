//! The log of requests.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use weda_definition::Printable;

use crate::locked::locked;

/// The number of entries that are stored; older ones are dropped.
const MAX_ENTRIES: usize = 1000;

/// The maximum time to wait for answers that are still being sent.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// The maximum length of a text from a caller, in bytes. A single header can have half a megabyte.
const MAX_TEXT: usize = 4096;

/// The end of a text that was longer.
const CUT: char = '…';

/// An entry of the emulator's log: one request and its outcome. Ids and targets are truncated to 4096 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogEntry {
    /// The time of arrival, in Unix milliseconds of the emulator's clock.
    pub time: i64,
    /// The request's id, sent by the caller or made by the emulator.
    pub request_id: String,
    /// The HTTP method.
    pub method: String,
    /// Path and query as received.
    pub target: String,
    /// The kind of call: `list`, `create`, `batch update`, `token`, `other`.
    pub call: &'static str,
    /// The HTTP status of the answer; 499 if the connection ended before there was one.
    pub status: u16,
    /// The error code of the answer.
    pub code: Option<String>,
    /// True if records were created, changed or deleted, regardless of the answer.
    pub applied: bool,
    /// How much of the answer was sent.
    pub sent: Delivery,
    /// The duration in microseconds.
    pub micros: u64,
    /// A remark, such as a `$top` that was reduced.
    pub note: Option<String>,
    /// The names of the injected effects that struck the request: `drop-after`. Not part of the serialized form.
    #[serde(skip)]
    pub faults: Vec<&'static str>,
    /// The switch of the profile that the refusal depends on, where the emulator knows it: `accept.ge_le`. Not part of
    /// the serialized form.
    #[serde(skip)]
    pub switch: Option<&'static str>,
    /// True for a list that was answered from a kept page, since nothing had changed. Not part of the serialized form.
    #[serde(skip)]
    pub kept: bool,
}

impl LogEntry {
    /// Returns true if `target` is all of what was received.
    #[must_use]
    pub fn has_whole_target(&self) -> bool {
        !self.target.ends_with(CUT)
    }
}

/// How much of an answer was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Delivery {
    /// All of it was handed to the operating system.
    #[serde(rename = "whole")]
    Complete,
    /// A part of it was sent.
    #[serde(rename = "half")]
    Partial,
    /// Nothing was sent: the connection ended first.
    #[serde(rename = "nothing")]
    None,
}

/// `201  1.2 ms  POST /weda/odata/v1/pre/student`, followed by anything unusual.
impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.micros as f64 / 1000.0;
        // Requests are logged without a valid token too, so all of this is untrusted text.
        let (method, target) = (Printable(&self.method), Printable(&self.target));
        write!(f, "{} {millis:>6.1} ms  {method} {target}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, "  {}", Printable(code))?;
        }
        match self.sent {
            Delivery::Complete => {}
            Delivery::Partial => f.write_str("  part of the answer was sent")?,
            Delivery::None => f.write_str("  no answer was sent")?,
        }
        if self.applied && (self.code.is_some() || self.sent != Delivery::Complete) {
            f.write_str("  although it was carried out")?;
        }
        match &self.note {
            Some(note) => write!(f, "  {}", Printable(note)),
            None => Ok(()),
        }
    }
}

/// Words in the name of a query option whose value is not for a log.
const SECRETS: [&str; 6] = ["token", "secret", "password", "apikey", "signature", "authorization"];

/// A target whose query options that may hold keys or tokens have `***` as values.
pub(crate) fn without_secrets(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let options = query.split('&').map(|option| match option.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret(name) => format!("{name}=***"),
        _ => option.to_owned(),
    });
    format!("{path}?{}", options.collect::<Vec<_>>().join("&"))
}

fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// Truncates a text from a caller to the maximum length.
pub(crate) fn truncated(text: &str) -> String {
    truncated_to(text, MAX_TEXT)
}

/// Truncates a text to a length in bytes.
pub(crate) fn truncated_to(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let end = (0..=max).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}{CUT}", &text[..end])
}

/// A callback for each entry.
pub(crate) type Listener = Box<dyn Fn(&LogEntry) + Send + Sync>;

/// The maximum length of a kept body, in bytes.
pub(crate) const MAX_BODY: usize = 64 << 10;

/// The maximum length of all kept bodies, in bytes.
const MAX_BODIES: usize = 32 << 20;

/// The bodies of a request and its answer, as [`Emulator::bodies`](crate::Emulator::bodies) returns them. Bodies of more
/// than 64 KiB are cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bodies {
    /// The body of the request.
    pub sent: Vec<u8>,
    /// True if `sent` is only the beginning.
    pub is_cut: bool,
    /// The body of the answer, whether or not it arrived.
    pub answer: Vec<u8>,
}

impl Bodies {
    pub(crate) fn new(sent: &[u8], answer: &[u8]) -> Self {
        let start = |body: &[u8]| body[..body.len().min(MAX_BODY)].to_vec();
        Self { sent: start(sent), is_cut: sent.len() > MAX_BODY, answer: start(answer) }
    }

    fn len(&self) -> usize {
        self.sent.len() + self.answer.len()
    }
}

/// The latest entries.
#[derive(Default)]
struct Latest {
    entries: VecDeque<(LogEntry, Option<Bodies>)>,
    /// The number of entries that were dropped.
    dropped: u64,
    /// The length of the kept bodies.
    kept: usize,
}

impl Latest {
    /// The entry with this number and its bodies.
    fn numbered(&self, number: u64) -> Option<&(LogEntry, Option<Bodies>)> {
        self.entries.get(usize::try_from(number.checked_sub(self.dropped)?).ok()?)
    }

    fn push(&mut self, entry: LogEntry, bodies: Option<Bodies>) {
        if self.entries.len() == MAX_ENTRIES {
            let oldest = self.entries.pop_front().and_then(|(_, bodies)| bodies);
            self.kept -= oldest.map_or(0, |bodies| bodies.len());
            self.dropped += 1;
        }
        self.kept += bodies.as_ref().map_or(0, Bodies::len);
        self.entries.push_back((entry, bodies));
        let mut oldest = self.entries.iter_mut();
        while self.kept > MAX_BODIES
            && let Some((_, bodies)) = oldest.next()
        {
            self.kept -= bodies.take().map_or(0, |bodies| bodies.len());
        }
    }
}

/// The log of an emulator.
pub(crate) struct Log {
    latest: Mutex<Latest>,
    keeps_bodies: AtomicBool,
    counts: Mutex<BTreeMap<&'static str, u64>>,
    /// The number of answers that are being sent and have no entry yet.
    pending: AtomicUsize,
    listener: Option<Listener>,
}

impl Log {
    pub(crate) fn new(listener: Option<Listener>) -> Self {
        Self {
            latest: Mutex::default(),
            keeps_bodies: AtomicBool::new(false),
            counts: Mutex::default(),
            pending: AtomicUsize::new(0),
            listener,
        }
    }

    /// Announces an entry.
    pub(crate) fn expect(&self) {
        self.pending.fetch_add(1, Ordering::SeqCst);
    }

    /// Adds an announced entry.
    pub(crate) fn write_expected(&self, entry: LogEntry, bodies: Option<Bodies>) {
        self.write(entry, bodies);
        self.pending.fetch_sub(1, Ordering::SeqCst);
    }

    pub(crate) fn write(&self, entry: LogEntry, bodies: Option<Bodies>) {
        if let Some(listener) = &self.listener {
            listener(&entry);
        }
        locked(&self.latest).push(entry, bodies);
    }

    /// Begins to keep the bodies of requests and answers.
    pub(crate) fn keep_bodies(&self) {
        self.keeps_bodies.store(true, Ordering::Relaxed);
    }

    pub(crate) fn keeps_bodies(&self) -> bool {
        self.keeps_bodies.load(Ordering::Relaxed)
    }

    /// The entries from a number on, each with its number.
    pub(crate) fn since(&self, number: u64) -> Vec<(u64, LogEntry)> {
        let latest = locked(&self.latest);
        let numbered = (latest.dropped..).zip(latest.entries.iter().map(|(entry, _)| entry.clone()));
        numbered.filter(|(one, _)| *one >= number).collect()
    }

    /// The entry with this number, unless it was dropped.
    pub(crate) fn entry(&self, number: u64) -> Option<LogEntry> {
        locked(&self.latest).numbered(number).map(|(entry, _)| entry.clone())
    }

    /// The bodies of the entry with this number, if they were kept.
    pub(crate) fn bodies(&self, number: u64) -> Option<Bodies> {
        locked(&self.latest).numbered(number)?.1.clone()
    }

    pub(crate) fn count(&self, call: &'static str) {
        *locked(&self.counts).entry(call).or_default() += 1;
    }

    pub(crate) fn latest(&self) -> Vec<LogEntry> {
        locked(&self.latest).entries.iter().map(|(entry, _)| entry.clone()).collect()
    }

    /// The entries, after waiting for announced ones: a fast caller may have read an answer before its entry is
    /// written.
    pub(crate) fn latest_with_pending(&self) -> Vec<LogEntry> {
        let end = Instant::now() + MAX_WAIT;
        while self.pending.load(Ordering::SeqCst) > 0 && Instant::now() < end {
            thread::sleep(Duration::from_millis(1));
        }
        self.latest()
    }

    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        locked(&self.counts).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    /// Clients that put a token into the address do not put it into the log.
    #[test]
    fn keys_and_tokens_of_an_address_are_left_out() {
        for (target, logged) in [
            ("/a?access_token=abc&x=1", "/a?access_token=***&x=1"),
            ("/a?X-Secret-Key=abc", "/a?X-Secret-Key=***"),
            ("/a?api_key=abc=&API-KEY=d", "/a?api_key=***&API-KEY=***"),
            ("/a?$filter=name%20eq%20'token'", "/a?$filter=name%20eq%20'token'"),
            ("/a?token=", "/a?token="),
            ("/token/b", "/token/b"),
        ] {
            assert_eq!(without_secrets(target), logged);
        }
    }
}
