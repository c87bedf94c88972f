use crate::arguments::Generate;
use crate::failure::Failure;
use crate::say::say;

/// Writes the code and says on stderr what became of it.
pub(crate) fn run(task: Generate) -> Result<(), Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let out = task
        .out
        .or_else(|| settings.out.clone())
        .unwrap_or_else(|| if settings.library { "src" } else { "src/models" }.into());
    let report = weda_codegen::generate(&dir, &out, &settings);
    let report = report.map_err(|problems| Failure::Problems { problems, located })?;
    if !report.broken.is_empty() {
        return Err(Failure::Broken(Box::new(report)));
    }
    say(report);
    Ok(())
}
