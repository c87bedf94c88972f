use std::fmt;
use std::str::FromStr;

use crate::error::{Error, SettingsProblem};

/// An interface of the service through which a client reads and writes records.
///
/// Both interfaces have the same records. See [`ClientBuilder::gateway`](crate::ClientBuilder::gateway).
///
/// ```
/// use weda::GatewayKind;
///
/// assert_eq!(GatewayKind::default(), GatewayKind::OData);
/// assert_eq!("model".parse::<GatewayKind>()?, GatewayKind::Model);
/// # Ok::<(), weda::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GatewayKind {
    /// The OData interface of the Open API, `/weda/odata`: `odata`. The default.
    #[default]
    OData,
    /// The data-model gateway of the HTTP API, `/v1/model`: `model`.
    Model,
}

impl fmt::Display for GatewayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            GatewayKind::OData => "odata",
            GatewayKind::Model => "model",
        })
    }
}

impl FromStr for GatewayKind {
    type Err = Error;

    /// # Errors
    /// Returns an error of kind [`Settings`](crate::ErrorKind::Settings) for anything but `odata` and `model`.
    fn from_str(name: &str) -> Result<GatewayKind, Error> {
        match name {
            "odata" => Ok(GatewayKind::OData),
            "model" => Ok(GatewayKind::Model),
            other => Err(Error::settings(SettingsProblem::BadGateway(other.to_owned()))),
        }
    }
}
