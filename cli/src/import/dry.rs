//! `--dry-run`: every row is read and checked, and nothing is written.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use serde_json::json;

use super::shape::Shape;
use crate::arguments::Import;
use crate::exit::Exit;
use crate::failure::{Failure, Trouble};
use crate::output;
use crate::progress::grouped;
use crate::records::Source;
use crate::say::say;

/// Reasons that are said for people; scripts get all of them.
const SAID: u64 = 20;

pub(super) fn run(task: &Import, source: Source, shape: &Shape) -> Result<Exit, Failure> {
    let (mut good, mut bad) = (0, 0);
    // Of each key a hash: there may be more of them than memory holds.
    let (state, mut keys) = (RandomState::new(), HashSet::new());
    for row in source {
        let row = row.map_err(Trouble::Rows)?;
        let ready = row.text.map_err(|unfit| unfit.reason).and_then(|text| shape.apply(&text));
        let ready = ready.and_then(|ready| match ready.key.filter(|key| !keys.insert(state.hash_one(key))) {
            Some(key) => Err(format!("an earlier row has the same key {key}")),
            None => Ok(()),
        });
        let Err(reason) = ready else {
            good += 1;
            continue;
        };
        bad += 1;
        if task.output.json {
            output::print_json(&json!({ "row": row.number, "outcome": "rejected", "reason": reason }))?;
        } else if bad <= SAID {
            say(format!("warning: row {}: {reason}", row.number));
        }
    }
    if task.output.json {
        output::print_json(&json!({ "summary": { "model": task.model, "ready": good, "rejected": bad } }))?;
    } else {
        let (good, bad) = (grouped(good), grouped(bad));
        say(format!("{}: {good} rows are ready, {bad} would be rejected; nothing was written", task.model));
    }
    Ok(if bad == 0 { Exit::Done } else { Exit::Other })
}
