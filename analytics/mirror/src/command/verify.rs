//! `weda-mirror verify`.

use serde_json::json;
use weda_definition::printable;

use super::arguments::VerifyArguments;

use super::{Exit, Failure, Found, Requests, print_line, print_message, show_progress};
use crate::mirror::Mirror;
use crate::model::Model;
use crate::sync::Observer;
use crate::verify::{Difference, Verification};

/// Runs `weda-mirror verify`.
///
/// # Errors
/// Returns an error if the service or the copy cannot be read, or they differ.
pub(super) async fn verify(arguments: VerifyArguments) -> Result<Exit, Failure> {
    let target = arguments.target;
    let found = Found::look()?;
    let models = found.models(&target.place, &target.models)?;
    let client = found.client(&target.place, Requests::new())?;
    let of = |definition| Model::new(definition, &models.option_sets);
    let mirror = Mirror::new(client, models.definitions.iter().map(of).collect(), target.target);
    let verifications = mirror.verify(&mut Watcher).await?;
    let mut differs = false;
    for verification in &verifications {
        match target.json {
            true => print_line(as_json(verification).to_string())?,
            false => print(verification)?,
        }
        differs |= !verification.is_equal();
    }
    match differs {
        false => Ok(Exit::Done),
        true => Err(Failure::new(Exit::Other, "the copy differs from the service").hint(
            "`weda-mirror sync --full` reads all records and corrects the copy; what was changed in the copy itself is corrected \
             by `--rebuild`",
        )),
    }
}

fn print(verification: &Verification) -> Result<(), Failure> {
    print_line(format!(
        "{}: {} records, hash {}",
        printable(&verification.model),
        verification.records,
        verification.hash
    ))?;
    if verification.service_hash != verification.hash {
        print_line(format!("  service: {} records, hash {}", verification.service_records, verification.service_hash))?;
    }
    for (name, difference) in kinds(verification) {
        if difference.records > 0 {
            let ids: Vec<_> = difference.ids.iter().map(|id| printable(id)).collect();
            let more = if difference.records > difference.ids.len() as u64 { ", .." } else { "" };
            print_line(format!("  {name}: {} ({}{more})", difference.records, ids.join(", ")))?;
        }
    }
    if verification.newer.records > 0 {
        print_message("note: records that changed since the last run are not a difference");
    }
    Ok(())
}

fn kinds(verification: &Verification) -> [(&'static str, &Difference); 5] {
    [
        ("changed since the last run", &verification.newer),
        ("other values", &verification.different),
        ("not in the copy", &verification.missing),
        ("not at the service", &verification.extra),
        ("changed in the copy", &verification.damaged),
    ]
}

fn as_json(verification: &Verification) -> serde_json::Value {
    let difference = |difference: &Difference| json!({ "records": difference.records, "ids": difference.ids });
    json!({
        "model": verification.model,
        "is_equal": verification.is_equal(),
        "records": verification.records,
        "deleted": verification.deleted,
        "service_records": verification.service_records,
        "hash": verification.hash,
        "service_hash": verification.service_hash,
        "newer": difference(&verification.newer),
        "different": difference(&verification.different),
        "missing": difference(&verification.missing),
        "extra": difference(&verification.extra),
        "damaged": difference(&verification.damaged),
    })
}

/// Shows progress.
struct Watcher;

impl Observer for Watcher {
    fn progress(&mut self, model: &str, read: u64, of: Option<u64>) {
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        show_progress(format!("{}: {read}{of}", printable(model)));
    }
}
