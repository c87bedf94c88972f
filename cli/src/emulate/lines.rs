//! The request log on stdout. Requests never wait for whoever reads it.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use weda_definition::printable_json;
use weda_emulator::LogEntry;

/// How many lines may wait for their reader; later ones are counted and left out.
const WAITING: usize = 1024;

/// How long the end of the process waits for the lines that are left.
const GRACE: Duration = Duration::from_secs(1);

/// The thread that writes the lines.
pub(super) struct Lines {
    ended: Receiver<()>,
}

impl Lines {
    /// Writes lines from now on: the closure takes each request. Nobody reading them is no reason to stop.
    pub(super) fn start(json: bool) -> (Lines, impl Fn(&LogEntry) + Send + Sync) {
        let (lines, waiting) = mpsc::sync_channel::<String>(WAITING);
        let (end, ended) = mpsc::channel();
        let missing = Arc::new(Missing { count: AtomicU64::new(0), json });
        let told = Arc::clone(&missing);
        thread::spawn(move || {
            for line in waiting {
                print(&line);
            }
            // More may have been left out than there was ever room to say.
            if let Some(line) = told.line() {
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
            missing.send(&lines, line);
        };
        (Lines { ended }, take)
    }

    /// Waits until all lines are written, but not long: a reader that has stopped reads no more.
    pub(super) fn end(self) {
        // It is an error in any case: nothing is ever sent.
        let _ = self.ended.recv_timeout(GRACE);
    }
}

/// Lines that nobody read in time.
struct Missing {
    count: AtomicU64,
    json: bool,
}

impl Missing {
    /// Hands a line to the writer, behind one about those that are missing before it.
    fn send(&self, lines: &SyncSender<String>, line: String) {
        let said = self.line().is_none_or(|missing| lines.try_send(missing).is_ok());
        if said {
            self.count.store(0, Ordering::Relaxed);
        }
        if !said || lines.try_send(line).is_err() {
            self.count.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn line(&self) -> Option<String> {
        match self.count.load(Ordering::Relaxed) {
            0 => None,
            count if self.json => Some(format!("{{\"left_out\":{count}}}")),
            count => Some(format!("{count} lines are left out here: nobody read them in time")),
        }
    }
}

fn print(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
