//! The files of `weda generate --lang ts` and `--lang openapi` before judges that are not ours: the TypeScript compiler, a
//! validator of OpenAPI documents, and `ajv`, which compares records of the emulator with the document's schemas.
//!
//! It runs if `node` has the packages, and is reported as ignored otherwise:
//!
//! ```text
//! npm install --prefix judges typescript@5.9.3 @readme/openapi-parser@4.1.2 ajv@8
//! NODE_PATH="$PWD/judges/node_modules" cargo test -p weda-cli --test languages
//! ```
//!
//! `WEDA_SAMPLES` names a folder with real definitions, as for the suite `samples` of `weda-examples`.

mod fixture;
mod openapi;
mod typescript;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let test = |name: &str, package: &'static str, run: fn() -> Result<(), Failed>| {
        let is_there = fixture::node_runs(&format!("require('{package}')"));
        if !arguments.list && !is_there {
            eprintln!("skipped {name}: node does not have the package {package}; see tests/languages/main.rs");
        }
        Trial::test(name, run).with_ignored_flag(!is_there)
    };
    let tests = vec![
        test("types_of_real_models_compile", "typescript", typescript::real_models_compile),
        test("types_of_hostile_models_compile", "typescript", typescript::hostile_models_compile),
        test("right_uses_compile_and_wrong_ones_do_not", "typescript", typescript::uses),
        test("documents_are_valid", "@readme/openapi-parser", openapi::documents_are_valid),
        test("records_of_the_emulator_fit_the_document", "ajv", openapi::records_fit),
        Trial::test("the_operations_are_those_of_the_emulator", openapi::operations_agree),
        Trial::test("files_are_written_compared_and_kept", fixture::files),
    ];
    libtest_mimic::run(&arguments, tests).exit_code()
}
