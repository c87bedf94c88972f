//! `weda init --example`: models with records, a program and a test in a package that has none.

mod files;
mod manifest;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use toml::Table;
use weda_codegen::{Report, Settings, locate};
use weda_definition::{Printable, is_definition_file, read_regular_file};

use crate::arguments::{Init, seen_from};
use crate::check::MAX_BYTES;
use crate::exit::Exit;
use crate::failure::{Failure, Mistake};
use crate::output::print_json;
use crate::output_file;
use crate::stderr::print_message;
pub(super) use files::ExampleFile;
use files::{DEFINITIONS, Outcome};
use manifest::Dependency;
use sources::Sources;

/// Writes what the package lacks, adds the dependencies, and generates the code.
pub(super) fn run(task: &Init, here: &Path, settings_file: Option<ExampleFile>) -> Result<Exit, Failure> {
    let settings = Settings::find(here).map_err(Failure::problems)?;
    check_places(here, &settings)?;
    let path = here.join("Cargo.toml");
    let package = Package::read(path, task.weda.as_deref(), here)?;
    let is_program = files::is_program(here);
    let wanted = package.wanted(is_program)?;
    let mut files: Vec<ExampleFile> = settings_file.into_iter().collect();
    files.extend(files::all(is_program));
    let outcomes = files
        .iter()
        .map(|file| if task.dry_run { file.outcome(here) } else { file.write(here) })
        .collect::<Result<Vec<_>, _>>()?;
    let added = package.add(&wanted, task.dry_run)?;
    let report = if task.dry_run { None } else { Some(generated(&settings, here)?) };

    let missing_features = package.missing_features();
    let done =
        Done { files: &files, outcomes: &outcomes, wanted: &wanted, added, report, task, is_program, missing_features };
    if task.output.json {
        print_json(&done.json())?;
    } else {
        done.lines().into_iter().for_each(print_message);
    }
    Ok(Exit::Done)
}

/// The example is for a package without models, with the default folders.
fn check_places(here: &Path, settings: &Settings) -> Result<(), Failure> {
    let dir = locate(here, std::env::var("WEDA_MODELS").ok().as_deref(), settings).dir;
    let out = settings.output(None);
    let out = if out.is_absolute() { out } else { here.join(out) };
    if dir != here.join(DEFINITIONS) || out != here.join("src/models") {
        let (dir, out) = (seen_from(here, &dir), seen_from(here, &out));
        let what = format!(
            "the example is written to {DEFINITIONS} and src/models, but definitions are in {} here, and code in {}",
            Printable(dir.display()),
            Printable(out.display())
        );
        let hint = "run it in a new package: `cargo new hello`";
        return Err(Mistake::new(what, hint).with_exit(Exit::LocalFile).into());
    }
    let paths = fs::read_dir(&dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let own = paths.filter(|path| is_definition_file(path)).find(|path| !files::is_definition(path));
    match own {
        None => Ok(()),
        Some(path) => {
            let what = format!("there is a model of your own, {}", Printable(seen_from(here, &path).display()));
            let hint = "`weda generate` generates its code; for the example make a new package: `cargo new hello`";
            Err(Mistake::new(what, hint).with_exit(Exit::LocalFile).into())
        }
    }
}

fn generated(settings: &Settings, here: &Path) -> Result<Report, Failure> {
    let out = seen_from(here, &settings.output(None));
    let report = weda_codegen::generate(Path::new(DEFINITIONS), &out, settings).map_err(Failure::problems)?;
    if report.broken.is_empty() { Ok(report) } else { Err(Failure::InvalidDefinitions(Box::new(report))) }
}

/// The package in the current folder.
struct Package<'a> {
    here: &'a Path,
    path: PathBuf,
    text: String,
    manifest: Table,
    weda: Option<&'a Path>,
}

impl<'a> Package<'a> {
    fn read(path: PathBuf, weda: Option<&'a Path>, here: &'a Path) -> Result<Self, Failure> {
        let refused = |what: &str, hint: &str| Failure::from(Mistake::new(what, hint).with_exit(Exit::LocalFile));
        let text = read_regular_file(&path, MAX_BYTES).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let hint = "make a package with `cargo new hello`, and run this command in its folder";
        let text = text.ok_or_else(|| refused("this folder has no Cargo.toml", hint))?;
        let manifest: Table = text
            .parse()
            .map_err(|_| refused("Cargo.toml is not valid TOML", "correct it: `cargo metadata` shows the line"))?;
        if !manifest.contains_key("package") {
            return Err(refused("Cargo.toml has no [package]", hint));
        }
        Ok(Self { here, path, text, manifest, weda })
    }

    /// The features of tokio that the program needs and the manifest does not ask for.
    fn missing_features(&self) -> Vec<&'static str> {
        let tokio = Dependency { table: "dependencies", name: "tokio", value: String::new() };
        let Some(found) = manifest::found(&self.manifest, &tokio) else { return Vec::new() };
        let features = found.get("features").and_then(toml::Value::as_array);
        let has = |name: &str| features.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)));
        // Those of a workspace are in another file.
        if has("full") || found.get("workspace").is_some() {
            return Vec::new();
        }
        ["macros", "rt-multi-thread"].into_iter().filter(|name| !has(name)).collect()
    }

    /// The dependencies that are missing.
    fn wanted(&self, is_program: bool) -> Result<Vec<Dependency>, Failure> {
        let tokio = r#"{ version = "1", features = ["macros", "rt-multi-thread"] }"#;
        // A program that starts an emulator needs it at any time, an example only while it is developed.
        let emulator = if is_program { "dependencies" } else { "dev-dependencies" };
        let all = [("dependencies", "weda"), ("dependencies", "tokio"), (emulator, "weda-emulator")];
        let named = |(table, name)| Dependency { table, name, value: tokio.to_owned() };
        let mut missing = manifest::missing(&self.manifest, all.map(named).into());
        if missing.iter().all(|dependency| dependency.name == "tokio") {
            return Ok(missing);
        }
        let sources = self.sources()?;
        for dependency in &mut missing {
            match dependency.name {
                "weda" => dependency.value = sources.dependency("runtime", self.here, ""),
                "weda-emulator" => {
                    dependency.value = sources.dependency("emulator", self.here, ", default-features = false");
                }
                _ => {}
            }
        }
        Ok(missing)
    }

    fn sources(&self) -> Result<Sources, Failure> {
        match self.weda {
            Some(path) if sources::is_clone(path) => {
                let path = if path.is_absolute() { path.to_owned() } else { self.here.join(path) };
                Ok(Sources::Clone(path.canonicalize().unwrap_or(path)))
            }
            Some(path) => {
                let what =
                    format!("{} is not a clone of weda: it has no runtime/Cargo.toml", Printable(path.display()));
                Err(Mistake::new(what, "give `--weda` the folder that `git clone` made").into())
            }
            None => Sources::find(self.here).ok_or_else(|| {
                let what = "the crates of weda are not known here, and there is no release yet";
                Mistake::new(what, "give the folder of your clone: `weda init --example --weda ../weda`").into()
            }),
        }
    }

    /// Adds the lines to Cargo.toml; returns false if the user must.
    fn add(&self, dependencies: &[Dependency], dry_run: bool) -> Result<bool, Failure> {
        let Some(text) = manifest::with(&self.text, dependencies) else { return Ok(false) };
        if dependencies.is_empty() || dry_run {
            return Ok(true);
        }
        let path = output_file::resolve_links(&self.path);
        let write = || {
            let mut file = output_file::beside(&path)?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.persist(&path).map(drop).map_err(|error| error.error)
        };
        write().map_err(|error| Failure::Io { action: "write", path: path.clone(), error })?;
        Ok(true)
    }
}

/// The result, as text and as JSON.
struct Done<'a> {
    files: &'a [ExampleFile],
    outcomes: &'a [Outcome],
    wanted: &'a [Dependency],
    /// False if the user must add them.
    added: bool,
    report: Option<Report>,
    task: &'a Init,
    is_program: bool,
    /// The features that the user must add to their own dependency on tokio.
    missing_features: Vec<&'static str>,
}

impl Done<'_> {
    fn of(&self, outcome: Outcome) -> Vec<&str> {
        let all = self.files.iter().zip(self.outcomes);
        all.filter(|(_, is)| **is == outcome).map(|(file, _)| file.path).collect()
    }

    fn lines(&self) -> Vec<String> {
        let would = |verb: &str, did: &str| if self.task.dry_run { format!("would {verb}") } else { did.to_owned() };
        let mut lines: Vec<String> = Vec::new();
        lines.extend(self.of(Outcome::Written).iter().map(|path| format!("{} {path}", would("write", "wrote"))));
        lines.extend(
            self.of(Outcome::Kept)
                .iter()
                .map(|path| format!("warning: {path} already exists and was not changed; the example may not fit it")),
        );
        if !self.wanted.is_empty() && self.added {
            lines.push(would("add to Cargo.toml:", "added to Cargo.toml:"));
            lines.extend(self.block().iter().map(|line| format!("  {line}")));
        }
        if let Some(report) = &self.report {
            lines.push(report.to_string());
        }
        lines.push("\nnext:".to_owned());
        lines.extend(self.next().iter().zip(1..).map(|(step, number)| format!("  {number}. {step}")));
        lines
    }

    fn json(&self) -> Value {
        let report = self.report.as_ref();
        json!({
            "written": self.of(Outcome::Written),
            "kept": self.of(Outcome::Kept),
            "unchanged": self.of(Outcome::Current),
            "dependencies": self.block(),
            "added": self.added,
            "generated": report.map(|report| &report.files.written),
            "next": self.next(),
        })
    }

    /// The lines of the dependencies, with the headers of their tables.
    fn block(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for table in ["dependencies", "dev-dependencies"] {
            let of: Vec<String> =
                self.wanted.iter().filter(|dependency| dependency.table == table).map(Dependency::line).collect();
            if !of.is_empty() {
                lines.push(format!("[{table}]"));
                lines.extend(of);
            }
        }
        lines
    }

    fn next(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if !self.added {
            steps.push(format!("add to Cargo.toml: {}", self.block().join("\n       ")));
        }
        if !self.missing_features.is_empty() {
            let names = self.missing_features.join(" --features ");
            steps.push(format!("your dependency `tokio` lacks features: `cargo add tokio --features {names}`"));
        }
        let run = if self.is_program { "cargo run" } else { "cargo run --example school" };
        steps.push(format!("run the program, with an offline WeDa inside it: `{run}`"));
        steps.push("run the test: `cargo test`".to_owned());
        if cfg!(feature = "studio") {
            steps.push("see the records in a browser: `weda studio --load records`".to_owned());
        }
        steps.push(
            "use the models of your environment: delete database-schemas/*.json and option-sets.json, then `weda pull` and \
             `weda generate`"
                .to_owned(),
        );
        steps
    }
}
