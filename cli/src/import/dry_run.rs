//! `--dry-run`: reads and checks every row without writing.

use std::sync::Arc;

use serde_json::json;
use weda_definition::printable;

use super::preparation::LeftOut;
use super::report::print_left_out;
use super::row_mapper::RowMapper;
use super::unique_rows::UniqueRows;
use crate::arguments::Import;
use crate::exit::Exit;
use crate::failure::{Failure, TransferError};
use crate::output;
use crate::progress::grouped;
use crate::records::Source;
use crate::stderr::print_message;

/// Maximum number of warnings on stderr; `--json` has all reasons.
const MAX_WARNINGS: u64 = 20;

pub(super) fn run(
    task: &Import,
    source: Source,
    mapper: &Arc<RowMapper>,
    mut unique: UniqueRows,
) -> Result<Exit, Failure> {
    let (mut ready, mut rejected, left_out) = (0, 0, LeftOut::default());
    for row in source {
        let row = row.map_err(TransferError::Read)?;
        let mapped = row.record.map_err(|invalid| invalid.reason).and_then(|record| mapper.apply(&record));
        let mapped = mapped.and_then(|mapped| unique.check(row.number, &mapped).map(|()| mapped));
        let reason = match mapped {
            Ok(mapped) => {
                ready += 1;
                left_out.add(mapped.left_out);
                continue;
            }
            Err(reason) => reason,
        };
        rejected += 1;
        if task.output.json {
            output::print_json(&json!({ "row": row.number, "outcome": "rejected", "reason": reason }))?;
        } else if rejected <= MAX_WARNINGS {
            print_message(format!("warning: row {}: {}", row.number, printable(&reason)));
        } else if rejected == MAX_WARNINGS + 1 {
            print_message("warning: further warnings are omitted; `--json` has all of them");
        }
    }
    if task.output.json {
        let summary =
            json!({ "model": task.model, "ready": ready, "rejected": rejected, "left_out": left_out.counts() });
        output::print_json(&json!({ "summary": summary }))?;
    } else {
        print_left_out(&left_out.counts());
        let (good, bad) = (grouped(ready), grouped(rejected));
        print_message(format!("{}: {good} rows are valid, {bad} would be rejected; nothing was written", task.model));
    }
    Ok(if rejected == 0 { Exit::Done } else { Exit::Other })
}
