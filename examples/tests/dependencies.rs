//! The first command of the README builds only what it needs: it is a newcomer's first wait.

use std::process::Command;

fn tree(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--edges", "normal,build", "-p", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn has(tree: &str, crate_name: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(crate_name))
}

#[test]
fn quickstart_builds_no_command_line_and_no_formatter() {
    let tree = tree("weda-examples");
    for needed in ["weda", "weda-emulator", "weda-codegen", "rusqlite", "reqwest"] {
        assert!(has(&tree, needed), "{needed} is missing: does this test still look at the right thing?");
    }
    for heavy in ["clap", "miette", "indicatif", "prettyplease", "ring", "openssl-sys", "native-tls"] {
        assert!(!has(&tree, heavy), "{heavy} is in the build of quickstart");
    }
}

/// The emulator must not inherit the client's mistakes.
#[test]
fn the_emulator_does_not_know_the_client() {
    let tree = tree("weda-emulator");
    assert!(has(&tree, "weda-definition") && !has(&tree, "weda") && !has(&tree, "reqwest"), "{tree}");
}

/// Checking records takes engines for patterns, which neither generated code nor its generator needs.
#[test]
fn code_generation_does_not_check_records() {
    for package in ["weda", "weda-macros", "weda-codegen"] {
        let tree = tree(package);
        assert!(has(&tree, "weda-definition") || package == "weda", "{tree}");
        assert!(!has(&tree, "regress") && !has(&tree, "fancy-regex"), "{package}: {tree}");
    }
    assert!(has(&tree("weda-emulator"), "regress"), "does this test still look at the right thing?");
}
