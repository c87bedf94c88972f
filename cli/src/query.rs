//! `weda query`: records of a model, for eyes or for pipes.

mod table;

use std::io::{IsTerminal as _, Write as _};

use serde_json::json;
use weda::dynamic::{AnyFilter, AnyRecord, field};

use crate::arguments::{self, By};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::grouped;
use crate::say::say;
use crate::service::wait_for;
use crate::{output, records, terminal};

/// Records in a table, unless the user says how many.
const TABLE: u64 = 100;

/// Prints what matches.
pub(crate) fn run(task: arguments::Query) -> Result<Exit, Failure> {
    let client = task.environment.connect()?;
    let is_written = task.filter.is_some() || task.order_by.is_some();
    let mut query = client.dynamic(&task.model).query().skip(task.skip);
    if let Some(text) = task.filter {
        query = query.filter(AnyFilter::raw_unchecked(text));
    }
    if let Some(By { field: name, descending }) = task.order_by {
        query = query.order_by(if descending { field(name).desc() } else { field(name).asc() });
    }
    let as_json = task.output.json;
    let as_table = !as_json && std::io::stdout().is_terminal();
    let done = wait_for(async {
        if task.count {
            let count = query.count().await?;
            match as_json {
                true => output::print_json(&json!({ "count": count }))?,
                false => output::print(count)?,
            }
        } else if as_table {
            show(query.top(task.top.unwrap_or(TABLE))).await?;
        } else {
            if let Some(top) = task.top {
                query = query.top(top);
            }
            write(query).await?;
        }
        Ok(Exit::Done)
    });
    done.map_err(|failure| if is_written { failure.of_question() } else { failure })
}

/// A table, and what it leaves out.
async fn show(query: weda::dynamic::AnyQuery) -> Result<(), Failure> {
    let (mut rows, mut matches) = (Vec::<AnyRecord>::new(), 0);
    let mut pages = query.pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        rows.extend(page.rows);
        matches = page.count.unwrap_or(matches);
    }
    if rows.is_empty() {
        say("note: no record matches");
        return Ok(());
    }
    let table = table::of(&rows, terminal::width());
    output::print(table.text)?;
    if !table.hidden.is_empty() {
        say(format!("note: there is no room for {}; `--json` shows them", table.hidden.join(", ")));
    }
    let shown = rows.len() as u64;
    if shown < matches {
        let (shown, matches) = (grouped(shown), grouped(matches));
        say(format!("note: {shown} of {matches} records are shown; `--top` shows more, `--json` all of them"));
    }
    Ok(())
}

/// A record a line, as the pages come.
async fn write(query: weda::dynamic::AnyQuery) -> Result<(), Failure> {
    let mut pages = query.ahead(2).pages();
    while let Some(page) = pages.next().await {
        let mut text = String::new();
        for record in page?.rows {
            text.push_str(&records::line(&record));
            text.push('\n');
        }
        let mut stdout = output::Records::on_stdout(true);
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Failure::of_stdout)?;
    }
    Ok(())
}
