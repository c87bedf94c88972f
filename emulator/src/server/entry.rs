//! A line of the log that waits for its end.

use std::sync::Arc;
use std::time::Instant;

use crate::log::{LogEntry, Sent};
use crate::service::Service;

/// A request in the log, but for how its answer went out.
pub(super) struct Entry {
    pub(super) logged: LogEntry,
    /// Whether there is an answer, and with it somebody who may look for this line.
    is_answered: bool,
    since: Instant,
    service: Arc<Service>,
}

impl Entry {
    pub(super) fn new(logged: LogEntry, since: Instant, service: Arc<Service>) -> Self {
        Self { logged, is_answered: false, since, service }
    }

    /// Says something more about the request.
    pub(super) fn note(&mut self, note: String) {
        self.logged.note = Some(match self.logged.note.take() {
            Some(first) => format!("{first}; {note}"),
            None => note,
        });
    }

    /// Writes the line.
    pub(super) fn end(mut self, sent: Sent) {
        self.logged.sent = sent;
        self.logged.micros = u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX);
        let Self { logged, is_answered, service, .. } = self;
        if is_answered { service.log.write_expected(logged) } else { service.log.write(logged) }
    }
}

/// A request that has no answer yet. When it is dropped so, because its caller went away or the emulator stops, the log
/// says that.
pub(super) struct Unanswered(Option<Entry>);

impl Unanswered {
    /// What is logged in place of a status where there is none: what proxies log of a caller who left.
    const STATUS: u16 = 499;

    pub(super) fn new(entry: Entry) -> Self {
        Self(Some(entry))
    }

    /// The line, now that there is an answer.
    pub(super) fn answered(mut self) -> Option<Entry> {
        let entry = self.0.take()?;
        entry.service.log.expect();
        Some(Entry { is_answered: true, ..entry })
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(mut entry) = self.0.take() {
            entry.logged.status = Self::STATUS;
            entry.note("the connection ended before there was an answer, and nothing was carried out".to_owned());
            entry.end(Sent::Nothing);
        }
    }
}
