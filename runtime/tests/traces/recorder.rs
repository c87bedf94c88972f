//! A subscriber that keeps what it is told, as lines of text.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Events under the target `weda`, of all threads or of one.
#[derive(Clone, Default)]
pub struct Recorder {
    last: Arc<AtomicU64>,
    spans: Arc<Mutex<Vec<(ThreadId, u64, String)>>>,
    events: Arc<Mutex<Vec<(ThreadId, String)>>>,
    only: Option<ThreadId>,
}

impl Recorder {
    /// The same, of what this thread tells.
    pub fn of_this_thread(&self) -> Recorder {
        Recorder { only: Some(thread::current().id()), ..self.clone() }
    }

    fn is_mine(&self, thread: ThreadId) -> bool {
        self.only.is_none_or(|only| only == thread)
    }

    /// Forgets everything so far.
    pub fn forget(&self) {
        self.events();
        self.spans.lock().unwrap().retain(|(thread, ..)| !self.is_mine(*thread));
    }

    /// The spans, each in one line: name, then fields.
    pub fn spans(&self) -> Vec<String> {
        let spans = self.spans.lock().unwrap();
        spans.iter().filter(|(thread, ..)| self.is_mine(*thread)).map(|(_, _, text)| text.clone()).collect()
    }

    /// The events, each in one line: level, then fields. They are forgotten.
    pub fn events(&self) -> Vec<String> {
        let mut events = self.events.lock().unwrap();
        events.extract_if(.., |(thread, _)| self.is_mine(*thread)).map(|(_, text)| text).collect()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "weda"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        let number = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        self.spans.lock().unwrap().push((thread::current().id(), number, line.0));
        Id::from_u64(number)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut spans = self.spans.lock().unwrap();
        let (_, _, text) = spans.iter_mut().find(|(_, number, _)| *number == span.into_u64()).unwrap();
        let mut line = Line(std::mem::take(text));
        values.record(&mut line);
        *text = line.0;
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.events.lock().unwrap().push((thread::current().id(), line.0));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
