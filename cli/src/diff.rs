use std::io;
use std::path::Path;

use weda_codegen::{Problem, Problems, Side, diff};
use weda_definition::{Definition, OptionSets, read_regular_file};

use crate::arguments::Diff;
use crate::check::MAX_BYTES;
use crate::diff_report;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::local_definitions::LocalDefinitions;
use crate::output::print_json;
use crate::pull::{fetch, is_selected};

/// Compares two folders or files, or the local definitions with those of the service.
pub(crate) fn run(task: Diff) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let (before, after) = match task.sides.as_slice() {
        [a, b] => (side(a)?, side(b)?),
        _ => {
            let client = task.environment.connect()?;
            let local = LocalDefinitions::read(&dir, |model| is_selected(&task.names, &settings, model));
            let read = match local.whole() {
                Ok(side) if side.definitions.is_empty() && task.names.is_empty() => {
                    Err(Problem::NoDefinitions { dir: dir.clone() }.into())
                }
                read => read,
            };
            let before = read.map_err(|problems| Failure::Problems { problems, located })?;
            (before, fetch::fetch(&client, &task.names, &settings, &dir)?.side(&client)?)
        }
    };
    let diff = diff(&before, &after, &settings).map_err(Failure::problems)?;
    if task.output.json {
        print_json(&diff_report::json(&diff))?;
    } else {
        diff_report::print_changes(&diff, task.explain)?;
    }
    Ok(diff_report::exit(diff.drift()))
}

/// A side given by the user. Messages use its path, since both sides may have files with the same name.
fn side(path: &Path) -> Result<Side, Failure> {
    let mut side = Side::read(path).map_err(Failure::problems)?;
    let is_file = path.is_file();
    let named = |mut definition: Definition| {
        let name = Path::new(&definition.source).file_name().unwrap_or_default();
        definition.source = if is_file { path.display().to_string() } else { path.join(name).display().to_string() };
        definition
    };
    side.definitions = side.definitions.into_iter().map(named).collect();
    let sets = OptionSets::beside(if is_file { path.parent().unwrap_or(path) } else { path });
    let broken = |error| Failure::problems(Problems(vec![Problem::OptionSets(error)]));
    if sets.exists() {
        let read = read_regular_file(&sets, MAX_BYTES);
        let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8 text")));
        let text = text.map_err(|error| Failure::Io { action: "read", path: sets.clone(), error })?;
        side.sets = OptionSets::parse(&sets.display().to_string(), &text).map_err(broken)?;
    }
    Ok(side)
}
