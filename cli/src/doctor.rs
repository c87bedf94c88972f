//! `weda doctor`: checks everything that a project needs, with one row per check and suggested fixes.

mod files;
mod row;
mod service;

use serde_json::{Value, json};

use crate::arguments::Doctor;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};
use row::Row;

/// Runs all checks, even if some fail.
pub(crate) fn run(task: Doctor) -> Result<Exit, Failure> {
    let mut rows = Vec::new();
    let settings = files::settings(&mut rows);
    let (dir, located) = files::directory(task.definitions, &settings);
    let client = service::connect(&task.environment, &mut rows);
    let served = client.as_ref().and_then(|client| service::check(client, &settings, &dir, &mut rows));
    files::check(&dir, &located, &settings.output(task.out), &settings, &mut rows);
    if let Some(served) = served {
        files::compare(&dir, served, &settings, &mut rows);
    }
    if task.output.json {
        let answer: Vec<Value> = rows.iter().map(Row::json).collect();
        print_json(&json!({ "healthy": rows.iter().all(Row::is_healthy), "rows": answer }))?;
    } else {
        rows.iter().try_for_each(print)?;
    }
    // Later checks depend on earlier ones, so the first error counts.
    Ok(rows.iter().find_map(Row::exit).unwrap_or(Exit::Done))
}
