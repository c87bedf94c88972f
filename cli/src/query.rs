//! `weda query`: prints matching records.

use std::io::{IsTerminal as _, Write as _};

use serde_json::json;
use weda::Client;
use weda::dynamic::field;
use weda::{Filter, Query, Record};

use crate::arguments::{self, SortBy, View};
use crate::exit::Exit;
use crate::explain::{self, UserInput};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::last_response::record_response;
use crate::progress::grouped;
use crate::records::Members;
use crate::service::{unless_interrupted, wait_for};
use crate::stderr::print_message;
use crate::table::{self, Shape, TableOptions};
use crate::{names, output, records, terminal};

/// Default number of records in a table.
const TABLE: u64 = 100;

/// Prints matching records.
pub(crate) fn run(task: arguments::Query) -> Result<Exit, Failure> {
    explain::check_filter(task.filter.as_deref())?;
    let client = task.environment.connect()?;
    let asked = UserInput { model: &task.model, filter: task.filter.as_deref(), order_by: task.order_by.as_ref() };
    wait_for(unless_interrupted(async {
        match answer(&client, &task).await {
            Ok(()) => Ok(Exit::Done),
            Err(failure) => Err(asked.explain(&client, failure).await),
        }
    }))
}

async fn answer(client: &Client, task: &arguments::Query) -> Result<(), Failure> {
    let mut query = client.model(&task.model).query().skip(task.skip);
    if let Some(text) = &task.filter {
        query = query.filter(Filter::<Record>::raw_unchecked(text));
    }
    if let Some(SortBy { field: name, descending }) = &task.order_by {
        let name = field(name.clone());
        query = query.order_by(if *descending { name.desc() } else { name.asc() });
    }
    let as_json = task.output.json;
    if task.count {
        let count = query.count().await?;
        return match as_json {
            true => output::print_json(&json!({ "count": count })),
            false => output::print(count),
        };
    }
    let as_table = !as_json && std::io::stdout().is_terminal();
    let fields = match as_table || !task.view.select.is_empty() {
        // For a table the definition is optional.
        true if task.view.select.is_empty() => names::fields_if_defined(client, &task.model).await.ok().flatten(),
        true => names::fields_if_defined(client, &task.model).await?,
        false => None,
    };
    names::check_fields(fields.as_ref(), &task.view.select, "--select")?;
    if as_table {
        return show(query.top(task.top.unwrap_or(TABLE)), &task.view, fields.as_ref(), task.top.is_some()).await;
    }
    if let Some(top) = task.top {
        query = query.top(top);
    }
    write(query, &task.view.select).await
}

/// Prints a table, with a note if it is limited.
async fn show(query: Query<Record>, view: &View, fields: Option<&Fields>, is_limited: bool) -> Result<(), Failure> {
    let (mut rows, mut matches) = (Vec::<Record>::new(), 0);
    let mut pages = query.pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        record_response();
        rows.extend(page.rows);
        matches = page.count.unwrap_or(matches);
    }
    if rows.is_empty() {
        print_message("note: no record matches");
        return Ok(());
    }
    print(&rows, view, fields)?;
    let shown = rows.len() as u64;
    if shown < matches && !is_limited {
        let (shown, matches) = (grouped(shown), grouped(matches));
        print_message(format!(
            "note: {shown} of {matches} records are shown; `--top` shows more, `--json` all of them"
        ));
    }
    Ok(())
}

/// Prints records on a terminal, with notes about columns left out.
///
/// # Errors
/// Returns an error if stdout cannot be written.
pub(crate) fn print(rows: &[Record], view: &View, fields: Option<&Fields>) -> Result<(), Failure> {
    let shown = table::of(
        rows,
        TableOptions {
            definition: fields.map(Fields::definition),
            select: &view.select,
            width: terminal::width(),
            shape: if view.vertical { Shape::Vertical } else { Shape::Fitting },
        },
    );
    output::print(shown.text)?;
    if !shown.hidden.is_empty() {
        let names = shown.hidden.join(", ");
        print_message(format!(
            "note: columns that do not fit: {names}; `--select` chooses columns, `--vertical` shows all"
        ));
    }
    if !shown.empty.is_empty() {
        print_message(format!("note: columns without values: {}", shown.empty.join(", ")));
    }
    Ok(())
}

/// Prints one record per line, page by page.
async fn write(query: Query<Record>, select: &[String]) -> Result<(), Failure> {
    let mut pages = query.prefetch(2).pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        record_response();
        let mut text = String::new();
        for record in page.rows {
            text.push_str(&line(&record, select));
            text.push('\n');
        }
        let mut stdout = output::Records::on_stdout(true);
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Failure::of_stdout)?;
    }
    Ok(())
}

/// Formats a record on one line, with only the selected fields; missing ones are null.
pub(crate) fn line(record: &Record, select: &[String]) -> String {
    if select.is_empty() {
        return records::line(record).into_owned();
    }
    // The client has parsed it as an object.
    let members = Members::of(record.as_json()).map(|Members(members)| members).unwrap_or_default();
    let value = |key: &String| members.iter().find(|(name, _)| name == key).map_or("null", |(_, value)| value.get());
    let parts: Vec<String> = select.iter().map(|key| format!("{}:{}", json!(key), value(key))).collect();
    // Line breaks in texts are escaped, so all others are white space.
    format!("{{{}}}", parts.join(",")).replace(['\n', '\r'], " ")
}
