//! What a client must know before its first call: keys, address, environment. No network here.

mod address;
mod env_type;
mod keys;
mod problem;
pub(crate) mod proxy_variables;
mod variables;

pub(crate) use address::Address;
pub use env_type::EnvType;
pub(crate) use keys::{Keys, Origin};
pub(crate) use problem::SettingsProblem;
pub(crate) use proxy_variables::ProxyProblem;
pub(crate) use variables::from_variables;

/// What the offline emulator calls itself and accepts when nobody says otherwise. The pair is public and protects nothing.
pub(crate) const EMULATOR_ENV_ID: &str = "lowcode-emulator";
pub(crate) const EMULATOR_SECRET_ID: &str = "emulator-id";
pub(crate) const EMULATOR_SECRET_KEY: &str = "emulator-key";
