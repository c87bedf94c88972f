//! `weda check`: whether definitions, lock and generated code agree. Nobody is asked: it works offline.

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
use crate::stderr::say;

/// The largest file that is taken for one that was pulled.
pub(crate) const MAX_BYTES: u64 = 32 << 20;

/// Something that does not agree.
pub(crate) struct Finding {
    pub path: PathBuf,
    pub what: What,
}

/// What does not agree.
#[derive(Clone, Copy)]
pub(crate) enum What {
    /// The lock knows a file that is not there.
    Absent,
    /// The file is not as it was pulled.
    Edited,
    /// The lock does not know the file.
    NotPulled,
    /// Generated code is not there.
    NotGenerated,
    /// Generated code is of other definitions.
    Stale,
    /// No definition needs the generated code.
    Unwanted,
}

/// Looks, and says what does not agree.
pub(crate) fn run(task: Check) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let out = settings.output(task.out);
    let of = |problems| Failure::Problems { problems, located };
    let comparison = compare(&dir, &out, &settings).map_err(of)?;
    if !comparison.broken.is_empty() {
        return Err(Failure::broken(comparison.broken));
    }
    let mut findings = pulled(&dir)?;
    let path_of_lock = Lock::beside(&dir);
    let mut notes = Vec::new();
    if !path_of_lock.exists() {
        notes.push(format!("note: there is no {}; `weda pull` writes one", Printable(path_of_lock.display())));
    }
    if comparison.is_absent() {
        notes.push(match build_script::generating() {
            Some(script) => {
                format!(
                    "note: {} makes the code when cargo builds; there is none to check",
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
        notes.iter().for_each(say);
        if findings.is_empty() {
            say(match notes.as_slice() {
                [] => format!("definitions, lock and generated code agree ({} files of code)", comparison.files),
                _ => "all else agrees".to_owned(),
            });
        }
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Other })
}

/// What definitions say that is not enforced, and which of them say nothing.
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

/// What the lock says of the files of the definitions, and of the option sets. Without a lock there is nothing to say.
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
    let what = match (read_regular_file(&path, MAX_BYTES), origin) {
        (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => What::Absent,
        (Err(error), _) => return Err(Failure::Disk { action: "read", path, error }),
        (Ok(_), None) => What::NotPulled,
        (Ok(bytes), Some(origin)) if hash(&String::from_utf8_lossy(&bytes)) != origin.hash => What::Edited,
        (Ok(_), Some(_)) => return Ok(None),
    };
    Ok(Some(Finding { path, what }))
}

/// What there is to say of generated code.
pub(crate) fn generated(comparison: &Comparison) -> Vec<Finding> {
    let all = [
        (&comparison.missing, What::NotGenerated),
        (&comparison.stale, What::Stale),
        (&comparison.unwanted, What::Unwanted),
    ];
    let findings =
        all.into_iter().flat_map(|(paths, what)| paths.iter().map(move |path| Finding { path: path.clone(), what }));
    findings.collect()
}

impl Finding {
    pub fn json(&self) -> Value {
        json!({ "file": self.path, "finding": self.what.name(), "text": self.to_string() })
    }
}

impl What {
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
        match self.what {
            What::Absent => write!(f, "{path} is not there, and the lock has it; `weda pull` brings it back"),
            What::Edited => {
                write!(f, "{path} is not as it was pulled; take the change back, or `weda pull --yes` replaces it")
            }
            What::NotPulled => write!(f, "{path} is not in the lock; `weda pull` puts it there"),
            What::NotGenerated => write!(f, "{path} is not there; `weda generate` writes it"),
            What::Stale => write!(f, "{path} is not what its definition gives; `weda generate` writes it anew"),
            What::Unwanted => write!(f, "{path} has no definition any more; `weda generate` deletes it"),
        }
    }
}
