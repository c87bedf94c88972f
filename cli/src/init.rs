//! `weda init`: writes a commented weda.toml and prints the next steps.

mod example;

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use serde_json::json;
use weda_codegen::{Settings, ancestors, locate};
use weda_definition::{Printable, is_definition_file, read_regular_file};

use crate::arguments::{Init, seen_from};
use crate::build_script;
use crate::check::MAX_BYTES;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print_json;
use crate::output_file;
use crate::stderr::print_message;

const FILE: &str = "weda.toml";

/// Every setting, as a comment.
const TEXT: &str = include_str!("init/weda.toml");

/// Writes the settings if there are none, and prints the next steps.
pub(crate) fn run(task: &Init) -> Result<Exit, Failure> {
    let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
    // A second file would hide the first one in this folder.
    let above =
        ancestors(&here).into_iter().map(|folder| folder.join(FILE)).find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = above.as_ref().filter(|path| !path.exists()) {
        let error = io::Error::new(ErrorKind::NotFound, "it is a link to a file that does not exist");
        return Err(Failure::Io { action: "read", path: path.clone(), error });
    }
    if task.example {
        return example::run(task, &here, above.is_none().then(settings_file));
    }
    let is_new = above.is_none();
    let path = above.unwrap_or_else(|| here.join(FILE));
    if is_new && !task.dry_run {
        write(&path)?;
    }
    let steps = steps(&here)?;
    if task.output.json {
        print_json(&json!({ "file": path, "written": is_new && !task.dry_run, "next": steps }))?;
        return Ok(Exit::Done);
    }
    let shown = seen_from(&here, &path);
    print_message(match (is_new, task.dry_run) {
        (true, false) => format!("wrote {FILE} with all settings as comments"),
        (true, true) => format!("would write {FILE} with all settings as comments"),
        (false, _) => format!("{} already exists and was not changed", Printable(shown.display())),
    });
    print_message("\nnext:");
    for (number, step) in steps.iter().enumerate() {
        print_message(format!("  {}. {step}", number + 1));
    }
    Ok(Exit::Done)
}

fn settings_file() -> example::ExampleFile {
    example::ExampleFile { path: FILE, text: TEXT.to_owned() }
}

/// Writes the file atomically, without replacing an existing one.
fn write(path: &Path) -> Result<(), Failure> {
    let whole = || {
        let mut file = output_file::beside(path)?;
        file.write_all(TEXT.as_bytes())?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(path) {
            Err(refused) if refused.error.kind() != ErrorKind::AlreadyExists => Err(refused.error),
            _ => Ok(()),
        }
    };
    whole().map_err(|error| Failure::Io { action: "write", path: path.to_owned(), error })
}

/// The steps that are left for this folder, in order.
fn steps(here: &Path) -> Result<Vec<String>, Failure> {
    let settings = Settings::find(here).map_err(Failure::problems)?;
    let dir = locate(here, std::env::var("WEDA_MODELS").ok().as_deref(), &settings).dir;
    let out = settings.output(None);
    let mut steps = Vec::new();
    let manifest = manifest(here);
    if manifest.is_none() {
        steps.push("create a package: `cargo init`".to_owned());
    }
    if !names_environment() {
        let keys = "WEDA_ENV_ID, WEDA_SECRET_ID and WEDA_SECRET_KEY, or WEDA_EMULATOR_HOST";
        steps.push(format!("choose the environment: set {keys}; `weda doctor` checks them"));
    }
    if !has_definitions(&dir) {
        steps.push(format!(
            "download the definitions: `weda pull` writes them to {}; to begin without an environment, \
             `weda init --example` writes two models",
            Printable(seen_from(here, &dir).display())
        ));
    }
    let root = if settings.library { out.join("lib.rs") } else { out.with_extension("rs") };
    if !root.exists() && build_script::generating().is_none() {
        steps.push(format!(
            "generate the code: `weda generate` writes it to {}",
            Printable(seen_from(here, &out).display())
        ));
    }
    if !manifest
        .is_some_and(|text| text.lines().any(|line| line.starts_with("weda") || line.contains("ependencies.weda")))
    {
        steps.push("use it: add `weda`, and `tokio` with `macros` and `rt-multi-thread`, to [dependencies]".to_owned());
    }
    steps.push("keep it up to date: run `weda check` and `weda pull --check` in CI".to_owned());
    Ok(steps)
}

fn manifest(here: &Path) -> Option<String> {
    ancestors(here)
        .into_iter()
        .find_map(|folder| String::from_utf8(read_regular_file(&folder.join("Cargo.toml"), MAX_BYTES).ok()?).ok())
}

fn names_environment() -> bool {
    let names = ["WEDA_EMULATOR_HOST", "WEDA_ENV_ID", "CLOUDBASE_ENV_ID", "TCB_ENV"];
    names.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn has_definitions(dir: &Path) -> bool {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| is_definition_file(&path))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use weda_codegen::Settings;

    use super::TEXT;

    /// Every commented setting must be valid when the `#` is removed.
    #[test]
    fn every_uncommented_setting_is_valid() {
        let parse =
            |text: &str| Settings::parse(Path::new("weda.toml"), text).unwrap_or_else(|error| panic!("{error}"));
        let mut nothing = Settings::default();
        nothing.file = Some("weda.toml".into());
        assert_eq!(parse(TEXT), nothing);
        let said: String = TEXT.lines().map(|line| format!("{}\n", line.strip_prefix("#").unwrap_or(line))).collect();
        let said: String = said.lines().filter(|line| !line.starts_with(' ')).map(|line| format!("{line}\n")).collect();
        let settings = parse(&said);
        assert!(settings.emulator.is_some());
        assert!(settings.models.is_some() && settings.out.is_some() && settings.only.is_some());
        assert!(
            !settings.types.is_empty() && settings.serde.is_some() && settings.library && !settings.derive.is_empty()
        );
        assert!(!settings.skip.is_empty() && !settings.optional.is_empty() && !settings.present.is_empty());
    }
}
