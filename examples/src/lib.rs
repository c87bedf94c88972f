//! What the examples share: their models, as `weda generate --dir database-schemas --out src/models` wrote them, and the
//! definitions that an emulator serves.

/// The generated models.
pub mod models;
/// A service of a shop.
pub mod sales;

use std::path::PathBuf;

/// The directory of this package's definitions.
#[must_use]
pub fn definitions() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/database-schemas"))
}

/// The code of the guide's chapter "In production", which compiles.
#[cfg(doctest)]
#[doc = include_str!("../../guide/production.md")]
struct Production;
