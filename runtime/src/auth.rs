//! Access tokens: where they come from, and the one that all calls of a client share.

pub(crate) mod client_credentials;
mod keys;
mod provider;
mod token;

pub(crate) use keys::{EMULATOR_ENV_ID, Keys, Origin};
pub use provider::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
pub(crate) use provider::{Asking, Credentials, Issue};
pub(crate) use token::{Token, TokenCache};
