//! `weda studio`: models and records in a browser, of an emulator that is started for it, or of an environment.

mod environment;

use weda_emulator::Interrupt;
use weda_studio::Studio;

use crate::arguments;
use crate::browser;
use crate::emulate;
use crate::exit::Exit;
use crate::failure::{EmulateError, Failure};
use crate::local_definitions::LocalDefinitions;
use crate::service::{Connection, wait_for};
use crate::stderr::print_message;
use crate::transfers::CommandFiles;
use environment::{Attached, Catalog};

/// Shows models and records until the process is asked to stop.
pub(crate) fn run(task: arguments::Studio) -> Result<Exit, Failure> {
    match task.attach {
        true => attach(task),
        false => emulate::run(task.into_emulate()).map(|()| Exit::Done),
    }
}

fn attach(task: arguments::Studio) -> Result<Exit, Failure> {
    let (settings, dir, located) = task.serve.definitions.clone().resolve()?;
    // A directory that is named replaces the definitions of the service.
    let local = match located {
        None => Some(LocalDefinitions::read(&dir, |_| true).whole().map_err(Failure::problems)?),
        Some(_) => None,
    };
    let environment = task.environment();
    let Connection { client, variables, .. } = environment.connection()?;
    let client = if task.write { client } else { client.read_only() };
    let catalog = Catalog::new(client.clone(), local);
    check(&catalog)?;
    // Before it is announced, since signals may follow.
    let interrupt = Interrupt::listen().map_err(Failure::from)?;
    let timeout = environment.timeout.unwrap_or_default();
    let mut files = CommandFiles::new(client.clone(), variables);
    if let Err(reason) = if task.write { files.keep_checkpoints() } else { Ok(()) } {
        print_message(format!(
            "note: an import that is stopped goes on in this studio only, and in no later one: {reason}"
        ));
    }
    let source = Attached::new(client.clone(), catalog, files, timeout);
    let address = task.serve.studio.unwrap_or_else(|| Studio::ADDRESS.to_owned());
    let studio = Studio::start_with(source, &address, settings).map_err(EmulateError::Studio)?;
    announce(&client, studio.url());
    // Deleted at the end.
    let _page = task.open.then(|| browser::open(studio.url()));
    interrupt.wait();
    drop(studio);
    Ok(Exit::Done)
}

/// Reads the models once. Wrong keys end the command; an environment that does not answer may do so later.
fn check(catalog: &Catalog) -> Result<(), Failure> {
    match wait_for(async { Ok(catalog.models().await?) }) {
        Ok(models) => {
            catalog.notes().iter().for_each(|note| print_message(format!("note: {note}")));
            if models.models.is_empty() {
                print_message("note: the environment has no models; create one in the console, and publish it");
            }
            Ok(())
        }
        Err(failure) if failure.exit() == Exit::Service => {
            print_message(failure.to_string().replacen("error: ", "warning: ", 1));
            print_message("note: the studio starts nevertheless, and tries again");
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}

fn announce(client: &weda::Client, url: &str) {
    let (version, env_id) = (env!("CARGO_PKG_VERSION"), weda_definition::printable(client.env_id()));
    let writing = match client.is_read_only() {
        true => "not permitted; --write permits it",
        false => "permitted: in pre at once, in prod after the model's identifier is typed",
    };
    print_message(format!(
        "weda {version}: models and records of {env_id} in a browser; ctrl-c stops it\n\n  studio       {url}\n  environment  \
         {env_id} at {}, with pre and prod\n  writing      {writing}\n",
        weda_definition::printable(client.base_url())
    ));
}
