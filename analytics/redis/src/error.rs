//! Errors of the settings. A Redis that is away is not one: calls go on without it.

use thiserror::Error as ThisError;

/// An error of the settings, or of [`Shared::check`](crate::Shared::check). It never contains the URL, which may have a
/// password in it, nor a key.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The variable with the address of Redis is not set.
    #[error("`WEDA_REDIS_URL` is not set; set it to the address of Redis, such as `redis://:PASSWORD@10.0.0.5:6379`")]
    NoUrl,
    /// The address of Redis cannot be used.
    #[error("the address of Redis (`WEDA_REDIS_URL`, `Shared::builder`) {reason}")]
    Url {
        /// The defect, and what is expected.
        reason: &'static str,
    },
    /// A key for the tokens cannot be used.
    #[error(
        "key {number} for the tokens (`WEDA_REDIS_KEY`, `Builder::key`) {reason}; expected 64 hexadecimal digits: make a key \
         with `openssl rand -hex 32`"
    )]
    Key {
        /// Its place in the list, from 1.
        number: usize,
        /// The defect.
        reason: String,
    },
    /// The prefix of the keys in Redis is empty.
    #[error(
        "the prefix of the keys in Redis (`WEDA_REDIS_PREFIX`, `Builder::prefix`) is empty; leave it out, or name one"
    )]
    Prefix,
    /// Redis does not answer, or refuses the scripts.
    #[error("Redis at {address} cannot be used: {reason}")]
    Unusable {
        /// Host and port.
        address: String,
        /// The text of Redis or of the network, without secrets.
        reason: String,
    },
}
