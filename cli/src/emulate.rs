use std::path::Path;

use weda_codegen::{Located, Problem, Problems, Settings};
use weda_definition::Definitions;
use weda_emulator::{Emulator, EmulatorBuilder};

use crate::arguments::Emulate;
use crate::failure::Failure;
use crate::say::say;

/// What the emulator accepts when nobody says otherwise.
const KEYS: (&str, &str) = (EmulatorBuilder::SECRET_ID, EmulatorBuilder::SECRET_KEY);

/// Serves until the process is stopped.
pub(crate) fn run(task: Emulate) -> Result<(), Failure> {
    let (settings, dir, located) = task.definitions.resolve()?;
    let keys = match (set(task.secret_id), set(task.secret_key)) {
        (Some(id), Some(key)) => Some((id, key)),
        (None, None) => None,
        _ => return Err(Failure::HalfKeys),
    };
    let env_id = set(task.env_id).unwrap_or_else(|| EmulatorBuilder::ENV_ID.to_owned());
    let definitions = definitions(&dir, located, &settings)?;
    let models = models(&definitions, &dir);
    let user = match keys {
        // Keys of one's own stay out of terminals and logs.
        Some(_) => "\"$WEDA_SECRET_ID:$WEDA_SECRET_KEY\"".to_owned(),
        None => format!("{}:{}", KEYS.0, KEYS.1),
    };
    let (id, key) = keys.unwrap_or_else(|| (KEYS.0.to_owned(), KEYS.1.to_owned()));
    let emulator = Emulator::builder(definitions).listen(task.listen).env_id(&env_id).secret(id, key).start();
    let emulator = emulator.map_err(Failure::Emulator)?;
    say(introduction(&emulator.url(), &env_id, &models, &user));
    emulator.wait().map_err(Failure::Emulator)?;
    emulator.stop();
    Ok(())
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

fn models(definitions: &Definitions, dir: &Path) -> String {
    if definitions.is_empty() {
        return format!("none of your own: there are no definitions in {}", dir.display());
    }
    let identifiers: Vec<&str> = definitions.iter().map(|definition| definition.identifier.as_str()).collect();
    format!("{} (from {})", identifiers.join(", "), dir.display())
}

/// What it is, where it is, and how to talk to it by hand; `user` is what curl shall send as keys.
fn introduction(url: &str, env_id: &str, models: &str, user: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        r#"weda {version}: an offline WeDa for development and tests; ctrl-c stops it, and its records are gone then

  listening    {url}
  environment  {env_id}, with pre and prod
  models       {models}
  built in     sys_user and sys_department, read-only

By hand:

  TOKEN=$(curl -s {url}/auth/v1/token/clientCredential -u {user} \
    -H 'Content-Type: application/json' -d '{{"grant_type":"client_credentials"}}' \
    | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -s {url}/weda/odata/v1/prod/sys_user -H "Authorization: Bearer $TOKEN"
"#
    )
}
