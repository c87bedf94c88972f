//! The commands about definitions, as they are run: the real binary against a running `weda emulate`.

mod build_script;
mod check;
mod command_lines;
mod conventions;
mod diff;
mod doctor;
mod failures;
mod init;
mod journey;
mod line_ends;
mod links;
mod published;
mod pull;
mod support;
mod transcript;
