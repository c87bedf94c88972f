//! The progress line on a terminal.

use std::io::{IsTerminal as _, stderr, stdout};
use std::time::{Duration, Instant};

use weda_definition::printable;

use crate::last_response::record_response;
use crate::terminal::status_line;

/// Minimum time between updates.
const REFRESH: Duration = Duration::from_millis(100);

/// A progress line on stderr. Does nothing if stderr is not a terminal.
pub(crate) struct Progress {
    what: String,
    begun: Instant,
    /// Records done by an earlier run.
    before: u64,
    shown: Option<Instant>,
    is_on: bool,
}

impl Progress {
    /// Starts progress of work that writes to stdout. There is no line unless stdout is a file, since a terminal or a pager
    /// would mix it with the records.
    pub fn beside_stdout(what: impl Into<String>, before: u64) -> Self {
        let mut progress = Self::begin(what, before);
        progress.is_on &= is_file();
        progress
    }

    /// Progress that nobody sees.
    #[cfg(feature = "studio")]
    pub fn none() -> Self {
        let mut progress = Self::begin("", 0);
        progress.is_on = false;
        progress
    }

    /// Starts now, with `before` records done by an earlier run.
    pub fn begin(what: impl Into<String>, before: u64) -> Self {
        Self {
            what: printable(&what.into()).into_owned(),
            begun: Instant::now(),
            before,
            shown: None,
            is_on: stderr().is_terminal(),
        }
    }

    /// Shows that `done` of `total` records are done.
    pub fn show(&mut self, done: u64, total: Option<u64>) {
        record_response();
        if !self.is_on || self.shown.is_some_and(|shown| shown.elapsed() < REFRESH) {
            return;
        }
        self.shown = Some(Instant::now());
        let line = line(&self.what, done, done.saturating_sub(self.before), total, self.begun.elapsed());
        status_line::draw(&line);
    }

    /// Removes the line and returns the elapsed time.
    pub fn end(&mut self) -> Duration {
        if self.shown.take().is_some() {
            status_line::clear();
        }
        self.begun.elapsed()
    }
}

/// Removes the line before anything else is printed.
impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

/// Returns true if stdout is a file.
fn is_file() -> bool {
    if stdout().is_terminal() {
        return false;
    }
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&stdout()).try_clone_to_owned();
    handle.and_then(|handle| std::fs::File::from(handle).metadata()).is_ok_and(|about| about.is_file())
}

fn line(what: &str, done: u64, now: u64, total: Option<u64>, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let rate = if seconds > 0.0 { now as f64 / seconds } else { 0.0 };
    let of = total.map_or_else(String::new, |total| format!(" of {}", grouped(total)));
    let left = total.filter(|_| rate > 0.0).map_or_else(String::new, |total| {
        let left = Duration::from_secs_f64(total.saturating_sub(done) as f64 / rate);
        format!(", {} left", format_duration(left))
    });
    format!("{what}: {}{of}, {}/s{left}", grouped(done), grouped(rate as u64))
}

/// Formats a number with digits in groups of three.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Formats a duration.
pub(crate) fn format_duration(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_the_rate_of_this_run_and_the_time_left() {
        let second = Duration::from_secs(1);
        assert_eq!(
            line("学生", 12_400, 12_400, Some(100_000), 2 * second),
            "学生: 12,400 of 100,000, 6,200/s, 14 s left"
        );
        assert_eq!(line("a", 50_100, 100, Some(60_000), second), "a: 50,100 of 60,000, 100/s, 1 min 39 s left");
        assert_eq!(line("a", 1_000, 1_000, None, second), "a: 1,000, 1,000/s");
        assert_eq!(line("a", 0, 0, Some(5), second), "a: 0 of 5, 0/s");
    }

    #[test]
    fn numbers_and_durations_are_readable() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        for (seconds, text) in [(0, "0.0 s"), (59, "59 s"), (61, "1 min 1 s"), (7_300, "2 h 1 min")] {
            assert_eq!(format_duration(Duration::from_secs(seconds)), text);
        }
    }
}
