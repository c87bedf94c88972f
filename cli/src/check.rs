//! `weda check`: checks offline that definitions, lock file and generated code agree.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use weda_codegen::{Comparison, compare};
use weda_definition::{Judge, OptionSets, Printable, printable, read_regular_file};

use crate::arguments::Check;
use crate::build_script;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::lock::{Lock, Origin, hash};
use crate::output::{print, print_json};
use crate::published;
use crate::stderr::print_message;

/// Maximum size of a pulled file.
pub(crate) const MAX_BYTES: u64 = 32 << 20;

/// A file that does not agree.
pub(crate) struct Finding {
    pub path: PathBuf,
    pub kind: FindingKind,
}

/// The kind of a finding.
#[derive(Clone, Copy)]
pub(crate) enum FindingKind {
    /// The lock file lists a file that does not exist.
    Absent,
    /// The file was changed since it was pulled.
    Edited,
    /// The lock file does not list the file.
    NotPulled,
    /// Generated code is missing.
    NotGenerated,
    /// Generated code does not match its definition.
    Stale,
    /// Generated code has no definition.
    Unwanted,
}

/// Checks and prints findings.
pub(crate) fn run(task: Check) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let out = settings.output(task.out);
    let of = |problems| Failure::Problems { problems, located };
    let comparison = compare(&dir, &out, &settings).map_err(of)?;
    if !comparison.broken.is_empty() {
        return Err(Failure::invalid_definitions(comparison.broken));
    }
    let mut findings = pulled(&dir)?;
    let path_of_lock = Lock::beside(&dir);
    let mut notes = Vec::new();
    if !path_of_lock.exists() {
        notes.push(format!("note: {} does not exist; `weda pull` writes it", Printable(path_of_lock.display())));
    }
    if comparison.is_absent() {
        notes.push(match build_script::generating() {
            Some(script) => {
                format!(
                    "note: {} generates the code during the build; there is none to check",
                    Printable(script.display())
                )
            }
            None => {
                format!("note: there is no generated code in {}; `weda generate` writes it", Printable(out.display()))
            }
        });
    } else {
        findings.extend(generated(&comparison));
    }
    notes.extend(of_definitions(&dir));
    notes.extend(published::notes());
    if task.output.json {
        let findings: Vec<Value> = findings.iter().map(Finding::json).collect();
        print_json(&json!({ "agrees": findings.is_empty(), "findings": findings, "notes": notes }))?;
    } else {
        findings.iter().try_for_each(print)?;
        notes.iter().for_each(print_message);
        if findings.is_empty() {
            print_message(match notes.as_slice() {
                [] => format!("definitions, lock file and generated code agree ({} generated files)", comparison.files),
                _ => "everything else agrees".to_owned(),
            });
        }
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Other })
}

/// Notes on definitions without fields, and on patterns that cannot be enforced.
fn of_definitions(dir: &Path) -> Vec<String> {
    let (definitions, _) = weda_definition::Definitions::read_all(dir);
    let notes = definitions.iter().flat_map(|definition| {
        let source = printable(&definition.source);
        let no_fields = definition.fields.is_empty();
        let no_fields =
            no_fields.then(|| format!("note: {source} has no fields: `weda generate` writes a model with `_id` only"));
        let patterns = Judge::new(definition).unreadable_patterns().into_iter();
        let patterns = patterns.map(|pattern| format!("note: {source}:{} {pattern}", pattern.line)).collect::<Vec<_>>();
        no_fields.into_iter().chain(patterns)
    });
    notes.collect()
}

/// Compares definitions and option sets with the lock file, if there is one.
pub(crate) fn pulled(dir: &Path) -> Result<Vec<Finding>, Failure> {
    let Some(lock) = Lock::read(&Lock::beside(dir))? else { return Ok(Vec::new()) };
    let (definitions, _) = weda_definition::Definitions::read_all(dir);
    let mut findings = Vec::new();
    for (model, origin) in &lock.models {
        findings.extend(pulled_as(dir.join(format!("{model}.json")), Some(origin))?);
    }
    for definition in definitions.iter().filter(|definition| !lock.models.contains_key(&definition.identifier)) {
        findings.extend(pulled_as(dir.join(format!("{}.json", definition.identifier)), None)?);
    }
    let sets = OptionSets::beside(dir);
    if lock.option_sets.is_some() || sets.exists() {
        findings.extend(pulled_as(sets, lock.option_sets.as_ref())?);
    }
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(findings)
}

fn pulled_as(path: PathBuf, origin: Option<&Origin>) -> Result<Option<Finding>, Failure> {
    let kind = match (read_regular_file(&path, MAX_BYTES), origin) {
        (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => FindingKind::Absent,
        (Err(error), _) => return Err(Failure::Io { action: "read", path, error }),
        (Ok(_), None) => FindingKind::NotPulled,
        (Ok(bytes), Some(origin)) if hash(&String::from_utf8_lossy(&bytes)) != origin.hash => FindingKind::Edited,
        (Ok(_), Some(_)) => return Ok(None),
    };
    Ok(Some(Finding { path, kind }))
}

/// Findings about generated code.
pub(crate) fn generated(comparison: &Comparison) -> Vec<Finding> {
    let all = [
        (&comparison.missing, FindingKind::NotGenerated),
        (&comparison.stale, FindingKind::Stale),
        (&comparison.unwanted, FindingKind::Unwanted),
    ];
    let findings =
        all.into_iter().flat_map(|(paths, kind)| paths.iter().map(move |path| Finding { path: path.clone(), kind }));
    findings.collect()
}

impl Finding {
    pub fn json(&self) -> Value {
        json!({ "file": self.path, "finding": self.kind.name(), "text": self.to_string() })
    }
}

impl FindingKind {
    fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Edited => "edited",
            Self::NotPulled => "not-pulled",
            Self::NotGenerated => "not-generated",
            Self::Stale => "stale",
            Self::Unwanted => "unwanted",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = Printable(self.path.display());
        match self.kind {
            FindingKind::Absent => {
                write!(f, "{path} does not exist, but the lock file lists it; `weda pull` restores it")
            }
            FindingKind::Edited => {
                write!(
                    f,
                    "{path} was changed since it was pulled; undo the change, or replace it with `weda pull --yes`"
                )
            }
            FindingKind::NotPulled => write!(f, "{path} is not in the lock file; `weda pull` adds it"),
            FindingKind::NotGenerated => write!(f, "{path} does not exist; `weda generate` writes it"),
            FindingKind::Stale => write!(f, "{path} is not up to date with its definition; `weda generate` updates it"),
            FindingKind::Unwanted => write!(f, "{path} no longer has a definition; `weda generate` deletes it"),
        }
    }
}
