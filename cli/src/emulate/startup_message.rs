use std::fmt;
use std::path::Path;

use weda_definition::{Definitions, printable};
use weda_emulator::{EmulatorBuilder, Loaded};

use super::official_clients::OfficialClients;
use super::path_text::shown;
use super::shell::Syntax;

/// The default key pair.
pub(super) const KEYS: (&str, &str) = (EmulatorBuilder::SECRET_ID, EmulatorBuilder::SECRET_KEY);

/// The message at the start: addresses, models, storage, the vendor's clients, and an example with curl.
pub(super) struct StartupMessage<'a> {
    pub(super) url: &'a str,
    /// The address of the studio, with its token.
    pub(super) studio: Option<&'a str>,
    pub(super) official: OfficialClients<'a>,
    /// The origins of web pages that may call the emulator.
    pub(super) cors: &'a [String],
    pub(super) models: &'a str,
    /// The loaded records.
    pub(super) loaded: Option<&'a Loaded>,
    pub(super) data: Option<&'a Path>,
    pub(super) save: Option<&'a Path>,
    /// Models with changes that are not published to `prod`.
    pub(super) unpublished: &'a [String],
    pub(super) has_own_keys: bool,
    /// The shell in which the reader will set the variable.
    pub(super) shell: Syntax,
}

/// Describes the models and their directory; `follows` if the directory is watched.
pub(super) fn models(definitions: &Definitions, dir: &Path, follows: bool) -> String {
    let dir = shown(dir);
    if definitions.is_empty() {
        let then = if follows { "; it is served immediately" } else { " and start again" };
        return format!(
            "none of your own: there are no definitions in {dir}\n               \
                         download some with `weda pull`, write two with records with `weda init --example`, or write \
             one, such as {dir}/student.json{then}:\n               \
             {{ \"type\": \"object\", \"properties\": {{ \"name\": {{ \"type\": \"string\", \"title\": \"姓名\" }} }} }}"
        );
    }
    let identifiers: Vec<_> = definitions.iter().map(|definition| printable(&definition.identifier)).collect();
    let followed = if follows { "; watched for changes" } else { "" };
    format!("{} (from {dir}{followed})", identifiers.join(", "))
}

impl fmt::Display for StartupMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, studio, official, cors, models, loaded, data, save, unpublished, has_own_keys, shell } = self;
        let OfficialClients { env_id, address, https, proxy, .. } = official;
        let version = env!("CARGO_PKG_VERSION");
        let records = match (data, save) {
            (Some(path), None) => format!("are stored in {}", shown(path)),
            (Some(path), Some(dir)) => {
                format!("are stored in {} and written to {} when it stops", shown(path), shown(dir))
            }
            (None, Some(dir)) => format!("are written to {} when it stops", shown(dir)),
            (None, None) => "are lost when it stops".to_owned(),
        };
        writeln!(
            f,
            "weda {version}: an offline WeDa for development and tests; ctrl-c stops it, and its records {records}"
        )?;
        writeln!(f)?;
        writeln!(f, "  listening    {url}")?;
        if let Some(studio) = studio {
            writeln!(f, "  studio       {studio}")?;
        }
        if let Some(https) = https {
            writeln!(f, "  https        https://{https}")?;
        }
        if let Some(proxy) = proxy {
            writeln!(f, "  proxy        http://{proxy}, to this emulator and nowhere else")?;
        }
        if !cors.is_empty() {
            writeln!(f, "  web pages    {} may call it", printable(&cors.join(", ")))?;
        }
        writeln!(f, "  environment  {}, with pre and prod", printable(env_id))?;
        writeln!(f, "  for clients  {}", shell.assignment("WEDA_EMULATOR_HOST", address))?;
        writeln!(f, "  models       {models}")?;
        writeln!(f, "  built in     sys_user and sys_department, read-only")?;
        if let Some(loaded) = loaded {
            for file in &loaded.files {
                writeln!(f, "  loaded       {}", printable(&file.to_string()))?;
            }
            if loaded.files.is_empty() {
                writeln!(f, "  loaded       nothing: the folder of --load contains no records")?;
            }
        }
        if !unpublished.is_empty() {
            writeln!(
                f,
                "  unpublished  {}: prod has older definitions or none; --publish updates it",
                printable(&unpublished.join(", "))
            )?;
        }
        // Custom keys are not shown in terminals and logs.
        let user = if *has_own_keys {
            "\"$WEDA_SECRET_ID:$WEDA_SECRET_KEY\"".to_owned()
        } else {
            format!("{}:{}", KEYS.0, KEYS.1)
        };
        write!(
            f,
            r#"
With the vendor's clients:

{official}
By hand:

  TOKEN=$(curl -s {url}/auth/v1/token/clientCredential -u {user} \
    -H 'Content-Type: application/json' -d '{{"grant_type":"client_credentials"}}' \
    | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -s {url}/weda/odata/v1/prod/sys_user -H "Authorization: Bearer $TOKEN"
"#
        )
    }
}
