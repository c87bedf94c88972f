//! The choices: everything the emulator answers although no document says what WeDa answers.
//!
//! Each is a switch. Where a rule needs more than a value, it is a method here.

mod accept;
mod errors;
mod lists;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use accept::Accept;
pub(crate) use accept::Feature;
pub use errors::{Errors, Status, TokenStatus};
pub use lists::{Lists, Nulls};

/// How the emulator behaves where no document says what the service does.
///
/// A profile is one of three presets, changed where a test needs it:
///
/// ```
/// use weda_emulator::{Emulator, Profile};
///
/// let mut profile = Profile::documented();
/// profile.accept.starts_with = true;
/// profile.lists.default_top = 20;
/// let emulator = Emulator::builder([]).profile(profile).start()?;
/// # Ok::<(), weda_emulator::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    /// Undocumented features of requests, refused unless they are switched on.
    pub accept: Accept,
    /// What a list has.
    pub lists: Lists,
    /// The HTTP statuses of errors.
    pub errors: Errors,
}

impl Profile {
    /// Nothing but what is documented, and the likeliest answer where nothing is: the default.
    #[must_use]
    pub fn documented() -> Self {
        Self::default()
    }

    /// Whatever the service might take is taken: for programs that have been seen to work with the real one.
    #[must_use]
    pub fn lenient() -> Self {
        Self { accept: Accept::all(), lists: Lists::lenient(), ..Self::default() }
    }

    /// Of all possible answers the one that is hardest on a client.
    #[must_use]
    pub fn strict() -> Self {
        Self { lists: Lists::strict(), errors: Errors::strict(), ..Self::default() }
    }

    /// The user who owns, creates and changes all records; ids of users have 19 digits.
    pub(crate) fn user(&self) -> &'static str {
        "1700000000000000001"
    }

    /// The id of a new record: 32 hexadecimal digits, one of the forms seen.
    pub(crate) fn new_id(&self) -> String {
        Uuid::new_v4().simple().to_string()
    }

    /// The time that goes into records and tokens.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// A relation of the newer kind as it travels: objects are JSON text, and `{"_id": ..}` is the object.
    pub(crate) fn relation(&self, id: &str) -> String {
        serde_json::json!({ "_id": id }).to_string()
    }

    /// Whether a default value counts. Designers leave `""` behind in fields that have no default at all.
    pub(crate) fn is_default(&self, value: &serde_json::Value) -> bool {
        !value.is_null() && value.as_str() != Some("")
    }
}
