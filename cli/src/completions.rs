use clap::CommandFactory as _;
use serde_json::json;

use crate::arguments::{Arguments, Completions};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};

/// Prints a shell completion script.
pub(crate) fn run(task: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(task.shell, &mut Arguments::command(), "weda", &mut script);
    let script = String::from_utf8_lossy(&script);
    if task.output.json {
        print_json(&json!({ "shell": task.shell.to_string(), "script": script }))?;
    } else {
        print(script.trim_end())?;
    }
    Ok(Exit::Done)
}
