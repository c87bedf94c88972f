use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::{EMULATOR_SECRET_ID, EMULATOR_SECRET_KEY, SettingsProblem};

/// The pair that buys tokens. Neither half is ever printed; where the pair was taken from is.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub id: SecretString,
    pub key: SecretString,
    pub origin: Origin,
}

impl Keys {
    pub fn new(id: String, key: String, origin: Origin) -> Keys {
        Keys { id: id.into(), key: key.into(), origin }
    }

    /// The emulator's public pair.
    pub fn of_emulator() -> Keys {
        Keys::new(EMULATOR_SECRET_ID.to_owned(), EMULATOR_SECRET_KEY.to_owned(), Origin::Emulator)
    }

    /// # Errors
    /// If one half is empty, as a variable that the caller read without looking often is, or cannot be a key.
    pub fn checked(self) -> Result<Keys, SettingsProblem> {
        let (id, key) = (self.id.expose_secret(), self.key.expose_secret());
        if id.is_empty() || key.is_empty() {
            return Err(SettingsProblem::EmptyKeys);
        }
        // A colon ends the first half where both travel as one.
        let plain = |text: &str| text.trim() == text && !text.contains(char::is_control);
        match plain(id) && plain(key) && !id.contains(':') {
            true => Ok(self),
            false => Err(SettingsProblem::BadKeys),
        }
    }
}

/// Where keys were taken from, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Builder,
    Variables { id: &'static str, key: &'static str },
    Emulator,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Builder => f.write_str("they were given to `ClientBuilder::secret`"),
            Origin::Variables { id, key } => write!(f, "they were taken from {id} and {key}"),
            Origin::Emulator => f.write_str(
                "they are the emulator's default pair, so the emulator was started with others: \
                 set them in WEDA_SECRET_ID and WEDA_SECRET_KEY or give them to `ClientBuilder::secret`",
            ),
        }
    }
}
