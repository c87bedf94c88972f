use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use super::GatewayKind;
use crate::error::SettingsProblem;

/// The store of an environment that a client uses. The data of the stores are separate.
///
/// ```
/// use weda::EnvType;
///
/// assert_eq!(EnvType::default(), EnvType::Pre);
/// assert_eq!("prod".parse::<EnvType>()?, EnvType::Prod);
/// assert_eq!("dev".parse::<EnvType>()?.to_string(), "dev");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum EnvType {
    /// The trial store, `pre`. The default, so that live data are not changed by accident.
    #[default]
    Pre,
    /// The live store, `prod`. A model must be published to be available here.
    Prod,
    /// Another name, such as `dev` in private deployments: ASCII letters, digits, `-` and `_`.
    ///
    /// [`ClientBuilder::build`](crate::ClientBuilder::build) and each call reject anything else, other spellings of `pre`
    /// and `prod`, and any name in the public cloud or on the data-model gateway, which have those two.
    Other(String),
}

impl EnvType {
    /// Checks that the name exists at this service, so that a typing error cannot lead to another store.
    pub(crate) fn check(&self, gateway: GatewayKind, is_public_cloud: bool) -> Result<(), SettingsProblem> {
        let EnvType::Other(name) = self else { return Ok(()) };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.is_empty() || !name.bytes().all(is_plain) {
            // It could be another path.
            return Err(SettingsProblem::BadEnvironmentType(name.clone()));
        }
        if ["pre", "prod"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return Err(SettingsProblem::EnvironmentTypeSpelling(name.clone()));
        }
        match gateway {
            GatewayKind::Model => Err(SettingsProblem::EnvironmentTypeOfModel(name.clone())),
            GatewayKind::OData if is_public_cloud => Err(SettingsProblem::EnvironmentTypeOfCloud(name.clone())),
            GatewayKind::OData => Ok(()),
        }
    }
}

impl AsRef<str> for EnvType {
    fn as_ref(&self) -> &str {
        match self {
            EnvType::Pre => "pre",
            EnvType::Prod => "prod",
            EnvType::Other(name) => name,
        }
    }
}

impl fmt::Display for EnvType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_ref())
    }
}

impl FromStr for EnvType {
    type Err = Infallible;

    /// Never fails: a name that is neither `pre` nor `prod` is [`EnvType::Other`].
    fn from_str(name: &str) -> Result<EnvType, Infallible> {
        Ok(name.into())
    }
}

/// A name that is neither `pre` nor `prod` is [`EnvType::Other`].
impl From<&str> for EnvType {
    fn from(name: &str) -> EnvType {
        match name {
            "pre" => EnvType::Pre,
            "prod" => EnvType::Prod,
            name => EnvType::Other(name.to_owned()),
        }
    }
}
