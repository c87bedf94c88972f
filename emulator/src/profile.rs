//! Switches for behaviour that the vendor does not document.
//!
//! Each is a field of one of the groups of a [`Profile`].

mod accept;
mod answers;
mod errors;
mod file;
mod gateway;
mod identity;
mod lists;
mod model_api;
mod switches;
mod writes;

use serde::{Deserialize, Serialize};

pub(crate) use accept::Feature;
pub use accept::{Accept, CommaIds, RoleList};
pub use answers::{Absent, Answers, RelationForm, UnknownGet};
pub use errors::{Errors, QueryShape, Status, SystemWrite, TokenShape, TokenStatus};
pub use gateway::{Gateway, Quota};
pub use identity::Identity;
pub use lists::{Count, Excess, Lists, Nulls};
pub use model_api::{
    BadToken, CreateMany, EmptyGroups, EmptyValue, MasterRelations, Misuse, ModelApi, NoRecord, NoSelect,
    SeveralMatches, TemplateWrite, Total, WrongPath,
};
pub use switches::{Evidence, Switch, SwitchValue, SwitchValues};
pub use writes::{Given, Ids, Nullify, Writes};

/// Behaviour of the emulator where the vendor does not document that of the service.
///
/// A profile is one of three presets, changed where a test needs it:
///
/// ```
/// use weda_emulator::{Emulator, Profile};
///
/// let profile = Profile::documented().with(|profile| {
///     profile.accept.starts_with = true;
///     profile.lists.default_top = 20;
/// });
/// let emulator = Emulator::builder().profile(profile).start()?;
/// # Ok::<(), weda_emulator::Error>(())
/// ```
///
/// "U" or "G" with a number in the description of a switch refers to an open question of
/// [`differences`](crate::differences).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    /// Undocumented features of requests, rejected by default.
    pub accept: Accept,
    /// Contents of lists.
    pub lists: Lists,
    /// Handling of request bodies.
    pub writes: Writes,
    /// Form of responses.
    pub answers: Answers,
    /// Forms and HTTP statuses of errors.
    pub errors: Errors,
    /// Checks before a call reaches the records.
    pub gateway: Gateway,
    /// Identity of the callers.
    pub identity: Identity,
    /// The data-model gateway (`/v1/model`).
    pub model_api: ModelApi,
}

impl Profile {
    /// Documented behaviour, and the likeliest where nothing is documented. This is the default.
    #[must_use]
    pub fn documented() -> Self {
        Self::default()
    }

    /// Accepts whatever the service might accept: for programs that are known to work with the real service.
    #[must_use]
    pub fn lenient() -> Self {
        Self {
            accept: Accept::all(),
            lists: Lists::lenient(),
            writes: Writes::lenient(),
            model_api: ModelApi::lenient(),
            ..Self::default()
        }
    }

    /// Chooses the behaviour that is hardest on a client.
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
            model_api: ModelApi::strict(),
        }
    }

    /// Returns the profile with changed switches.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}
