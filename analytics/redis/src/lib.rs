//! Tokens and rate limits of `weda` clients, shared by the processes of a fleet through Redis.
//!
//! The service counts calls and token requests by environment, not by process. With this crate any number of processes, on any
//! number of machines, have one access token, one rate, and daily quotas by job class:
//!
//! ```no_run
//! use weda::ClientBuilder;
//! use weda_redis::Shared;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let shared = Shared::from_env()?; // WEDA_REDIS_URL, WEDA_REDIS_KEY
//! let client = ClientBuilder::from_variables(|name| std::env::var(name).ok())?
//!     .token_provider(shared.tokens())
//!     .rate_limiter(shared.limiter("lowcode-2gay8jgh25").per_second(50.0).job_class("bulk").daily_quota(20_000))
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! - **Redis is never needed.** Without it each process goes on with its own token and its part of the rate, with one warning,
//!   and one message when Redis is back. A call is delayed by 100 ms at most ([`Builder::timeout`]),
//!   once in two seconds.
//! - **Tokens** are stored encrypted, with a key that Redis does not have, or not at all. See [`Tokens`].
//! - **Rates** are turns that a script in Redis hands out by its own clock, and a slowdown that all take part in. See
//!   [`Limiter`].
//!
//! # What Redis needs
//!
//! Redis 5 or newer; tested with 7.0. A user with restricted rights needs, for keys that begin with the prefix, `EVALSHA`,
//! `SCRIPT LOAD`, `TIME`, `GET`, `SET`, `DEL`, `HGET`, `HMGET`, `HSET`, `EXPIRE`, `PEXPIRE`, `ZADD`, `ZCARD` and
//! `ZREMRANGEBYSCORE`. Memory is a few kilobytes for each environment. Nothing has to be persistent: if the data are lost, one
//! token is requested, the rate goes on, and the quotas of the day begin anew.
//!
//! All keys of an environment have one hash tag, as a cluster requires. A cluster or Sentinel was not tried; the address is that
//! of one server. After a failover to a replica that is behind, the lease may be given twice once.
//!
//! # TLS
//!
//! `rediss://` needs the feature `tls`. Certificates are checked against those of the machine, or of the file in
//! `SSL_CERT_FILE`. If the process has no default provider of cryptography for `rustls` by then, aws-lc-rs is installed as it.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod health;
mod keys;
mod limiter;
mod link;
mod scripts;
mod seal;
mod server;
mod settings;
mod shared;
mod tokens;

pub use error::Error;
pub use limiter::Limiter;
pub use settings::Builder;
pub use shared::Shared;
pub use tokens::Tokens;

#[cfg(doctest)]
#[doc = include_str!("../../../guide/en/fleet.md")]
struct Guide;
