//! `weda query`, `weda export` and `weda import`: the real binary against the real emulator.

mod export;
mod fixture;
mod query;
#[cfg(unix)]
mod terminal;
