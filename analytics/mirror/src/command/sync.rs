//! `weda-mirror sync` and `weda-mirror run`.

use std::io::{IsTerminal as _, Write as _, stderr, stdin};
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use weda_definition::{Printable, printable};

use super::arguments::{How, RunArguments, SyncArguments, Target};

use super::{Exit, Failure, Found, Requests, print_line, print_message, show_progress};
use crate::copy::write_atomically;
use crate::metrics::{Metrics, MetricsServer};
use crate::mirror::{Mirror, Outcome};
use crate::model::Model;
use crate::row::moment_text;
use crate::sync::{Observer, SyncOptions};

/// Runs `weda-mirror sync`.
///
/// # Errors
/// Returns the first failure; the others are printed.
pub(super) async fn sync(arguments: SyncArguments) -> Result<Exit, Failure> {
    let mut options = options(&arguments.how);
    (options.rebuild, options.dry_run) = (arguments.rebuild, arguments.dry_run);
    let mut run = Run::new(arguments.target, arguments.how, options)?;
    run.once(None).await
}

/// Runs `weda-mirror run`.
///
/// # Errors
/// Returns an error if the settings, the address or the copy cannot be used. Failures of single runs are printed.
pub(super) async fn run(arguments: RunArguments) -> Result<Exit, Failure> {
    let server = match &arguments.metrics_listen {
        Some(address) => Some(MetricsServer::listen(address).await.map_err(|error| {
            let what = format!("cannot listen at `{}` ({error})", printable(address));
            Failure::new(Exit::Arguments, what).hint("give `--metrics-listen` a free port, such as 9187 or 127.0.0.1:0")
        })?),
        None => None,
    };
    if let Some(server) = &server {
        print_message(format!("metrics: http://{}/metrics", server.address()));
    }
    let options = options(&arguments.how);
    let mut run = Run::new(arguments.target, arguments.how, options)?;
    loop {
        let start = Instant::now();
        if let Err(failure) = run.once(server.as_ref()).await {
            print_message(&failure);
        }
        tokio::time::sleep(arguments.every.saturating_sub(start.elapsed())).await;
    }
}

fn options(how: &How) -> SyncOptions {
    SyncOptions {
        overlap: how.overlap,
        full: how.full,
        consent: how.allow_deletions,
        rows_per_file: how.rows_per_file as usize,
        ..SyncOptions::default()
    }
}

/// The runs of one process.
struct Run {
    mirror: Mirror,
    options: SyncOptions,
    how: How,
    is_json: bool,
    watcher: Watcher,
    metrics: Metrics,
}

impl Run {
    fn new(target: Target, how: How, options: SyncOptions) -> Result<Self, Failure> {
        let requests = Requests::new();
        let found = Found::look()?;
        let models = found.models(&target.place, &target.models)?;
        let client = found.client(&target.place, Arc::clone(&requests))?;
        let of = |definition| Model::new(definition, &models.option_sets);
        let mirror = Mirror::new(client, models.definitions.iter().map(of).collect(), target.target);
        let watcher = Watcher { requests, shown: None };
        Ok(Self { mirror, options, how, is_json: target.json, watcher, metrics: Metrics::default() })
    }

    /// Brings the copy up to date, prints the outcome of each model, and returns the first failure.
    async fn once(&mut self, server: Option<&MetricsServer>) -> Result<Exit, Failure> {
        let outcomes = self.mirror.sync(&self.options, &mut self.watcher).await?;
        let mut failures = Vec::new();
        for outcome in outcomes {
            self.metrics.add(&outcome);
            self.print(&outcome)?;
            if let Some(pending) = &outcome.report.pending {
                let what = format!(
                    "model `{}`: nothing was marked as deleted: {}",
                    printable(&outcome.report.model),
                    printable(pending)
                );
                failures.push(Failure::new(Exit::Incomplete, what).hint("run again when fewer records are written"));
            }
            failures.extend(outcome.error.map(Failure::from));
        }
        if let Some(path) = &self.how.metrics {
            write_atomically(path, self.metrics.text(weda::DateTime::now().as_millis()).as_bytes())?;
        }
        if let Some(server) = server {
            server.show(self.metrics.clone());
        }
        let mut failures = failures.into_iter();
        let Some(first) = failures.next() else { return Ok(Exit::Done) };
        failures.for_each(print_message);
        Err(first)
    }

    fn print(&self, outcome: &Outcome) -> Result<(), Failure> {
        let report = &outcome.report;
        if self.is_json {
            return print_line(
                json!({
                    "model": report.model,
                    "read": report.read,
                    "inserted": report.inserted,
                    "updated": report.updated,
                    "deleted": report.deleted,
                    "pending": report.pending,
                    "records": report.records,
                    "service_records": report.service_records,
                    "requests": report.requests,
                    "retries": report.retries,
                    "read_until": report.read_until,
                    "seconds": outcome.duration.as_secs_f64(),
                    "dry_run": self.options.dry_run,
                    "error": outcome.error.as_ref().map(ToString::to_string),
                })
                .to_string(),
            );
        }
        if outcome.error.is_some() {
            return Ok(());
        }
        let until = report.read_until.map(moment_text);
        print_line(format!(
            "{}{}: {} new, {} changed, {} deleted; {} records, read until {}",
            if self.options.dry_run { "would be written: " } else { "" },
            printable(&report.model),
            report.inserted,
            report.updated,
            report.deleted,
            report.records,
            until.as_deref().unwrap_or("the end, without times of changes")
        ))
    }
}

/// Shows progress, and asks about deletions where there is a terminal.
struct Watcher {
    requests: Arc<Requests>,
    shown: Option<Instant>,
}

impl Observer for Watcher {
    fn requests(&self) -> u64 {
        self.requests.sent()
    }

    fn progress(&mut self, model: &str, read: u64, of: Option<u64>) {
        if self.shown.is_some_and(|shown| shown.elapsed().as_millis() < 100) {
            return;
        }
        self.shown = Some(Instant::now());
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        show_progress(format!("{}: {read}{of}", Printable(model)));
    }

    fn may_delete(&mut self, model: &str, deletions: u64, records: u64) -> bool {
        if !stdin().is_terminal() || !stderr().is_terminal() {
            return false;
        }
        show_progress("");
        let mut out = stderr().lock();
        let asked = write!(out, "mark {deletions} of {records} records of `{}` as deleted? [y/N] ", Printable(model));
        let mut answer = String::new();
        let answered = asked.and_then(|()| out.flush()).and_then(|()| stdin().read_line(&mut answer));
        answered.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
    }
}
