//! What services see of this crate, held down to the byte, so that work on its inside can be told from a change of
//! behaviour.
//!
//! The expected texts stand in `requests.txt`. After a wanted change: `UPDATE_GOLDEN=1 cargo test -p weda --test pins`, then
//! read the diff.

mod golden;
mod models;
mod requests;
#[allow(dead_code)]
mod service;
