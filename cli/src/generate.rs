use crate::arguments::Generate;
use crate::failure::Failure;
use crate::say::say;

/// Writes the code and says on stderr what became of it.
pub(crate) fn run(task: &Generate) -> Result<(), Failure> {
    let (dir, located) = task.definitions.resolve()?;
    let report = weda_codegen::generate(&dir, &task.out).map_err(|problems| Failure::Problems { problems, located })?;
    say(report);
    Ok(())
}
