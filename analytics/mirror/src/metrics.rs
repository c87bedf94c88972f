//! Metrics of runs as Prometheus text.

mod server;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use crate::mirror::Outcome;
use crate::sync::ModelReport;
pub(crate) use server::MetricsServer;

/// The metrics of the latest run of each model.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    models: BTreeMap<String, Latest>,
}

/// The latest run of a model.
#[derive(Debug, Clone)]
struct Latest {
    report: ModelReport,
    duration: Duration,
    has_failed: bool,
}

/// A metric: name, type, help, and the value of a model, if it has one.
type Metric = (&'static str, &'static str, &'static str, fn(&Latest, i64) -> Option<f64>);

const METRICS: [Metric; 13] = [
    ("records_read_total", "counter", "Records read from the service.", |latest, _| {
        Some(latest.report.totals.read as f64)
    }),
    (
        "records_written_total",
        "counter",
        "Records written to the copy, because they were new or had changed.",
        |latest, _| Some(latest.report.totals.written as f64),
    ),
    ("records_deleted_total", "counter", "Records marked as deleted.", |latest, _| {
        Some(latest.report.totals.deleted as f64)
    }),
    ("requests_total", "counter", "Requests sent to the service.", |latest, _| {
        Some(latest.report.totals.requests as f64)
    }),
    ("retries_total", "counter", "Requests that repeated another one.", |latest, _| {
        Some(latest.report.totals.retries as f64)
    }),
    ("records", "gauge", "Records of the copy that are not marked as deleted.", |latest, _| {
        Some(latest.report.records as f64)
    }),
    ("service_records", "gauge", "Records at the service, at the end of the last run.", |latest, _| {
        Some(latest.report.service_records as f64)
    }),
    (
        "read_until_timestamp_seconds",
        "gauge",
        "Latest time of a change that was read, by the clock of the service.",
        |latest, _| Some(latest.report.read_until? as f64 / 1_000.0),
    ),
    ("lag_seconds", "gauge", "Time since the latest change that was read.", |latest, now| {
        Some((now - latest.report.read_until?) as f64 / 1_000.0)
    }),
    ("last_success_timestamp_seconds", "gauge", "End of the last run without an error.", |latest, _| {
        Some(latest.report.last_success? as f64 / 1_000.0)
    }),
    ("last_run_duration_seconds", "gauge", "Duration of the last run.", |latest, _| {
        Some(latest.duration.as_secs_f64())
    }),
    ("last_run_failed", "gauge", "1 if the last run ended in an error, else 0.", |latest, _| {
        Some(f64::from(u8::from(latest.has_failed)))
    }),
    (
        "deletions_pending",
        "gauge",
        "1 if records were missing, and it was not certain that they were deleted, else 0.",
        |latest, _| Some(f64::from(u8::from(latest.report.pending.is_some()))),
    ),
];

impl Metrics {
    /// Adds the outcome of a run, in place of the one before of the same model.
    pub fn add(&mut self, outcome: &Outcome) {
        let (report, duration) = (outcome.report.clone(), outcome.duration);
        let latest = Latest { has_failed: outcome.error.is_some(), report, duration };
        self.models.insert(outcome.report.model.clone(), latest);
    }

    /// Returns the metrics in the text format of Prometheus, version 0.0.4. `now` is in Unix milliseconds.
    ///
    /// ```
    /// assert_eq!(weda_mirror::Metrics::default().text(0), "");
    /// ```
    #[must_use]
    pub fn text(&self, now: i64) -> String {
        let mut text = String::new();
        for (name, kind, help, value) in METRICS {
            let values = self.models.iter().filter_map(|(model, latest)| Some((model, value(latest, now)?)));
            let mut values = values.peekable();
            if values.peek().is_some() {
                let _ = write!(text, "# HELP weda_mirror_{name} {help}\n# TYPE weda_mirror_{name} {kind}\n");
            }
            for (model, value) in values {
                let _ = writeln!(text, "weda_mirror_{name}{{model=\"{}\"}} {value}", escaped(model));
            }
        }
        text
    }
}

/// Escapes the value of a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
