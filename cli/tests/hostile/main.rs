//! Nothing that others wrote steers a terminal: each command against a service, files and definitions whose every name and
//! value is hostile, on a terminal and in a pipe.
#![cfg(unix)]

mod emulate;
mod files;
mod records;
mod screen;
mod service;
mod world;
