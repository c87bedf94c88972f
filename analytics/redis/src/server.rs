//! One Redis with what every use of it needs.

use std::time::Duration;

use crate::Error;
use crate::keys::Keys;
use crate::link::Link;
use crate::scripts::Scripts;
use crate::seal::Keyring;
use crate::settings::Builder;

pub(crate) struct Server {
    pub link: Link,
    pub scripts: Scripts,
    /// `None`: no token is stored.
    pub keyring: Option<Keyring>,
    pub lease: Duration,
    /// This process in the count of processes.
    pub member: String,
    pub prefix: String,
}

impl Server {
    pub fn new(settings: Builder) -> Result<Server, Error> {
        let link = Link::new(&settings.url, settings.timeout)?;
        let keyring = settings.keys.as_ref().map(Keyring::parse).transpose()?;
        if settings.prefix.is_empty() {
            return Err(Error::Prefix);
        }
        Ok(Server {
            link,
            scripts: Scripts::new(),
            keyring,
            lease: settings.lease,
            member: format!("{:032x}", fastrand::u128(..)),
            prefix: settings.prefix,
        })
    }

    pub fn keys(&self, env_id: &str) -> Keys {
        Keys::new(&self.prefix, env_id)
    }
}
