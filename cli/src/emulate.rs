mod loading;
mod log_writer;
mod official_clients;
mod path_text;
mod shell;
mod start;
mod start_checks;
mod startup_message;
mod variables;
mod watch;

use std::any::Any;
use std::io::IsTerminal as _;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;

use weda_codegen::{Located, Problem, Problems, Settings};
use weda_definition::{Definitions, OptionSets};
use weda_emulator::{Durability, Emulator, EmulatorBuilder, Existing, Interrupt, Profile};
#[cfg(feature = "studio")]
use weda_studio::{Emulated, Studio};

use crate::arguments::{Emulate, Survives};
#[cfg(feature = "studio")]
use crate::browser;
use crate::failure::{EmulateError, Failure};
use crate::snapshot::Snapshot;
use crate::stderr::print_message;
#[cfg(feature = "studio")]
use crate::transfers::CommandFiles;
use log_writer::LogWriter;
use official_clients::OfficialClients;
use shell::Syntax;
use start::{Start, Started, in_thread};
use startup_message::StartupMessage;
use variables::Variables;
use watch::Watch;

/// Runs the emulator until the process is asked to stop.
pub(crate) fn run(task: Emulate) -> Result<(), Failure> {
    #[cfg(feature = "studio")]
    let opens = task.open;
    let Emulate { serve: task, env_id, env_file, .. } = task;
    let (settings, dir, located) = task.definitions.resolve()?;
    let own_keys = match (set(task.secret_id), set(task.secret_key)) {
        (Some(id), Some(key)) => Some((id, key)),
        (None, None) => None,
        _ => return Err(EmulateError::IncompleteKeyPair.into()),
    };
    for address in std::iter::once(&task.listen).chain(&task.https).chain(&task.proxy) {
        start_checks::check_address(address, task.listen_anyway)?;
    }
    start_checks::check_cert_file(task.cert_file.as_deref(), task.https.is_some() || task.proxy.is_some())?;
    let env_id = set(env_id).unwrap_or_else(|| EmulatorBuilder::ENV_ID.to_owned());
    let follows = !task.no_watch && (task.watch || std::io::stderr().is_terminal());
    // Before the definitions are read, so that changes in between are noticed.
    let seen = Snapshot::of(&dir).unwrap_or_else(|| Snapshot::without_files(&dir));
    let definitions = definitions(&dir, located, &settings)?;
    let models = startup_message::models(&definitions, &dir, follows);
    let has_own_keys = own_keys.is_some();
    let (id, key) =
        own_keys.unwrap_or_else(|| (startup_message::KEYS.0.to_owned(), startup_message::KEYS.1.to_owned()));
    let keys = has_own_keys.then(|| (id.clone(), key.clone()));
    let variables = match env_file {
        Some(path) => Some(Variables::new(path, &env_id, keys)?),
        None => None,
    };

    let mut builder = Emulator::builder()
        .definitions(&definitions)
        .listen(task.listen)
        .env_id(&env_id)
        .keys(id, key)
        .option_sets(option_sets(&dir)?)
        .profile(task.profile.map_or_else(|| Ok(Profile::documented()), Profile::read).map_err(Failure::from)?);
    let api_key = set(task.api_key);
    let has_api_key = api_key.is_some();
    builder = api_key.into_iter().fold(builder, EmulatorBuilder::api_key);
    builder = set(task.publishable_key).into_iter().fold(builder, EmulatorBuilder::publishable_key);
    builder = task.users.into_iter().fold(builder, EmulatorBuilder::users);
    builder = task.templates.into_iter().fold(builder, EmulatorBuilder::templates);
    if let Some(path) = &task.data {
        builder = builder.data(path, durability(task.durability));
    }
    if task.control {
        builder = builder.control();
    }
    builder = task.cors.iter().fold(builder, EmulatorBuilder::cors);
    builder = task.https.into_iter().fold(builder, EmulatorBuilder::https);
    builder = task.proxy.into_iter().fold(builder, EmulatorBuilder::proxy);
    builder = task.cert_file.iter().fold(builder, EmulatorBuilder::cert_file);
    let mut log_writer = None;
    if !task.quiet {
        let (writer, take) = LogWriter::start(task.json);
        builder = builder.on_request(take);
        log_writer = Some(writer);
    }
    if let Some(dir) = &task.save {
        start_checks::check_folder(dir)?;
    }
    // Before the emulator is announced, since signals may follow.
    let interrupt = Interrupt::listen().map_err(Failure::from)?;
    let existing = if task.reload { Existing::Replace } else { Existing::Keep };
    let load = task.load.map(|dir| (dir, existing));
    let start = Start { builder, load, publish: task.publish, faults: task.faults, variables };
    let (events, happened) = mpsc::channel();
    let stopping = events.clone();
    in_thread("interrupt", move || {
        interrupt.wait();
        drop(stopping.send(Event::Stop));
    })?;
    in_thread("start", move || {
        let started = panic::catch_unwind(AssertUnwindSafe(|| start.run()));
        drop(events.send(started.map_or_else(Event::Panicked, |started| Event::Started(Box::new(started)))));
    })?;
    // The sender is held by the interrupt thread.
    let Started { emulator, loaded } = match happened.recv() {
        Ok(Event::Started(started)) => (*started)?,
        Ok(Event::Panicked(panic)) => panic::resume_unwind(panic),
        Ok(Event::Stop) | Err(_) => return Err(EmulateError::Interrupted.into()),
    };
    let emulator = Arc::new(emulator);
    loaded.iter().flat_map(loading::notes).for_each(print_message);
    let (url, data) = (emulator.url(), task.data.as_deref());
    let address = emulator.address();
    #[cfg(feature = "studio")]
    let studio = {
        let start = |at: String| -> Result<Studio, Failure> {
            let source = Emulated::new(Arc::clone(&emulator)).with_files(CommandFiles::of_emulator(&emulator)?);
            Ok(Studio::start_with(source, &at, settings.clone()).map_err(EmulateError::Studio)?)
        };
        task.studio.map(start).transpose()?
    };
    #[cfg(feature = "studio")]
    let studio_url = studio.as_ref().map(Studio::url);
    #[cfg(not(feature = "studio"))]
    let studio_url = None;
    print_message(StartupMessage {
        url: &url,
        studio: studio_url,
        official: OfficialClients {
            env_id: &env_id,
            address,
            https: emulator.https_address(),
            proxy: emulator.proxy_address(),
            cert_file: task.cert_file.as_deref(),
            has_own_keys,
            has_api_key,
        },
        cors: &task.cors,
        models: &models,
        loaded: loaded.as_ref(),
        data,
        save: task.save.as_deref(),
        unpublished: &emulator.unpublished(),
        has_own_keys,
        shell: Syntax::of_terminal(),
    });
    // Deleted at the end.
    #[cfg(feature = "studio")]
    let _page = studio.as_ref().filter(|_| opens).and_then(|studio| browser::open(studio.url()));
    let watch = match follows {
        true => Some(Watch::start(Arc::clone(&emulator), dir, seen, definitions, settings, task.publish)?),
        false => None,
    };

    // Only the stop event is left.
    let _ = happened.recv();
    watch.into_iter().for_each(Watch::end);
    // It holds the emulator.
    #[cfg(feature = "studio")]
    drop(studio);
    // First, so that every acknowledged write is saved.
    emulator.stop();
    let saved = task.save.map_or(Ok(()), |dir| emulator.save_files(dir)).map_err(Failure::from);
    // Drops the sender of log lines.
    drop(emulator);
    log_writer.into_iter().for_each(LogWriter::end);
    saved
}

/// Events that the command waits for.
enum Event {
    Started(Box<Result<Started, Failure>>),
    Panicked(Box<dyn Any + Send>),
    Stop,
}

fn durability(survives: Survives) -> Durability {
    match survives {
        Survives::Process => Durability::Process,
        Survives::Power => Durability::Power,
    }
}

/// Treats empty variables as unset.
fn set(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

/// Reads the definitions. The default directory need not exist, since there are built-in models; a named one must. Invalid
/// files of excluded models are ignored.
fn definitions(dir: &Path, located: Option<Located>, settings: &Settings) -> Result<Definitions, Failure> {
    if located.as_ref().is_some_and(|located| !located.named) && !dir.exists() {
        return Ok(Definitions::default());
    }
    let (definitions, broken) = Definitions::read_all(dir);
    let broken: Vec<Problem> = settings.relevant(broken).into_iter().map(Problem::Definition).collect();
    if broken.is_empty() { Ok(definitions) } else { Err(Failure::Problems { problems: Problems(broken), located }) }
}

/// Reads the option sets beside the definitions, if any.
fn option_sets(dir: &Path) -> Result<OptionSets, Failure> {
    let path: PathBuf = OptionSets::beside(dir);
    OptionSets::read(&path).map_err(|error| Failure::problems(Problems(vec![Problem::Definition(error)])))
}
