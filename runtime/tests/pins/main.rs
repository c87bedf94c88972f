//! What programs and services see of this crate, held down to the byte, so that work on its inside can be told from a
//! change of behaviour: the requests that calls send, the errors that they end in, the forms in which
//! programs may write them, and the traits of public types.
//!
//! The expected texts stand in `requests.txt`, `errors.txt` and `traits.txt`. After a wanted change: `UPDATE_GOLDEN=1 cargo test -p weda
//! --test pins`, then read the diff.

// What a connection ends with is in the words of the operating system, in part.
#[cfg(target_os = "linux")]
mod errors;
mod faces;
mod golden;
mod models;
mod requests;
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
mod service;
