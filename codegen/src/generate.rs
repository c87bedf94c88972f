use std::fmt;
use std::path::{Path, PathBuf};

use weda_definition::{Definitions, Error, OptionSets, Printable};

use crate::compare::{Comparison, look};
use crate::plan::Plan;
use crate::write::{made_from, module_name, reachable, write};
use crate::{Note, Problem, Problems, Root, Settings, Written, runtime_name};

/// What `weda generate` did. Its text is what the command prints, one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The output folder as it was given.
    pub out: PathBuf,
    /// What the user should know.
    pub notes: Vec<Note>,
    /// The files that are no definitions: there is code for all models but theirs, and `weda generate` fails at its end.
    pub broken: Vec<Error>,
    /// What became of the files.
    pub files: Written,
}

/// Reads the definitions in `dir` and writes the code that `settings` ask for to `out` (`src/models`) and beside it
/// (`src/models.rs`). The options of shared sets come from the `option-sets.json` beside `dir`, where there is one
/// ([`OptionSets`]). A [library](Settings::library) is all in `out` (`src`).
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let (dir, out) = (folder.path().join("database-schemas"), folder.path().join("src/models"));
/// # std::fs::create_dir(&dir).unwrap();
/// let text = r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#;
/// std::fs::write(dir.join("student.json"), text).unwrap();
///
/// let settings = weda_codegen::Settings::default();
/// let report = weda_codegen::generate(&dir, &out, &settings).unwrap();
/// assert_eq!(report.files.written, [out.join("student.rs"), folder.path().join("src/models.rs")]);
/// assert_eq!(weda_codegen::generate(&dir, &out, &settings).unwrap().files.unchanged, 2);
/// ```
///
/// A file that has its text already is not touched. Its header has a hash of the plan and of the text below: where both are
/// the same as before the text is not even made, so that a second run takes a fraction of the first one's time.
///
/// A generated file that no definition needs any more is deleted. Files that were not generated are neither overwritten nor
/// deleted.
///
/// One bad file does not stop the others: it comes back in [`Report::broken`], and the caller decides what that means. But
/// where the output has code of that very model, nothing is written at all, so that working code is never half replaced.
///
/// # Errors
/// All problems at once; then no file was changed: settings or option sets that cannot be used, no definition that can be
/// read, or one that broke after code had been made of it; an `out` that cannot be a module's folder, a file of somebody
/// else in the way, or a file system that refuses, unless that is between two renames.
pub fn generate(dir: &Path, out: &Path, settings: &Settings) -> Result<Report, Problems> {
    let Planned { plan, place, broken } = planned(dir, out, settings)?;
    match write(&plan, &place, out) {
        Ok(files) => Ok(Report { out: out.to_owned(), notes: plan.notes, broken, files }),
        Err(problems) => Err(all(broken, problems.0)),
    }
}

/// Looks whether [`generate`] would change anything but layout, and writes nothing.
///
/// Tokens are compared and no bytes, so that `cargo fmt` over generated files is harmless, and so is a newer version that
/// makes the same code.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let (dir, out) = (folder.path().join("database-schemas"), folder.path().join("src/models"));
/// # std::fs::create_dir(&dir).unwrap();
/// let text = r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#;
/// std::fs::write(dir.join("student.json"), text).unwrap();
/// weda_codegen::generate(&dir, &out, &Default::default()).unwrap();
/// assert!(weda_codegen::compare(&dir, &out, &Default::default()).unwrap().is_current());
///
/// std::fs::write(dir.join("student.json"), text.replace("string", "number")).unwrap();
/// let comparison = weda_codegen::compare(&dir, &out, &Default::default()).unwrap();
/// assert_eq!(comparison.stale, [out.join("student.rs")]);
/// ```
///
/// # Errors
/// As [`generate`].
pub fn compare(dir: &Path, out: &Path, settings: &Settings) -> Result<Comparison, Problems> {
    let Planned { plan, place, broken } = planned(dir, out, settings)?;
    match look(&plan, &place, out) {
        Ok(mut comparison) => {
            (comparison.notes, comparison.broken) = (plan.notes, broken);
            Ok(comparison)
        }
        Err(problems) => Err(all(broken, problems.0)),
    }
}

/// What is to be written, where, and the files that are no definitions.
struct Planned {
    plan: Plan,
    place: Root,
    broken: Vec<Error>,
}

fn planned(dir: &Path, out: &Path, settings: &Settings) -> Result<Planned, Problems> {
    let (definitions, broken) = Definitions::read_all(dir);
    // Nothing to generate from would mean: delete everything.
    if definitions.is_empty() && broken.is_empty() {
        return Err(Problem::NoDefinitions { dir: dir.to_owned() }.into());
    }
    let sets = OptionSets::read(&OptionSets::beside(dir));
    let unread = sets.as_ref().err().cloned().map(Problem::OptionSets);
    let runtime =
        settings.runtime.clone().unwrap_or_else(|| runtime_name(&std::path::absolute(out).unwrap_or_default()));
    let settings = &Settings { runtime: Some(runtime), ..settings.clone() };
    let (plan, broken) = match (settings.plan(definitions, broken, &sets.unwrap_or_default()), unread) {
        (Ok(planned), None) => planned,
        (Ok((_, broken)), unread) => return Err(all(broken, unread)),
        (Err(problems), unread) => return Err(Problems(problems.0.into_iter().chain(unread).collect())),
    };
    let place = if settings.library { Root::Library } else { Root::Beside(module_name(out)?.to_owned()) };
    reachable(out)?;
    let kept = made_from(out, &broken.iter().map(Error::source_name).collect::<Vec<_>>())?;
    if !kept.is_empty() {
        return Err(all(broken, [Problem::WouldBreakGenerated { files: kept }]));
    }
    Ok(Planned { plan, place, broken })
}

/// The broken definitions first, then what stops the others too.
fn all(broken: Vec<Error>, problems: impl IntoIterator<Item = Problem>) -> Problems {
    Problems(broken.into_iter().map(Problem::Definition).chain(problems).collect())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        for error in &self.broken {
            writeln!(f, "error: {error}")?;
        }
        let Written { written, unchanged, deleted } = &self.files;
        for path in deleted {
            writeln!(f, "deleted {}: no definition needs it any more", Printable(path.display()))?;
        }
        let all = written.len() + unchanged;
        write!(
            f,
            "wrote {} of {all} files to {} ({unchanged} unchanged)",
            written.len(),
            Printable(self.out.display())
        )?;
        match self.broken.len() {
            0 => Ok(()),
            1 => f.write_str("; one broken file has no code"),
            more => write!(f, "; {more} broken files have no code"),
        }
    }
}
