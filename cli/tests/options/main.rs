//! The flags of `weda emulate`: files, profiles, faults, the log, and how it ends.
#![cfg(unix)]

mod addresses;
mod flags;
mod identities;
mod lines;
mod running;
mod saving;
mod stopping;
mod watching;
