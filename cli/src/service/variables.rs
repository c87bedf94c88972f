//! Settings as the variables of another process of this command, which then calls the same service.

use std::collections::BTreeMap;
use std::process::Command;

/// The variable of the interface. It is always set: without it, weda.toml would be asked.
const GATEWAY: &str = "WEDA_GATEWAY";

/// The variable of the environment type, which processes get as a flag.
const ENV_TYPE: &str = "WEDA_ENV_TYPE";

/// The starts of the names of settings.
const STARTS: [&str; 4] = ["WEDA_", "TENCENTCLOUD_", "TCB_", "CLOUDBASE_"];

/// Names and values. It has no `Debug`, since some are keys.
#[derive(Clone)]
pub(crate) struct Variables(BTreeMap<String, String>);

impl Default for Variables {
    fn default() -> Self {
        Self(BTreeMap::from([(GATEWAY.to_owned(), "odata".to_owned())]))
    }
}

impl Variables {
    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: &str) {
        if name != ENV_TYPE {
            self.0.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// Gives them to a process, which gets no other setting: files that were edited since, or variables of this process
    /// that were not used, cannot lead it to another service.
    pub fn give(&self, command: &mut Command) {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        names.filter(|name| STARTS.iter().any(|start| name.starts_with(start))).for_each(|name| {
            command.env_remove(name);
        });
        command.envs(&self.0);
    }
}
