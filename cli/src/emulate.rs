mod introduction;
mod lines;
mod surroundings;

use std::path::{Path, PathBuf};

use weda_codegen::{Located, Problem, Problems, Settings};
use weda_definition::{Definitions, OptionSets};
use weda_emulator::{Durability, Emulator, EmulatorBuilder, Fault, Interrupt, Profile};

use crate::arguments::{Emulate, Survives};
use crate::failure::Failure;
use crate::say::say;
use introduction::Introduction;
use lines::Lines;

/// What the emulator accepts when nobody says otherwise.
const KEYS: (&str, &str) = (EmulatorBuilder::SECRET_ID, EmulatorBuilder::SECRET_KEY);

/// Serves until the process is asked to stop.
pub(crate) fn run(task: Emulate) -> Result<(), Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let own_keys = match (set(task.secret_id), set(task.secret_key)) {
        (Some(id), Some(key)) => Some((id, key)),
        (None, None) => None,
        _ => return Err(Failure::HalfKeys),
    };
    surroundings::check_address(&task.listen, task.listen_anyway)?;
    let env_id = set(task.env_id).unwrap_or_else(|| EmulatorBuilder::ENV_ID.to_owned());
    let definitions = definitions(&dir, located, &settings)?;
    let models = introduction::models(&definitions, &dir);
    let has_own_keys = own_keys.is_some();
    let (id, key) = own_keys.unwrap_or_else(|| (KEYS.0.to_owned(), KEYS.1.to_owned()));
    let keys = has_own_keys.then(|| (id.clone(), key.clone()));

    let mut builder = Emulator::builder()
        .definitions(definitions)
        .listen(task.listen)
        .env_id(&env_id)
        .keys(id, key)
        .option_sets(option_sets(&dir)?)
        .profile(task.profile.map_or_else(|| Ok(Profile::documented()), Profile::read).map_err(Failure::Emulator)?);
    if let Some(path) = &task.data {
        builder = builder.data(path, durability(task.durability));
    }
    if task.control {
        builder = builder.control();
    }
    let mut lines = None;
    if !task.quiet {
        let (writing, take) = Lines::start(task.json);
        builder = builder.on_request(take);
        lines = Some(writing);
    }
    if let Some(dir) = &task.save {
        surroundings::check_folder(dir)?;
    }
    // Before anybody is told that the emulator is there, and may ask it to end.
    let interrupt = Interrupt::listen().map_err(Failure::Emulator)?;
    let emulator = builder.start().map_err(Failure::Emulator)?;
    prepare(&emulator, task.load.as_deref(), task.publish, task.faults)?;
    if let Some(path) = task.env_file {
        surroundings::write_variables(&path, emulator.address(), &env_id, keys.as_ref())?;
    }
    let (url, data) = (emulator.url(), task.data.as_deref());
    say(Introduction {
        url: &url,
        env_id: &env_id,
        models: &models,
        data,
        save: task.save.as_deref(),
        unpublished: &emulator.unpublished(),
        has_own_keys,
    });

    interrupt.wait();
    // First, so that what was acknowledged to the last is saved.
    emulator.stop();
    let saved = task.save.map_or(Ok(()), |dir| emulator.save_files(dir)).map_err(Failure::Emulator);
    // With it goes what takes the lines of the log.
    drop(emulator);
    lines.into_iter().for_each(Lines::end);
    saved
}

/// What happens before anybody is told that the emulator is there.
fn prepare(emulator: &Emulator, load: Option<&Path>, publish: bool, faults: Vec<Fault>) -> Result<(), Failure> {
    if publish {
        emulator.unpublished().iter().try_for_each(|model| emulator.publish(model)).map_err(Failure::Emulator)?;
    }
    if let Some(dir) = load {
        emulator.load_files(dir).map_err(Failure::Emulator)?;
    }
    faults.into_iter().try_for_each(|fault| emulator.inject(fault)).map_err(Failure::Emulator)
}

fn durability(survives: Survives) -> Durability {
    match survives {
        Survives::Process => Durability::Process,
        Survives::Power => Durability::Power,
    }
}

/// A variable that is empty counts as one that is not set.
fn set(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

/// Nobody needs definitions for a first look at the built-in models; a directory that was named must be there.
/// A broken file is no obstacle where its model is left out.
fn definitions(dir: &Path, located: Option<Located>, settings: &Settings) -> Result<Definitions, Failure> {
    if located.as_ref().is_some_and(|located| !located.named) && !dir.exists() {
        return Ok(Definitions::default());
    }
    let (definitions, broken) = Definitions::read_all(dir);
    let broken: Vec<Problem> = settings.that_matter(broken).into_iter().map(Problem::Definition).collect();
    if broken.is_empty() { Ok(definitions) } else { Err(Failure::Problems { problems: Problems(broken), located }) }
}

/// The option sets beside the definitions, where there are any.
fn option_sets(dir: &Path) -> Result<OptionSets, Failure> {
    let path: PathBuf = OptionSets::beside(dir);
    OptionSets::read(&path).map_err(|error| Failure::unexplained(Problems(vec![Problem::Definition(error)])))
}
