//! Writes to records one chunk after the other.

use weda::{Client, ErrorKind, Outcome};

use super::Work;
use super::report::Report;
use crate::commands::get;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::service::Interrupt;
use crate::stderr::say;

/// Records of which it is read at once whether they are still there.
const CHUNK: usize = 200;

/// Writes to the records with these ids; what becomes of each is reported. Just before its chunk is sent a record is looked
/// for: the service does not say of a change or a deletion whether there was one.
///
/// # Errors
/// Nobody can be told what became of a record. What goes wrong with records is in the report.
pub(super) async fn run(
    client: &Client,
    model: &str,
    ids: Vec<String>,
    work: &Work,
    report: &mut Report,
) -> Result<(), Failure> {
    // After the first Ctrl-C what is under way is waited for, so that it is known what became of it; not after the second.
    let interrupt = Interrupt::listen(|| say("note: waiting for the calls under way; Ctrl-C again does not wait"));
    let mut progress = Progress::begin(model, 0);
    let total = ids.len() as u64;
    let mut chunks = ids.chunks(CHUNK);
    for chunk in chunks.by_ref() {
        if let Some(why) = hindrance(&interrupt, report) {
            not_sent(chunk, &why, report)?;
            continue;
        }
        let (records, missing) = match get::read(client, model, chunk).await {
            Ok(read) => read,
            Err(failure) => {
                report.stopped(&failure);
                not_sent(chunk, "the records could not be read any more", report)?;
                continue;
            }
        };
        for id in &missing {
            report.not_found(id)?;
        }
        let there: Vec<String> = records.iter().map(|record| record.id().to_owned()).collect();
        send(client, model, &there, work, &interrupt, report).await?;
        progress.show(report.told(), Some(total));
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
    work: &Work,
    interrupt: &Interrupt,
    report: &mut Report,
) -> Result<(), Failure> {
    let dynamic = client.model(model);
    let interrupt = interrupt.clone();
    let taken = ids.iter().take_while(move |_| !interrupt.is_raised());
    let mut outcomes = match work {
        Work::Update(record) => dynamic.update_many(taken.map(move |id| (id, record))).stream(),
        Work::Delete => dynamic.delete_many(taken).stream(),
    };
    let mut rest = ids.iter();
    while let Some(outcome) = outcomes.next().await {
        // Outcomes come in the order of the ids.
        let Some(id) = rest.next() else { break };
        match outcome {
            Outcome::Succeeded(_) => report.done(id)?,
            // Gone between the look and the call.
            Outcome::Failed(error) if error.kind() == ErrorKind::NotFound => report.not_found(id)?,
            Outcome::Failed(error) => report.failed(id, &error)?,
            Outcome::Unknown(unsettled) => report.in_doubt(id, unsettled.error())?,
            Outcome::NotSent(error) => {
                report.not_sent(id, &crate::failure::reason(&error))?;
                report.stopped(&Failure::of_value(error));
            }
            _ => report.not_sent(id, "the client does not say why")?,
        }
    }
    for id in rest {
        report.not_sent(id, "interrupted")?;
    }
    Ok(())
}

/// Why nothing further is to be sent.
fn hindrance(interrupt: &Interrupt, report: &Report) -> Option<String> {
    match interrupt.is_raised() {
        true => Some("interrupted".to_owned()),
        false => report.is_stopped().then(|| "an earlier error would fail it as well".to_owned()),
    }
}

fn not_sent(ids: &[String], why: &str, report: &mut Report) -> Result<(), Failure> {
    ids.iter().try_for_each(|id| report.not_sent(id, why))
}
