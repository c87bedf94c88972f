//! Access tokens: their sources, and the token cache of a client.

pub(crate) mod client_credentials;
mod keys;
mod provider;
mod token;

pub(crate) use keys::{EMULATOR_ENV_ID, Keys, Origin};
pub use provider::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
pub(crate) use provider::{Credentials, IssueToken, ProviderAdapter, Ready};
pub(crate) use token::{Token, TokenCache};
