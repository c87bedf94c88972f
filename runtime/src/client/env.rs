//! Settings from environment variables. The lookup is an argument, so that tests need no process variables.

use super::ClientBuilder;
use crate::EnvType;
use crate::GatewayKind;
use crate::auth::{EMULATOR_ENV_ID, Keys, Origin};
use crate::error::{Error, SettingsProblem};
use crate::transport::Address;

const WEDA_PAIR: (&str, &str) = ("WEDA_SECRET_ID", "WEDA_SECRET_KEY");

const API_KEY: &str = "WEDA_API_KEY";

/// The vendor's tools use both spellings.
const CLOUD_PAIRS: [(&str, &str); 2] =
    [("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY"), ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY")];

const SESSION_TOKENS: [&str; 4] =
    ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSIONTOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"];

/// # Errors
/// Returns an error if variables are missing, incomplete or contradictory.
pub(crate) fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<ClientBuilder, SettingsProblem> {
    let variables = Variables(lookup);
    let env_type = match variables.get("WEDA_ENV_TYPE") {
        Some(name) => name.parse().unwrap_or_else(|never| match never {}),
        None => EnvType::default(),
    };
    let gateway = match variables.get("WEDA_GATEWAY").as_deref() {
        None => GatewayKind::default(),
        Some("odata") => GatewayKind::OData,
        Some("model") => GatewayKind::Model,
        Some(name) => return Err(SettingsProblem::BadGateway(name.to_owned())),
    };
    let builder = match variables.get("WEDA_EMULATOR_HOST") {
        Some(host) => variables.emulator(&host, gateway)?,
        None => variables.service(gateway)?,
    };
    Ok(builder.env_type(env_type).gateway(gateway))
}

impl ClientBuilder {
    /// Reads settings as [`Client::from_env`](crate::Client::from_env) does, from the variables of `lookup`: for programs
    /// with other sources of settings, such as flags that override variables, or a file as fallback.
    ///
    /// `lookup` is called with the names that `from_env` lists, in any order. An empty value counts as absent.
    ///
    /// ```
    /// use weda::ClientBuilder;
    ///
    /// let flag = Some("lowcode-2gay8jgh25"); // as in `--env-id lowcode-2gay8jgh25`
    /// let builder = ClientBuilder::from_variables(|name| match (name, flag) {
    ///     ("WEDA_ENV_ID", Some(id)) => Some(id.to_owned()),
    /// #   ("WEDA_SECRET_ID" | "WEDA_SECRET_KEY", _) => Some("key".to_owned()),
    /// #   ("WEDA_EMULATOR_HOST", _) => None,
    ///     _ => std::env::var(name).ok(),
    /// })?;
    /// assert_eq!(builder.build()?.env_id(), "lowcode-2gay8jgh25");
    /// # Ok::<(), weda::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error of kind [`Settings`](crate::ErrorKind::Settings) if variables are missing, incomplete or contradictory.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<ClientBuilder, Error> {
        from_variables(lookup).map_err(Error::settings)
    }
}

struct Variables<L>(L);

impl<L: Fn(&str) -> Option<String>> Variables<L> {
    /// An empty variable counts as absent: shells and CI systems cannot always unset a variable.
    fn get(&self, name: &str) -> Option<String> {
        let value = (self.0)(name)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Only `WEDA_*` counts: cloud keys must not reach an emulator, and a cloud environment must not name its data.
    fn emulator(&self, host: &str, gateway: GatewayKind) -> Result<ClientBuilder, SettingsProblem> {
        let builder = ClientBuilder::for_emulator(host);
        builder.address()?;
        if let Some(remote) = self.get("WEDA_BASE_URL")
            && !Address::parse(&remote, true)?.is_loopback()
        {
            return Err(SettingsProblem::EmulatorAndRemote { emulator: host.to_owned(), remote });
        }
        let env_id = self.get("WEDA_ENV_ID");
        let builder = builder.env_id(env_id.unwrap_or_else(|| EMULATOR_ENV_ID.to_owned()));
        Ok(match (self.api_key(gateway), self.pair(WEDA_PAIR)?) {
            (Some(key), _) => builder.api_key(key),
            (None, keys) => builder.keys(keys.unwrap_or_else(Keys::of_emulator)),
        })
    }

    fn service(&self, gateway: GatewayKind) -> Result<ClientBuilder, SettingsProblem> {
        let env_id = ["WEDA_ENV_ID", "CLOUDBASE_ENV_ID", "TCB_ENV"]
            .into_iter()
            .find_map(|name| self.get(name))
            .ok_or(SettingsProblem::NoEnvironment)?;
        let builder = ClientBuilder::new(env_id);
        let builder = match (self.api_key(gateway), self.pair(WEDA_PAIR)?) {
            (Some(key), _) => builder.api_key(key),
            (None, Some(keys)) => builder.keys(keys),
            (None, None) => match self.cloud_keys() {
                Ok(keys) => builder.keys(keys),
                // The key that is there would do for the other interface.
                Err(SettingsProblem::NoKeysInVariables) if self.get(API_KEY).is_some() => {
                    return Err(SettingsProblem::ApiKeyWithOData);
                }
                Err(problem) => return Err(problem),
            },
        };
        Ok(match self.get("WEDA_BASE_URL") {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// The API key, which only one interface accepts. It needs no token request, so it is preferred to a pair.
    fn api_key(&self, gateway: GatewayKind) -> Option<String> {
        self.get(API_KEY).filter(|_| gateway == GatewayKind::Model)
    }

    fn cloud_keys(&self) -> Result<Keys, SettingsProblem> {
        let [first, second] = CLOUD_PAIRS;
        let keys = match (self.pair(first), self.pair(second)) {
            (Ok(Some(keys)), other) => {
                let differ = |a, b| {
                    let other = self.get(b);
                    other.is_some() && other != self.get(a)
                };
                if other.is_err() || differ(first.0, second.0) || differ(first.1, second.1) {
                    tracing::warn!(
                        target: "weda",
                        "{} and {} differ from {} and {}; the first pair is used",
                        first.0,
                        first.1,
                        second.0,
                        second.1
                    );
                }
                keys
            }
            (Ok(None) | Err(_), Ok(Some(keys))) => keys,
            (Err(problem), _) | (Ok(None), Err(problem)) => return Err(problem),
            (Ok(None), Ok(None)) => return Err(SettingsProblem::NoKeysInVariables),
        };
        match SESSION_TOKENS.into_iter().find(|name| self.get(name).is_some()) {
            Some(variable) => Err(SettingsProblem::SessionToken(variable)),
            None => Ok(keys),
        }
    }

    fn pair(&self, (id, key): (&'static str, &'static str)) -> Result<Option<Keys>, SettingsProblem> {
        match (self.get(id), self.get(key)) {
            (Some(id_value), Some(key_value)) => {
                Ok(Some(Keys::new(id_value, key_value, Origin::Variables { id, key })))
            }
            (None, None) => Ok(None),
            (Some(_), None) => Err(SettingsProblem::HalfAPair { set: id, missing: key }),
            (None, Some(_)) => Err(SettingsProblem::HalfAPair { set: key, missing: id }),
        }
    }
}

#[cfg(test)]
mod tests;
