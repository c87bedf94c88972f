//! Tests of generated code and of writing it.

mod any_definition;
mod arbitrary;
mod breaks;
mod compare;
mod compile;
mod coverage;
mod diff;
mod files;
mod formatting;
mod golden;
mod kinds;
mod library;
mod locate;
mod names;
mod old_outputs;
mod option_sets;
mod own_types;
mod presence;
mod renamed;
mod rewriting;
mod serde;
mod settings;
mod support;
