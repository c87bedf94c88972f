//! Parquet and Arrow files: exports that are killed and go on, imports, files of other programs, stores.
//!
//! A test that needs Python runs where its packages are, and is counted as ignored elsewhere:
//!
//! ```text
//! python3 -m venv foreign && foreign/bin/pip install pandas pyarrow 'moto[server]'
//! PATH="$PWD/foreign/bin:$PATH" cargo test -p weda-cli --features s3 --test columnar
//! ```

mod export;
// Other tests use the rest of it.
#[allow(dead_code)]
#[path = "../records/fixture.rs"]
mod fixture;
mod foreign;
mod import;
mod kill;
#[cfg(feature = "s3")]
mod store;
mod worlds;

use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let has = |package: &str| {
        let mut run = Command::new("python3");
        run.args(["-c", &format!("import {package}")]).stdout(Stdio::null()).stderr(Stdio::null());
        run.status().is_ok_and(|status| status.success())
    };
    let pyarrow = has("pyarrow, pandas");
    let moto = has("moto.server, boto3");
    if !arguments.list {
        for (is_there, what) in [(pyarrow, "pyarrow and pandas"), (moto, "moto[server]")] {
            if !is_there {
                println!("left out: what needs {what}, which python3 does not have: see tests/columnar/main.rs");
            }
        }
        if cfg!(not(feature = "s3")) {
            println!("left out: stores, which need the feature s3");
        }
    }
    let trial = |name: &str, is_there: bool, test: fn()| {
        let run = move || {
            test();
            Ok::<(), Failed>(())
        };
        Trial::test(name, run).with_ignored_flag(!is_there)
    };
    let mut tests = vec![
        trial("all_kinds_come_back_from_parquet", true, import::round_trip_of_parquet),
        trial("all_kinds_come_back_from_arrow", true, import::round_trip_of_arrow),
        trial("a_single_file_comes_back", true, import::single_file),
        trial("nothing_is_imported_from_a_damaged_export", true, import::damaged),
        trial("random_damage_is_an_error_and_no_crash", true, import::random_damage),
        trial("an_import_is_resumed", true, import::resumed),
        trial("partitions_are_directories", true, export::partitions),
        trial("another_export_is_never_overwritten", true, export::occupied),
        trial("a_full_disk_loses_nothing", true, export::full_disk),
        trial("wrong_options_are_named", true, export::options),
        trial("a_record_that_does_not_fit_is_named", true, export::unfit),
        trial("deletions_during_an_export_lose_nothing", true, export::deletions),
        trial("a_killed_export_goes_on", true, kill::export),
        trial("a_killed_export_with_partitions_goes_on", true, kill::partitioned),
        trial("pyarrow_reads_the_types", pyarrow, foreign::pyarrow_reads_ours),
        trial("files_of_pandas_are_read", pyarrow, foreign::pandas),
        trial("unsuitable_columns_are_named", pyarrow, foreign::unsuitable),
        trial("unsuitable_values_are_rejected_with_row_and_column", pyarrow, foreign::rejected),
    ];
    #[cfg(feature = "s3")]
    tests.extend([
        trial("an_address_with_a_password_is_not_shown", true, store::addresses),
        trial("a_killed_export_to_a_store_goes_on", moto, store::killed),
        trial("an_export_to_a_store_has_large_files_in_parts", moto, store::parts),
    ]);
    libtest_mimic::run(&arguments, tests).exit_code()
}
