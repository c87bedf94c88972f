//! The choices: everything the emulator answers although no document says what WeDa answers.

mod accept;
mod answers;
mod errors;
mod file;
mod gateway;
mod identity;
mod lists;
mod writes;

use serde::{Deserialize, Serialize};

pub(crate) use accept::Feature;
pub use accept::{Accept, CommaIds, RoleList};
pub use answers::{Absent, Answers, RelationForm, UnknownGet};
pub use errors::{Errors, QueryShape, Status, SystemWrite, TokenShape, TokenStatus};
pub use gateway::{Gateway, Quota};
pub use identity::Identity;
pub use lists::{Count, Excess, Lists, Nulls};
pub use writes::{Given, Ids, Nullify, Writes};

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
/// let emulator = Emulator::builder().profile(profile).start()?;
/// # Ok::<(), weda_emulator::Error>(())
/// ```
///
/// "U" with a number in the switches' descriptions is an open question of the page of [`differences`](crate::differences).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    /// Undocumented features of requests, refused unless they are switched on.
    pub accept: Accept,
    /// What a list has.
    pub lists: Lists,
    /// What becomes of bodies.
    pub writes: Writes,
    /// What answers look like.
    pub answers: Answers,
    /// The forms and HTTP statuses of errors.
    pub errors: Errors,
    /// What is checked before a call reaches the records.
    pub gateway: Gateway,
    /// Who the callers are.
    pub identity: Identity,
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
        Self { accept: Accept::all(), lists: Lists::lenient(), writes: Writes::lenient(), ..Self::default() }
    }

    /// Of all possible answers the one that is hardest on a client.
    #[must_use]
    pub fn strict() -> Self {
        Self {
            accept: Accept::strict(),
            lists: Lists::strict(),
            writes: Writes::strict(),
            answers: Answers::strict(),
            errors: Errors::strict(),
            gateway: Gateway::strict(),
            identity: Identity::default(),
        }
    }

    /// Whether a default value counts. Designers leave `""` behind in fields that have no default at all.
    pub(crate) fn is_default(&self, value: &serde_json::Value) -> bool {
        !value.is_null() && value.as_str() != Some("")
    }
}
