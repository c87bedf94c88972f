use std::fmt;
use std::path::Path;

use weda_definition::Definitions;

use super::KEYS;

/// What the emulator is, where it is, and how to talk to it by hand.
pub(super) struct Introduction<'a> {
    pub(super) url: &'a str,
    pub(super) env_id: &'a str,
    pub(super) models: &'a str,
    pub(super) data: Option<&'a Path>,
    pub(super) save: Option<&'a Path>,
    /// The models whose change `prod` does not have yet.
    pub(super) unpublished: &'a [String],
    pub(super) has_own_keys: bool,
}

pub(super) fn models(definitions: &Definitions, dir: &Path) -> String {
    if definitions.is_empty() {
        return format!("none of your own: there are no definitions in {}", dir.display());
    }
    let identifiers: Vec<&str> = definitions.iter().map(|definition| definition.identifier.as_str()).collect();
    format!("{} (from {})", identifiers.join(", "), dir.display())
}

impl fmt::Display for Introduction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, env_id, models, data, save, unpublished, has_own_keys } = self;
        let version = env!("CARGO_PKG_VERSION");
        let records = match (data, save) {
            (Some(path), None) => format!("are kept in {}", path.display()),
            (Some(path), Some(dir)) => {
                format!("are kept in {} and written to {} when it stops", path.display(), dir.display())
            }
            (None, Some(dir)) => format!("are written to {} when it stops", dir.display()),
            (None, None) => "are gone when it stops".to_owned(),
        };
        writeln!(
            f,
            "weda {version}: an offline WeDa for development and tests; ctrl-c stops it, and its records {records}"
        )?;
        writeln!(f)?;
        writeln!(f, "  listening    {url}")?;
        writeln!(f, "  environment  {env_id}, with pre and prod")?;
        writeln!(f, "  models       {models}")?;
        writeln!(f, "  built in     sys_user and sys_department, read-only")?;
        if !unpublished.is_empty() {
            writeln!(
                f,
                "  unpublished  {}: prod has older definitions or none; --publish brings it up",
                unpublished.join(", ")
            )?;
        }
        // Keys of one's own stay out of terminals and logs.
        let user = if *has_own_keys {
            "\"$WEDA_SECRET_ID:$WEDA_SECRET_KEY\"".to_owned()
        } else {
            format!("{}:{}", KEYS.0, KEYS.1)
        };
        write!(
            f,
            r#"
By hand:

  TOKEN=$(curl -s {url}/auth/v1/token/clientCredential -u {user} \
    -H 'Content-Type: application/json' -d '{{"grant_type":"client_credentials"}}' \
    | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -s {url}/weda/odata/v1/prod/sys_user -H "Authorization: Bearer $TOKEN"
"#
        )
    }
}
