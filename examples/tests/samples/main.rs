//! Tests with real definitions and records, which are not part of this project, in the folder of `WEDA_SAMPLES`.
//!
//! Uses its own harness, since libtest cannot skip a test at run time.

mod definitions;
mod emulated;
mod generated;
#[path = "../support/http.rs"]
mod http;
mod package;
mod shop;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

const VARIABLE: &str = "WEDA_SAMPLES";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tests = vec![
        trial("every_definition_parses_and_every_line_is_the_fields_own", definitions::parse),
        trial("the_order_of_the_fields_does_not_show_in_generated_code", generated::keep_their_order),
        trial("generated_code_compiles_without_warnings_in_a_binary", generated::compile),
        trial("every_record_loads_into_the_emulator_and_comes_back", emulated::come_back),
        trial("the_shop_is_read_through_typed_queries", shop::is_read),
    ];
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn trial(name: &str, test: fn(&Path)) -> Trial {
    let folder = std::env::var_os(VARIABLE).map(PathBuf::from);
    let skipped = folder.is_none();
    let run = move || {
        let folder = folder.ok_or_else(|| format!("{VARIABLE} is not set: set it to a folder of samples"))?;
        if !folder.join("definitions").is_dir() {
            return Err(
                format!("{VARIABLE} is invalid: {} does not exist", folder.join("definitions").display()).into()
            );
        }
        test(&folder);
        Ok(())
    };
    Trial::test(name, run).with_ignored_flag(skipped)
}
