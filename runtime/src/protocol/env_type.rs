use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

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
    /// [`ClientBuilder::build`](crate::ClientBuilder::build) and the first call reject anything else.
    Other(String),
}

impl EnvType {
    /// Returns true if the name can be a path segment without escaping.
    pub(crate) fn is_valid(&self) -> bool {
        let name = self.as_ref();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
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
