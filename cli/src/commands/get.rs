//! `weda get`: records by id.

use std::collections::HashSet;
use std::io::{IsTerminal as _, Write as _};

use weda::Client;
use weda::Record;
use weda_definition::printable;

use crate::arguments::{Get, View};
use crate::exit::Exit;
use crate::explain::UserInput;
use crate::failure::Failure;
use crate::service::{unless_interrupted, wait_for};
use crate::{names, output, query};

/// Prints the records in the order of the ids, and names missing ones.
pub(crate) fn get(task: Get) -> Result<Exit, Failure> {
    let client = task.environment.connect()?;
    wait_for(unless_interrupted(async {
        match show(&client, &task).await {
            Ok(()) => Ok(Exit::Done),
            Err(failure) => {
                Err(UserInput { model: &task.model, ..UserInput::default() }.explain(&client, failure).await)
            }
        }
    }))
}

async fn show(client: &Client, task: &Get) -> Result<(), Failure> {
    let as_table = !task.output.json && std::io::stdout().is_terminal();
    let fields = match as_table || !task.view.select.is_empty() {
        true => names::fields_if_defined(client, &task.model).await?,
        false => None,
    };
    names::check_fields(fields.as_ref(), &task.view.select, "--select")?;
    let (records, missing) = read(client, &task.model, &task.ids).await?;
    if as_table && !records.is_empty() {
        // A single record is easier to read vertically.
        let view = View { vertical: task.view.vertical || records.len() == 1, ..task.view.clone() };
        query::print(&records, &view, fields.as_ref())?;
    } else {
        let mut out = output::Records::on_stdout(true);
        let line = |record| writeln!(out, "{}", query::line(record, &task.view.select));
        records.iter().try_for_each(line).and_then(|()| out.flush()).map_err(Failure::of_stdout)?;
    }
    if missing.is_empty() { Ok(()) } else { Err(not_there(&task.model, &missing)) }
}

/// Returns the records in the order of the ids, and the ids without a record. Duplicate ids are ignored.
///
/// # Errors
/// Returns an error if a call fails.
pub(super) async fn read(client: &Client, model: &str, ids: &[String]) -> Result<(Vec<Record>, Vec<String>), Failure> {
    let mut seen = HashSet::new();
    let ids: Vec<&String> = ids.iter().filter(|id| seen.insert(*id)).collect();
    let model = client.model(model);
    if let [id] = ids.as_slice() {
        return Ok(match model.get(id).await? {
            Some(record) => (vec![record], Vec::new()),
            None => (Vec::new(), vec![(*id).clone()]),
        });
    }
    let mut found = model.get_many(ids.iter().copied()).await?;
    let (mut records, mut missing) = (Vec::new(), Vec::new());
    for id in ids {
        match found.remove(id) {
            Some(record) => records.push(record),
            None => missing.push(id.clone()),
        }
    }
    Ok((records, missing))
}

fn not_there(model: &str, missing: &[String]) -> Failure {
    let ids: Vec<String> = missing.iter().map(|id| format!("`{}`", printable(id))).collect();
    let model = printable(model);
    Failure::Partial {
        what: format!("{model} has no record {}", ids.join(", ")),
        hint: format!("`weda query {model}` lists the records with their ids"),
        exit: Exit::NotFound,
    }
}
