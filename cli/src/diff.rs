use weda_codegen::{Side, diff};

use crate::arguments::Diff;
use crate::drift;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print_json;
use crate::pull::{asked, fetch};

/// Compares two folders or files, or the folder of the definitions with what the service has now.
pub(crate) fn run(task: Diff) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let (before, after) = match task.sides.as_slice() {
        [a, b] => (Side::read(a).map_err(Failure::unexplained)?, Side::read(b).map_err(Failure::unexplained)?),
        _ => {
            let client = task.environment.connect()?;
            let mut before = Side::read(&dir).map_err(|problems| Failure::Problems { problems, located })?;
            before.definitions = before
                .definitions
                .into_iter()
                .filter(|model| asked(&task.names, &settings, &model.identifier))
                .collect();
            (before, fetch::fetch(&client, &task.names, &settings, &dir)?.side(&client)?)
        }
    };
    let diff = diff(&before, &after, &settings).map_err(Failure::unexplained)?;
    if task.output.json {
        print_json(&drift::json(&diff))?;
    } else {
        drift::print_changes(&diff, task.explain)?;
    }
    Ok(drift::exit(diff.drift()))
}
