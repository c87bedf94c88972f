//! `weda models`: the models of the environment.

use std::io::IsTerminal as _;

use serde_json::json;
use weda::Client;
use weda::api::DefinitionRow;
use weda_definition::printable;

use crate::arguments::Models;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::last_response::record_response;
use crate::progress::grouped;
use crate::service::{unless_interrupted, wait_for};
use crate::stderr::print_message;
use crate::{output, table, terminal};

/// A model with its number of records, if requested; the inner `None` means that they cannot be counted.
struct Line {
    name: String,
    title: Option<String>,
    count: Option<Option<u64>>,
}

/// Prints identifiers and titles: a table on a terminal, tab-separated lines in a pipe.
pub(crate) fn models(task: Models) -> Result<Exit, Failure> {
    let client = task.environment.connect()?;
    let lines = wait_for(unless_interrupted(read(&client, task.count)))?;
    if task.output.json {
        for Line { name, title, count } in &lines {
            let mut line = json!({ "model": name, "title": title, "system": is_system(name) });
            if let Some(count) = count {
                line["records"] = json!(count);
            }
            output::print_json(&line)?;
        }
        return Ok(Exit::Done);
    }
    if lines.is_empty() {
        print_message(format!("note: {} has no models; create one in the console, and publish it", client.env_id()));
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = lines.iter().map(|line| line.cells(task.count)).collect();
    if std::io::stdout().is_terminal() {
        let titles = ["model", "title", "records"];
        let titles = &titles[..if task.count { 3 } else { 2 }];
        output::print(table::of_texts(titles, &rows, terminal::width()))?;
    } else {
        rows.iter().try_for_each(|row| output::print(row.join("\t")))?;
    }
    Ok(Exit::Done)
}

impl Line {
    fn cells(&self, counted: bool) -> Vec<String> {
        let title = self.title.as_deref().map(str::trim).unwrap_or_default();
        let mut cells = vec![printable(&self.name).into_owned(), printable(title).into_owned()];
        if counted {
            cells.push(self.count.flatten().map_or_else(|| "?".to_owned(), grouped));
        }
        cells
    }
}

/// The platform's own models are read-only.
fn is_system(name: &str) -> bool {
    name.starts_with("sys_")
}

async fn read(client: &Client, count: bool) -> Result<Vec<Line>, Failure> {
    let mut rows: Vec<DefinitionRow> = client.definitions().await?;
    // System models come last.
    rows.sort_by(|one, other| (is_system(one.name()), one.name()).cmp(&(is_system(other.name()), other.name())));
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        record_response();
        let count = match count {
            // A model that is not published in this store must not hide the others.
            true => match client.model(row.name()).query().count().await {
                Ok(count) => Some(Some(count)),
                Err(error) if error.code().is_some() || error.kind() == weda::ErrorKind::InvalidValue => Some(None),
                Err(error) => return Err(error.into()),
            },
            false => None,
        };
        lines.push(Line { name: row.name().to_owned(), title: row.title().map(str::to_owned), count });
    }
    Ok(lines)
}
