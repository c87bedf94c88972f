//! What the files of a project look like, for themselves and beside what the service has.

use std::path::{Path, PathBuf};

use weda_codegen::{Drift, Settings, Side, diff};
use weda_definition::{Definitions, Printable};

use super::row::Row;
use super::service::Served;
use crate::arguments::{Where, seen_from};
use crate::build_script;
use crate::check::{Finding, generated, pulled};
use crate::diff_report;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::local_definitions::LocalDefinitions;
use crate::lock::Lock;

/// How many findings of a kind are shown.
const SHOWN: usize = 5;

pub(super) fn settings(rows: &mut Vec<Row>) -> Settings {
    let here = std::env::current_dir().unwrap_or_default();
    let settings = or_none(Settings::find(&here), rows);
    if let Some(file) = &settings.file {
        rows.push(Row::well("settings", Printable(seen_from(&here, file).display()).to_string()));
    } else if rows.is_empty() {
        rows.push(Row::well("settings", "no weda.toml; `weda init` writes one"));
    }
    settings
}

/// Settings that cannot be read are told once; all else goes on as if there were none.
fn or_none(settings: Result<Settings, weda_codegen::SettingsErrors>, rows: &mut Vec<Row>) -> Settings {
    settings.unwrap_or_else(|problems| {
        rows.push(Row::of_failure("settings", &Failure::unexplained(problems)));
        Settings::default()
    })
}

/// The directory, and why it is that one.
pub(super) fn directory(definitions: Where, settings: &Settings) -> (PathBuf, String) {
    match definitions.dir {
        Some(dir) => (dir, "`--dir` names it".to_owned()),
        None => {
            let here = std::env::current_dir().unwrap_or_default();
            let located = weda_codegen::locate(&here, std::env::var("WEDA_MODELS").ok().as_deref(), settings);
            (seen_from(&here, &located.dir), located.why)
        }
    }
}

/// Definitions, lock and generated code.
pub(super) fn look(dir: &Path, why: &str, out: &Path, settings: &Settings, rows: &mut Vec<Row>) {
    if !dir.exists() {
        let said = format!("there is no {} ({why})", Printable(dir.display()));
        rows.push(Row::bad("definitions", said, Some("`weda pull` gets them, and makes it"), Exit::LocalFile));
        return;
    }
    let (definitions, broken) = Definitions::read_all(dir);
    let broken = settings.relevant(broken);
    if broken.is_empty() {
        rows.push(Row::well("definitions", format!("{} in {} ({why})", definitions.len(), Printable(dir.display()))));
    } else {
        rows.push(Row::of_failure("definitions", &Failure::broken(broken)));
    }
    rows.push(match pulled(dir) {
        Err(failure) => Row::of_failure("lock", &failure),
        Ok(_) if !Lock::beside(dir).exists() => Row::odd(
            "lock",
            "there is none, so that nobody knows where the definitions came from",
            "`weda pull` writes one",
        ),
        Ok(findings) => agrees("lock", "agrees with the definitions", &findings),
    });
    rows.push(match weda_codegen::compare(dir, out, settings) {
        Err(problems) => Row::of_failure("code", &Failure::unexplained(problems)),
        Ok(comparison) if comparison.is_absent() => match build_script::generating() {
            Some(script) => Row::well("code", format!("{} makes it when cargo builds", Printable(script.display()))),
            None => {
                let said = format!("there is none in {}", Printable(out.display()));
                Row::odd("code", said, "`weda generate` writes it, unless the macro makes it")
            }
        },
        Ok(comparison) => agrees(
            "code",
            &format!("{} files in {} are current", comparison.files, Printable(out.display())),
            &generated(&comparison),
        ),
    });
}

fn agrees(name: &'static str, well: &str, findings: &[Finding]) -> Row {
    if findings.is_empty() {
        return Row::well(name, well);
    }
    let mut lines: Vec<String> = findings.iter().take(SHOWN).map(ToString::to_string).collect();
    if findings.len() > SHOWN {
        lines.push(format!("and {} more; `weda check` shows all", findings.len() - SHOWN));
    }
    Row::bad(name, lines.join("\n"), None, Exit::Other)
}

/// Definitions beside what the service has of the same models: those that were never pulled are no mistake.
pub(super) fn compare(dir: &Path, served: Served, settings: &Settings, rows: &mut Vec<Row>) {
    if !dir.exists() {
        return;
    }
    let local = LocalDefinitions::read(dir, |model| settings.includes(model));
    if !local.broken.is_empty() {
        let said = "not known, since not all files of definitions can be read";
        rows.push(Row::odd("drift", said, "mend what is broken, or have `weda pull` replace it"));
        return;
    }
    let before = local.side;
    if before.definitions.is_empty() {
        rows.push(Row::odd("drift", "there is no definition to compare", "`weda pull` gets them"));
        return;
    }
    let known = |model: &str| before.definitions.get(model).is_some();
    let new = served.fetched.definitions.keys().filter(|model| !known(model)).count();
    let definitions = served.side.definitions.into_iter().filter(|model| known(&model.identifier)).collect();
    let row = match diff(&before, &Side { definitions, ..served.side }, settings) {
        Err(problems) => Row::of_failure("drift", &Failure::unexplained(problems)),
        Ok(diff) if diff.drift() == Drift::None => {
            let new = if new > 0 { format!("; it has {new} models that are not here") } else { String::new() };
            Row::well("drift", format!("the definitions are those of the service{new}"))
        }
        Ok(diff) => {
            let mut lines: Vec<String> = diff.changes.iter().take(SHOWN).map(diff_report::line).collect();
            lines.extend((diff.changes.len() > SHOWN).then(|| format!("and {} more", diff.changes.len() - SHOWN)));
            let fix = "`weda diff --explain` shows both sides, `weda pull` brings the files up";
            Row::bad("drift", lines.join("\n"), Some(fix), diff_report::exit(diff.drift()))
        }
    };
    rows.push(row);
}
