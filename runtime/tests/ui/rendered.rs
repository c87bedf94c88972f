//! rustc's text without machine-dependent parts and without line numbers of weda's own sources.

use std::path::Path;

use crate::case::here;
use crate::user::folder;

/// Replaces the three directories by `$CASES`, `$USER` and `$WEDA`.
pub fn normalised(text: &str) -> String {
    let weda = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate stands in a workspace");
    let mut text = text.to_owned();
    for (folder, name) in [(here(), "$CASES"), (folder(), "$USER"), (weda.to_owned(), "$WEDA")] {
        text = text.replace(&*folder.to_string_lossy(), name);
    }
    let mut diagnostics: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().filter(|line| !is_about_long_types(line)) {
        if line.starts_with("error") || line.starts_with("warning") {
            diagnostics.push(Vec::new());
        }
        diagnostics.last_mut().expect("begun with one").push(line);
    }
    diagnostics.iter().map(|lines| diagnostic(lines)).collect()
}

/// Returns true for lines about long types, which rustc writes to numbered files.
fn is_about_long_types(line: &str) -> bool {
    line.contains("the full name for the type has been written to")
        || line.contains("consider using `--verbose` to print the full type name")
}

/// Normalises one diagnostic. The width of its gutter depends on its line numbers.
fn diagnostic(text: &[&str]) -> String {
    let old = text.iter().copied().filter_map(number).map(str::len).max().unwrap_or_default();
    let lines = lines(text, old);
    let new = lines.iter().map(|line| line.gutter.as_deref().map_or(0, str::len)).max().unwrap_or_default();
    let lines = lines.into_iter().map(|line| match line.gutter {
        Some(number) => format!("{number:>new$}{}\n", line.rest).replace(" \n", "\n"),
        None => line.rest + "\n",
    });
    lines.collect()
}

struct Line {
    /// The line number, or an empty string in the gutter of other lines.
    gutter: Option<String>,
    rest: String,
}

fn lines(text: &[&str], width: usize) -> Vec<Line> {
    let mut ours = false;
    let lines = text.iter().map(|line| {
        let mut line = (*line).to_owned();
        if let Some((_, place)) = line.split_once("--> ").or_else(|| line.split_once("::: ")) {
            ours = place.starts_with("$WEDA");
            if ours {
                // Keep only the path, so that edits of the source do not change the text.
                let end = place.find(".rs:").map_or(place.len(), |at| at + 3);
                line.truncate(line.len() - place.len() + end);
            }
        }
        if line.contains("$CASES") || line.contains("$USER") || line.contains("$WEDA") {
            line = line.replace('\\', "/");
        }
        match line.split_at_checked(width) {
            Some((gutter, rest)) if is_gutter(gutter) && rest.starts_with([' ', '-', ':']) => {
                let number = gutter.trim();
                let number = if ours && !number.is_empty() { "LL" } else { number };
                Line { gutter: Some(number.to_owned()), rest: rest.to_owned() }
            }
            _ => Line { gutter: None, rest: line },
        }
    });
    lines.collect()
}

fn is_gutter(text: &str) -> bool {
    text.chars().all(|c| c == ' ' || c.is_ascii_digit())
}

/// Returns `12` of `12 |     let a = b;`, also for suggestions, which have `+`, `-` or `~` instead of the bar.
fn number(line: &str) -> Option<&str> {
    let (number, rest) = line.trim_start().split_once(' ')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && rest.starts_with(['|', '+', '-', '~'])).then_some(number)
}

#[test]
fn line_numbers_of_our_own_sources_are_hidden() {
    let (cases, weda) = (here(), Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    let (cases, weda) = (cases.display(), weda.display());
    let text = [
        "error: first, with numbers that are not as wide",
        &format!("  --> {weda}/runtime/src/row.rs:15:1"),
        "15 | c",
        "error: no",
        &format!("   --> {cases}/fail/a.rs:5:7"),
        "    |",
        "  5 | a",
        "    | ^",
        "note: bound",
        &format!("   --> {weda}/runtime/src/field.rs:170:12"),
        "    |",
        "170 | b",
    ];
    let expected = [
        "error: first, with numbers that are not as wide",
        "  --> $WEDA/runtime/src/row.rs",
        "LL | c",
        "error: no",
        "  --> $CASES/fail/a.rs:5:7",
        "   |",
        " 5 | a",
        "   | ^",
        "note: bound",
        "  --> $WEDA/runtime/src/field.rs",
        "   |",
        "LL | b",
    ];
    assert_eq!(normalised(&text.join("\n")).lines().collect::<Vec<_>>(), expected);
}
