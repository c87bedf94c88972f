use std::fmt;
use std::path::{Path, PathBuf};

use weda_definition::{Definitions, Error, OptionSets, Printable};

use crate::compare::{Comparison, compare_files};
use crate::plan::Plan;
use crate::write::{generated_from, module_name, reachable, write};
use crate::{Note, Problem, Problems, Root, Settings, Written, runtime_name};

/// The result of [`generate`]. Displayed as the command prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The output folder as it was given.
    pub out: PathBuf,
    /// Notes for the user.
    pub notes: Vec<Note>,
    /// The files that are not valid definitions. Code is generated for the other models, and `weda generate` fails at the
    /// end.
    pub broken: Vec<Error>,
    /// The files that were written, unchanged or deleted.
    pub files: Written,
}

/// Reads the definitions in `dir` and writes the code selected by `settings` to `out` (`src/models`) and beside it
/// (`src/models.rs`). Shared options come from `option-sets.json` beside `dir`, if it exists ([`OptionSets`]). A
/// [library](Settings::library) is entirely in `out` (`src`).
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
/// A current file is not touched. Its header has a hash of the plan and of the text below: if both are unchanged, the text is
/// not rendered, so that a second run takes a fraction of the time.
///
/// A generated file without a definition is deleted. Files that were not generated are neither overwritten nor deleted.
///
/// An invalid definition does not stop the others: it is returned in [`Report::broken`]. But if the output has code of that
/// model, nothing is written, so that working code is never half replaced.
///
/// # Errors
/// Returns all problems, and changes no file: unusable settings or option sets; no readable definition, or an invalid one
/// whose code was generated before; an `out` that cannot be a module's folder, or a file in the way that was not generated.
/// Also returns errors of the file system; only one between two renames leaves some files changed.
pub fn generate(dir: &Path, out: &Path, settings: &Settings) -> Result<Report, Problems> {
    let (Planned { plan, broken }, place) = planned(dir, out, settings)?;
    match write(&plan, &place, out) {
        Ok(files) => Ok(Report { out: out.to_owned(), notes: plan.notes, broken, files }),
        Err(problems) => Err(all(broken, problems.0)),
    }
}

/// Checks whether [`generate`] would change anything but layout. Writes nothing.
///
/// Compares tokens and not bytes, so that `cargo fmt` over generated files is harmless, and so is a newer version that
/// generates the same code.
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
/// Returns the errors of [`generate`].
pub fn compare(dir: &Path, out: &Path, settings: &Settings) -> Result<Comparison, Problems> {
    let (Planned { plan, broken }, place) = planned(dir, out, settings)?;
    match compare_files(&plan, &place, out) {
        Ok(mut comparison) => {
            (comparison.notes, comparison.broken) = (plan.notes, broken);
            Ok(comparison)
        }
        Err(problems) => Err(all(broken, problems.0)),
    }
}

/// The plan and the invalid definitions.
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    pub(crate) broken: Vec<Error>,
}

/// Reads the definitions and plans them.
pub(crate) fn planned_models(dir: &Path, settings: &Settings) -> Result<Planned, Problems> {
    let (definitions, broken) = Definitions::read_all(dir);
    // Without definitions all generated files would be deleted.
    if definitions.is_empty() && broken.is_empty() {
        return Err(Problem::NoDefinitions { dir: dir.to_owned() }.into());
    }
    let sets = OptionSets::read(&OptionSets::beside(dir));
    let unread = sets.as_ref().err().cloned().map(Problem::OptionSets);
    match (settings.plan(definitions, broken, &sets.unwrap_or_default()), unread) {
        (Ok((plan, broken)), None) => Ok(Planned { plan, broken }),
        (Ok((_, broken)), unread) => Err(all(broken, unread)),
        (Err(problems), unread) => Err(Problems(problems.0.into_iter().chain(unread).collect())),
    }
}

/// The same, with the location of the code.
fn planned(dir: &Path, out: &Path, settings: &Settings) -> Result<(Planned, Root), Problems> {
    let runtime =
        settings.runtime.clone().unwrap_or_else(|| runtime_name(&std::path::absolute(out).unwrap_or_default()));
    let settings = &Settings { runtime: Some(runtime), ..settings.clone() };
    let Planned { plan, broken } = planned_models(dir, settings)?;
    let place = if settings.library { Root::Library } else { Root::Beside(module_name(out)?.to_owned()) };
    reachable(out)?;
    let of_broken = generated_from(out, &broken.iter().map(Error::source_name).collect::<Vec<_>>())?;
    if !of_broken.is_empty() {
        return Err(all(broken, [Problem::WouldBreakGenerated { files: of_broken }]));
    }
    Ok((Planned { plan, broken }, place))
}

/// The invalid definitions first, then the other problems.
pub(crate) fn all(broken: Vec<Error>, problems: impl IntoIterator<Item = Problem>) -> Problems {
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
            writeln!(f, "deleted {}: it has no definition any more", Printable(path.display()))?;
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
