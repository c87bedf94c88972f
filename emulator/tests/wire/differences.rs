//! `differences.md` is complete, and the tests and switches that it names exist.

use std::fs;
use std::path::Path;

use weda_emulator::Profile;

const PAGE: &str = include_str!("../../src/differences.md");

/// The cells of each table row, without headers.
fn lines() -> Vec<Vec<&'static str>> {
    let cells = |line: &'static str| line.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>();
    let is_line = |line: &&str| line.starts_with("| ") && !line.starts_with("| The") && !line.starts_with("| ---");
    PAGE.lines().filter(is_line).map(cells).collect()
}

#[test]
fn each_line_names_a_switch_evidence_and_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    for line in lines() {
        let [behaviour, _, evidence, test] = line[..] else { panic!("{line:?}") };
        assert!(!behaviour.is_empty() && !evidence.is_empty(), "{line:?}");
        let (module, function) = test.trim_matches('`').rsplit_once("::").unwrap_or_else(|| panic!("{line:?}"));
        let file = folder.join(module.replace("::", "/")).with_extension("rs");
        let text = fs::read_to_string(file).unwrap_or_else(|_| panic!("{line:?}"));
        assert!(text.contains(&format!("#[test]\nfn {function}()")), "{line:?}");
    }
}

#[test]
fn each_switch_has_a_line_and_each_line_a_switch() {
    let profile = toml::Table::try_from(Profile::documented()).unwrap();
    let mut switches: Vec<String> = Vec::new();
    for (group, table) in &profile {
        switches.extend(table.as_table().unwrap().keys().map(|switch| format!("`{group}.{switch}`")));
    }
    let named: Vec<&str> = lines().iter().map(|line| line[1]).collect();
    for switch in &switches {
        assert!(named.contains(&switch.as_str()), "{switch} is not on the page");
    }
    for name in named {
        assert!(name == "none" || switches.iter().any(|switch| switch == name), "{name} is not a switch");
    }
}

/// The open questions are numbered without gaps.
#[test]
fn each_open_question_is_on_the_page() {
    let of_gateway = (1..=49).map(|number| format!("G{number}"));
    for name in (1..=30).map(|number| format!("U{number}")).chain(of_gateway) {
        let is_there = PAGE
            .match_indices(&name)
            .any(|(at, _)| !PAGE[at + name.len()..].starts_with(|next: char| next.is_ascii_digit()));
        assert!(is_there, "{name}");
    }
}
