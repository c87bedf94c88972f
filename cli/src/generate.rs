//! `weda generate`.

mod watch;

use std::path::PathBuf;

use serde_json::json;
use weda_codegen::{Comparison, Language, Located, Report, Settings, compare, compare_export, export};

use crate::arguments::{Generate, Lang};
use crate::check::{Finding, generated};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};
use crate::stderr::print_message;

/// Generates the code, or checks whether it is up to date.
pub(crate) fn run(task: &Generate) -> Result<Exit, Failure> {
    if task.watch {
        return watch::run(task);
    }
    let job = Job::of(task)?;
    if task.check {
        let comparison = job.compare()?;
        return report_findings(&generated(&comparison), comparison.files, task.output.json);
    }
    let report = job.run()?;
    if task.output.json {
        print_json(&answer(&report))?;
    } else {
        print_message(report);
    }
    Ok(Exit::Done)
}

/// One generation: what is read, and where it is written.
struct Job {
    settings: Settings,
    dir: PathBuf,
    located: Option<Located>,
    out: PathBuf,
    /// `None` for Rust.
    language: Option<Language>,
}

impl Job {
    fn of(task: &Generate) -> Result<Self, Failure> {
        let (settings, dir, located) = task.definitions.clone().resolve()?;
        let language = match task.lang {
            Lang::Rust => None,
            Lang::Ts => Some(Language::TypeScript),
            Lang::Openapi => Some(Language::OpenApi),
        };
        let out = match language {
            None => settings.output(task.out.clone()),
            Some(language) => task.out.clone().unwrap_or_else(|| PathBuf::from(language.file_name())),
        };
        Ok(Self { settings, dir, located, out, language })
    }

    fn run(self) -> Result<Report, Failure> {
        let Self { settings, dir, located, out, language } = self;
        let report = match language {
            None => weda_codegen::generate(&dir, &out, &settings),
            Some(language) => export(&dir, &out, language, &settings),
        };
        let report = report.map_err(|problems| Failure::Problems { problems, located })?;
        if report.broken.is_empty() { Ok(report) } else { Err(Failure::InvalidDefinitions(Box::new(report))) }
    }

    fn compare(self) -> Result<Comparison, Failure> {
        let Self { settings, dir, located, out, language } = self;
        let comparison = match language {
            None => compare(&dir, &out, &settings),
            Some(language) => compare_export(&dir, &out, language, &settings),
        };
        let comparison = comparison.map_err(|problems| Failure::Problems { problems, located })?;
        match comparison.broken.is_empty() {
            true => Ok(comparison),
            false => Err(Failure::invalid_definitions(comparison.broken)),
        }
    }
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
