//! `weda query`, `weda export` and `weda import`: the real binary against the real emulator.

mod change;
mod checkpoint;
mod copy;
mod doubt;
mod export;
mod files;
mod fixture;
mod get;
mod import;
mod query;
mod resume;
mod round_trip;
mod settings;
#[cfg(unix)]
mod terminal;
