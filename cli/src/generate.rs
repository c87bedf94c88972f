use serde_json::json;
use weda_codegen::{Report, compare};

use crate::arguments::Generate;
use crate::check::{Finding, generated};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};
use crate::stderr::print_message;

/// Generates the code, or checks whether it is up to date.
pub(crate) fn run(task: Generate) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let out = settings.output(task.out);
    let of = |problems| Failure::Problems { problems, located };
    if task.check {
        let comparison = compare(&dir, &out, &settings).map_err(of)?;
        if !comparison.broken.is_empty() {
            return Err(Failure::invalid_definitions(comparison.broken));
        }
        return report_findings(&generated(&comparison), comparison.files, task.output.json);
    }
    let report = weda_codegen::generate(&dir, &out, &settings).map_err(of)?;
    if !report.broken.is_empty() {
        return Err(Failure::InvalidDefinitions(Box::new(report)));
    }
    if task.output.json {
        print_json(&answer(&report))?;
    } else {
        print_message(report);
    }
    Ok(Exit::Done)
}

fn report_findings(findings: &[Finding], files: usize, json: bool) -> Result<Exit, Failure> {
    if json {
        let findings: Vec<_> = findings.iter().map(Finding::json).collect();
        print_json(&json!({ "agrees": findings.is_empty(), "findings": findings }))?;
    } else {
        findings.iter().try_for_each(print)?;
        if findings.is_empty() {
            print_message(format!("all {files} files are up to date"));
        }
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Other })
}

fn answer(report: &Report) -> serde_json::Value {
    let files = &report.files;
    let notes: Vec<String> = report.notes.iter().map(ToString::to_string).collect();
    json!({
        "out": report.out,
        "written": files.written,
        "unchanged": files.unchanged,
        "deleted": files.deleted,
        "notes": notes,
    })
}
