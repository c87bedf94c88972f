//! The packages as cargo makes them for a registry: their texts, their files, and a program that uses them.
//!
//! Programs are built where `WEDA_PACKAGES` is set, as `.ci/run` does; elsewhere these tests are counted as ignored:
//!
//! ```text
//! WEDA_PACKAGES=1 cargo test -p weda-examples --test packages
//! ```

mod packaged;
mod program;
mod texts;

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Folders and names of the packages, in the order in which they are published: each uses only those before it.
const PACKAGES: [(&str, &str); 7] = [
    ("definition", "weda-definition"),
    ("codegen", "weda-codegen"),
    ("macros", "weda-macros"),
    ("emulator", "weda-emulator"),
    ("studio", "weda-studio"),
    ("runtime", "weda"),
    ("cli", "weda-cli"),
];

fn main() -> ExitCode {
    let builds = std::env::var_os("WEDA_PACKAGES").is_some();
    let quick = |name, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    let slow = |name, test: fn()| quick(name, test).with_ignored_flag(!builds);
    let tests = vec![
        quick("manifests_name_one_version_and_one_address", texts::manifests),
        quick("licences_are_those_of_the_repository", texts::licences),
        quick("code_of_each_readme_is_tested_elsewhere", texts::code_of_readmes),
        quick("links_of_each_readme_lead_to_files", texts::links_of_readmes),
        quick("the_release_checklist_has_the_order", texts::order),
        quick("each_package_has_its_texts", packaged::texts),
        quick("each_package_depends_only_on_those_before_it", packaged::order),
        quick("packages_have_no_tests_and_are_small", packaged::files),
        quick("files_that_sources_include_are_packaged", packaged::included),
        slow("a_program_runs_with_the_packages_alone", program::runs),
        slow("the_command_builds_from_its_package", program::command),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

/// The root of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    // A checkout on Windows may have other line ends.
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}
