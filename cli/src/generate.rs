use serde_json::json;
use weda_codegen::Report;

use crate::arguments::Generate;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print_json;
use crate::say::say;

/// Writes the code and says on stderr what became of it.
pub(crate) fn run(task: Generate) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let out = settings.output(task.out);
    let report = weda_codegen::generate(&dir, &out, &settings);
    let report = report.map_err(|problems| Failure::Problems { problems, located })?;
    if !report.broken.is_empty() {
        return Err(Failure::Broken(Box::new(report)));
    }
    if task.output.json {
        print_json(&answer(&report))?;
    } else {
        say(report);
    }
    Ok(Exit::Done)
}

fn answer(report: &Report) -> serde_json::Value {
    let files = &report.files;
    let notes: Vec<String> = report.notes.iter().map(ToString::to_string).collect();
    json!({ "out": report.out, "written": files.written, "unchanged": files.unchanged, "deleted": files.deleted, "notes": notes })
}
