//! What is generated, that it compiles, and what happens to files.

mod compile;
mod files;
mod golden;
mod locate;
mod option_sets;
mod settings;
mod support;
