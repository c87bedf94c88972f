//! The observable behaviour of this crate, to the byte: the requests that calls send, the errors that they return, the forms
//! in which programs may write them, and the traits of public types. Refactoring must not change it.
//!
//! The expected texts are in `requests.txt`, `errors.txt` and `traits.txt`. After an intended change:
//! `UPDATE_GOLDEN=1 cargo test -p weda --test pins`, then read the diff.

// Part of the text of a connection error comes from the operating system.
#[cfg(target_os = "linux")]
mod errors;
mod faces;
mod golden;
mod models;
mod requests;
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
mod service;
