//! The request log on stdout, written by a thread so that requests never wait for the reader.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use weda_definition::printable_json;
use weda_emulator::LogEntry;

/// Maximum number of queued lines; further ones are dropped and counted.
const QUEUE_LENGTH: usize = 1024;

/// Time to write queued lines at the end.
const END_TIMEOUT: Duration = Duration::from_secs(1);

/// The writer thread.
pub(super) struct LogWriter {
    ended: Receiver<()>,
}

impl LogWriter {
    /// Starts the writer; the closure logs a request. Errors of writing are ignored.
    pub(super) fn start(json: bool) -> (LogWriter, impl Fn(&LogEntry) + Send + Sync) {
        let (lines, waiting) = mpsc::sync_channel::<String>(QUEUE_LENGTH);
        let (end, ended) = mpsc::channel();
        let dropped = Arc::new(DroppedLines { count: AtomicU64::new(0), json });
        let reported = Arc::clone(&dropped);
        thread::spawn(move || {
            for line in waiting {
                print(&line);
            }
            // Lines may have been dropped after the last one that was queued.
            if let Some(line) = reported.line() {
                print(&line);
            }
            drop(end);
        });
        let take = move |logged: &LogEntry| {
            let line = if json {
                printable_json(&serde_json::to_string(logged).unwrap_or_default()).into_owned()
            } else {
                logged.to_string()
            };
            dropped.send(&lines, line);
        };
        (LogWriter { ended }, take)
    }

    /// Waits until all lines are written, with a limit in case the reader has stopped.
    pub(super) fn end(self) {
        // Nothing is ever sent: the result is always an error.
        let _ = self.ended.recv_timeout(END_TIMEOUT);
    }
}

/// Counts dropped lines.
struct DroppedLines {
    count: AtomicU64,
    json: bool,
}

impl DroppedLines {
    /// Queues a line, after one about dropped lines if there are any.
    fn send(&self, lines: &SyncSender<String>, line: String) {
        let is_reported = self.line().is_none_or(|dropped| lines.try_send(dropped).is_ok());
        if is_reported {
            self.count.store(0, Ordering::Relaxed);
        }
        if !is_reported || lines.try_send(line).is_err() {
            self.count.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn line(&self) -> Option<String> {
        match self.count.load(Ordering::Relaxed) {
            0 => None,
            count if self.json => Some(format!("{{\"left_out\":{count}}}")),
            count => Some(format!("{count} lines were dropped: the output was not read in time")),
        }
    }
}

fn print(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
