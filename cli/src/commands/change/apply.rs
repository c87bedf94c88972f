//! Writes to records, chunk by chunk.

use weda::{Client, ErrorKind, Outcome};

use super::Change;
use super::report::Report;
use crate::commands::get;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::service::Interrupt;
use crate::stderr::print_message;

/// Number of records whose existence is checked per call.
const CHUNK: usize = 200;

/// Writes to the records with these ids and reports each outcome. Records are looked up just before their chunk is sent,
/// since the response to a change or deletion does not show whether the record existed.
///
/// # Errors
/// Returns an error if an outcome cannot be printed. Errors of records are in the report.
pub(super) async fn run(
    client: &Client,
    model: &str,
    ids: Vec<String>,
    change: &Change,
    report: &mut Report,
) -> Result<(), Failure> {
    // After the first Ctrl-C, calls in flight are waited for, so that their outcomes are known; not after the second.
    let interrupt = Interrupt::listen(|| {
        print_message("note: waiting for calls in flight; press Ctrl-C again to stop immediately")
    });
    let mut progress = Progress::begin(model, 0);
    let total = ids.len() as u64;
    let mut chunks = ids.chunks(CHUNK);
    for chunk in chunks.by_ref() {
        if let Some(why) = stop_reason(&interrupt, report) {
            not_sent(chunk, &why, report)?;
            continue;
        }
        let (records, missing) = match get::read(client, model, chunk).await {
            Ok(read) => read,
            Err(failure) => {
                report.stopped(&failure);
                not_sent(chunk, "the records could not be read", report)?;
                continue;
            }
        };
        for id in &missing {
            report.not_found(id)?;
        }
        let there: Vec<String> = records.iter().map(|record| record.id().to_owned()).collect();
        send(client, model, &there, change, &interrupt, report).await?;
        progress.show(report.reported(), Some(total));
    }
    progress.end();
    if interrupt.is_raised() {
        report.interrupted();
    }
    Ok(())
}

async fn send(
    client: &Client,
    model: &str,
    ids: &[String],
    change: &Change,
    interrupt: &Interrupt,
    report: &mut Report,
) -> Result<(), Failure> {
    let dynamic = client.model(model);
    let interrupt = interrupt.clone();
    let taken = ids.iter().take_while(move |_| !interrupt.is_raised());
    let mut outcomes = match change {
        Change::Update(record) => dynamic.update_many(taken.map(move |id| (id, record))).stream(),
        Change::Delete => dynamic.delete_many(taken).stream(),
    };
    let mut rest = ids.iter();
    while let Some(outcome) = outcomes.next().await {
        // Outcomes come in the order of the ids.
        let Some(id) = rest.next() else { break };
        match outcome {
            Outcome::Succeeded(_) => report.done(id)?,
            // Deleted between lookup and call.
            Outcome::Failed(error) if error.kind() == ErrorKind::NotFound => report.not_found(id)?,
            Outcome::Failed(error) => report.failed(id, &error)?,
            Outcome::Unknown(unsettled) => report.in_doubt(id, unsettled.error())?,
            Outcome::NotSent(error) => {
                report.not_sent(id, &crate::failure::reason(&error))?;
                report.stopped(&Failure::of_value(error));
            }
            _ => report.not_sent(id, "the client gives no reason")?,
        }
    }
    for id in rest {
        report.not_sent(id, "interrupted")?;
    }
    Ok(())
}

/// Returns the reason not to send any more.
fn stop_reason(interrupt: &Interrupt, report: &Report) -> Option<String> {
    match interrupt.is_raised() {
        true => Some("interrupted".to_owned()),
        false => report.is_stopped().then(|| "skipped: an earlier error would fail this record as well".to_owned()),
    }
}

fn not_sent(ids: &[String], why: &str, report: &mut Report) -> Result<(), Failure> {
    ids.iter().try_for_each(|id| report.not_sent(id, why))
}
