//! Log entries of requests in progress.

use std::sync::Arc;
use std::time::Instant;

use crate::log::{Bodies, Delivery, LogEntry};
use crate::service::Service;

/// A log entry that lacks the delivery of its answer.
pub(super) struct Entry {
    pub(super) logged: LogEntry,
    /// The bodies, if they are kept.
    pub(super) bodies: Option<Bodies>,
    /// True once there is an answer, whose caller may look for this entry.
    is_answered: bool,
    since: Instant,
    service: Arc<Service>,
}

impl Entry {
    pub(super) fn new(logged: LogEntry, since: Instant, service: Arc<Service>) -> Self {
        Self { logged, bodies: None, is_answered: false, since, service }
    }

    /// Adds a note.
    pub(super) fn note(&mut self, note: String) {
        self.logged.note = Some(match self.logged.note.take() {
            Some(first) => format!("{first}; {note}"),
            None => note,
        });
    }

    /// Writes the entry to the log.
    pub(super) fn end(mut self, sent: Delivery) {
        self.logged.sent = sent;
        self.logged.micros = u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX);
        let Self { logged, bodies, is_answered, service, .. } = self;
        if is_answered { service.log.write_expected(logged, bodies) } else { service.log.write(logged, bodies) }
    }
}

/// The entry of a request without an answer so far. If it is dropped, because the caller disconnected or the emulator
/// stops, it is logged as aborted.
pub(super) struct Unanswered(Option<Entry>);

impl Unanswered {
    /// The logged status of a request without an answer, as proxies log clients that disconnected.
    const STATUS: u16 = 499;

    pub(super) fn new(entry: Entry) -> Self {
        Self(Some(entry))
    }

    /// Notes the effects of faults on the request.
    pub(super) fn struck_by(&mut self, faults: Vec<&'static str>) {
        if let Some(entry) = &mut self.0 {
            entry.logged.faults = faults;
        }
    }

    /// The entry, once there is an answer.
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
            entry.note("the connection ended before there was an answer; nothing was carried out".to_owned());
            entry.end(Delivery::None);
        }
    }
}
