//! The sources of settings and their precedence.
//!
//! The service is determined by the first source that names one: `--emulator`, the file of `--env-file`, the process's
//! `WEDA_EMULATOR_HOST`, an environment (`--env-id`, variables), `emulator` in weda.toml, cloudbaserc.json. Keys,
//! environment id and address of a source that does not name an emulator are never sent to one: they are the cloud's.

use std::cell::RefCell;

use weda_codegen::Settings;
use weda_definition::{Printable, printable};

use super::cloudbaserc::{Cloudbaserc, Search};
use super::env_file::EnvFile;
use crate::arguments::Environment;
use crate::failure::Failure;
use crate::stderr::print_message;

const EMULATOR: &str = "WEDA_EMULATOR_HOST";
const BASE_URL: &str = "WEDA_BASE_URL";
const GATEWAY: &str = "WEDA_GATEWAY";

/// The variables that name an environment, in order of precedence.
const ENV_IDS: [&str; 3] = ["WEDA_ENV_ID", "CLOUDBASE_ENV_ID", "TCB_ENV"];

/// The variables of key pairs and session tokens.
const KEYS: [&str; 11] = [
    "WEDA_API_KEY",
    "WEDA_SECRET_ID",
    "WEDA_SECRET_KEY",
    "TENCENTCLOUD_SECRETID",
    "TENCENTCLOUD_SECRETKEY",
    "TENCENTCLOUD_SECRET_ID",
    "TENCENTCLOUD_SECRET_KEY",
    "TENCENTCLOUD_TOKEN",
    "TENCENTCLOUD_SESSIONTOKEN",
    "TENCENTCLOUD_SESSION_TOKEN",
    "TENCENTCLOUD_SECURITY_TOKEN",
];

/// The sources of settings.
pub(super) struct SettingSources<'a> {
    flags: &'a Environment,
    file: Option<EnvFile>,
    /// The address of the emulator and its source; `None` for a cloud environment.
    emulator: Option<(String, String)>,
    cloudbaserc: Option<Cloudbaserc>,
    /// The interface that weda.toml names, and the file; only if no variable names one.
    gateway: Option<(String, String)>,
    /// The settings found: variable and source.
    pub found: RefCell<Vec<(String, String)>>,
}

impl<'a> SettingSources<'a> {
    /// Determines the service.
    ///
    /// # Errors
    /// Returns an error if no source names one, or if a required source cannot be read.
    pub fn of(flags: &'a Environment) -> Result<Self, Failure> {
        let file = flags.env_file.as_deref().map(EnvFile::read).transpose()?;
        let mut sources =
            Self { flags, file, emulator: None, cloudbaserc: None, gateway: None, found: RefCell::default() };
        sources.emulator = sources.nearest_emulator()?;
        if sources.emulator.is_none() && !sources.names_environment() {
            // Only if needed: an unused file may be invalid.
            match Cloudbaserc::nearest()? {
                Search::Found(file) => sources.cloudbaserc = Some(file),
                Search::Nothing(unread) => return Err(Failure::NoEnvironment { unread }),
            }
            sources.note_region();
        }
        if sources.in_file(GATEWAY).is_none() && in_process(GATEWAY).is_none() {
            let (settings, source) = nearest_settings()?;
            sources.gateway = settings.gateway.map(|name| (name, source));
        }
        Ok(sources)
    }

    /// The client calls the region of the documents.
    fn note_region(&self) {
        let Some(file) = &self.cloudbaserc else { return };
        if let Some(region) = file.other_region.as_ref().filter(|_| in_process(BASE_URL).is_none()) {
            print_message(format!(
                "note: `region` in {} is `{}`, but the documented addresses of the Open API are in ap-shanghai; if yours \
                 differs, set WEDA_BASE_URL",
                Printable(file.path.display()),
                printable(region)
            ));
        }
    }

    fn nearest_emulator(&self) -> Result<Option<(String, String)>, Failure> {
        if let Some(address) = &self.flags.emulator {
            return Ok(Some((address.clone(), "--emulator".to_owned())));
        }
        if let Some(address) = self.in_file(EMULATOR) {
            return Ok(Some(address));
        }
        if self.file_names_environment() {
            return Ok(None);
        }
        if let Some(address) = in_process(EMULATOR) {
            return Ok(Some(address));
        }
        if self.names_environment() || in_process(BASE_URL).is_some() {
            return Ok(None);
        }
        let (settings, source) = nearest_settings()?;
        Ok(settings.emulator.map(|address| (address, source)))
    }

    /// Returns the value of a variable and records its source.
    pub fn get(&self, name: &str) -> Option<String> {
        let (value, source) = match &self.emulator {
            // Not a secret, and no part of the choice of the service.
            _ if name == GATEWAY => self.in_file(name).or_else(|| in_process(name)).or_else(|| self.gateway.clone()),
            Some(emulator) => self.of_emulator(name, emulator),
            None => self.of_cloud(name),
        }?;
        self.found.borrow_mut().push((name.to_owned(), source));
        Some(value)
    }

    fn of_emulator(&self, name: &str, (address, source): &(String, String)) -> Option<(String, String)> {
        let with_file = || self.in_file(EMULATOR).and_then(|_| self.in_file(name));
        let with_process = || in_process(EMULATOR).and_then(|_| in_process(name));
        match name {
            EMULATOR => Some((address.clone(), source.clone())),
            "WEDA_ENV_TYPE" => self.in_flags(name).or_else(|| self.in_file(name)).or_else(|| in_process(name)),
            // Both addresses are an error only in one source: otherwise the nearer one wins.
            BASE_URL if source == EMULATOR => in_process(name),
            BASE_URL => with_file().filter(|(_, file)| file == source),
            // A key pair is never combined from two sources.
            _ if KEYS.contains(&name) && KEYS.iter().any(|key| self.in_file(key).is_some()) => with_file(),
            _ => self.in_flags(name).or_else(with_file).or_else(with_process),
        }
    }

    fn of_cloud(&self, name: &str) -> Option<(String, String)> {
        let group: &[&str] = match name {
            EMULATOR => return None,
            _ if KEYS.contains(&name) => &KEYS,
            _ if ENV_IDS.contains(&name) => &ENV_IDS,
            _ => &[],
        };
        let is_in_file = group.iter().any(|member| self.in_file(member).is_some());
        let found = self.in_flags(name).or_else(|| self.in_file(name));
        let found = found.or_else(|| if is_in_file { None } else { in_process(name) });
        found.or_else(|| {
            // cloudbaserc.json has the lowest precedence, like TCB_ENV.
            let file = self.cloudbaserc.as_ref().filter(|_| name == "TCB_ENV")?;
            Some((file.env_id.clone(), file.path.display().to_string()))
        })
    }

    fn in_flags(&self, name: &str) -> Option<(String, String)> {
        let (value, flag) = match name {
            "WEDA_ENV_ID" => (self.flags.env_id.as_ref(), "--env-id"),
            "WEDA_ENV_TYPE" => (self.flags.env_type.as_ref(), "--env-type"),
            _ => return None,
        };
        value.map(|value| (value.clone(), flag.to_owned()))
    }

    fn in_file(&self, name: &str) -> Option<(String, String)> {
        let file = self.file.as_ref()?;
        Some((file.get(name)?.to_owned(), file.path.display().to_string()))
    }

    fn file_names_environment(&self) -> bool {
        ENV_IDS.iter().chain([&BASE_URL]).any(|name| self.in_file(name).is_some())
    }

    fn names_environment(&self) -> bool {
        let has =
            |name: &&str| self.in_flags(name).is_some() || self.in_file(name).is_some() || in_process(name).is_some();
        ENV_IDS.iter().any(has)
    }
}

/// The nearest weda.toml, and its path.
fn nearest_settings() -> Result<(Settings, String), Failure> {
    let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
    let settings = Settings::find(&here).map_err(Failure::problems)?;
    let source = settings.file.as_ref().map_or_else(String::new, |file| file.display().to_string());
    Ok((settings, source))
}

/// A variable of the process. Blank values are treated as unset.
fn in_process(name: &str) -> Option<(String, String)> {
    let value = std::env::var(name).ok().filter(|value| !value.trim().is_empty())?;
    Some((value, name.to_owned()))
}
