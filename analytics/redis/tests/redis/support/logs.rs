//! The `tracing` events of this process. Tests run together: the address of a Redis tells whose an event is.

use std::io;
use std::sync::{Mutex, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        Log
    }
}

/// Records events of every level.
pub fn install() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(Log).init();
}

/// All that was logged.
pub fn all() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// The events that name a Redis and contain a text.
pub fn about(address: &str, text: &str) -> Vec<String> {
    all()
        .lines()
        .filter(|line| line.contains(&format!("\"{address}\"")) && line.contains(text))
        .map(str::to_owned)
        .collect()
}
