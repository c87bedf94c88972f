//! Relative links lead to files and headings that exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::document::{Document, chapters, root};

/// All documents of the repository, from the root.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let crates = ["definition", "codegen", "macros", "emulator", "studio", "runtime", "cli"];
    let folders = ["", "guide/en", "guide/zh-CN"].into_iter().chain(crates);
    for folder in folders {
        let Ok(entries) = fs::read_dir(root().join(folder)) else { continue };
        let paths = entries.map(|entry| entry.unwrap().path());
        let documents = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
        found.extend(documents.map(|path| path.strip_prefix(root()).unwrap().to_owned()));
    }
    found.sort();
    found
}

/// The path without `..`, so that links of one file can be compared.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

#[test]
fn every_relative_link_leads_somewhere() {
    let documents = documents();
    let parsed: BTreeMap<&Path, Document> =
        documents.iter().map(|path| (path.as_path(), Document::read(path))).collect();
    let (mut broken, mut checked) = (Vec::new(), 0);
    for (path, document) in &parsed {
        for (line, target) in document.links() {
            if target.starts_with("https://") || target.starts_with("mailto:") {
                continue;
            }
            checked += 1;
            let (file, fragment) = target.split_once('#').unwrap_or((&target, ""));
            let to = match file {
                "" => path.to_path_buf(),
                file => plain(&path.parent().unwrap().join(file)),
            };
            let has_heading =
                || parsed.get(to.as_path()).is_some_and(|to| to.anchors().iter().any(|anchor| anchor == fragment));
            let problem = if !root().join(&to).exists() {
                "there is no such file"
            } else if !fragment.is_empty() && !has_heading() {
                "there is no such heading"
            } else if path.starts_with("guide") && !to.starts_with("guide") {
                // The book has nothing else.
                "a chapter links to chapters only"
            } else {
                continue;
            };
            broken.push(format!("{}:{line}: {target}: {problem}", path.display()));
        }
    }
    assert!(checked > 100, "only {checked} links: does this test still find them?");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A chapter without an entry is in no book.
#[test]
fn the_summary_has_every_chapter_once() {
    let mut listed = chapters("en");
    let entries = fs::read_dir(root().join("guide/en")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut there: Vec<String> = names.filter(|name| name.ends_with(".md") && name != "SUMMARY.md").collect();
    listed.sort();
    there.sort();
    assert_eq!(listed, there);
}

/// The titles of the summary, which are those of the book's menu, are those of the chapters.
#[test]
fn the_titles_are_those_of_the_chapters() {
    let summary = Document::read("guide/en/SUMMARY.md");
    for (_, line) in &summary.text {
        let Some((title, rest)) =
            line.trim_start_matches("- ").strip_prefix('[').and_then(|rest| rest.split_once("]("))
        else {
            continue;
        };
        let chapter = Document::read(Path::new("guide/en").join(rest.trim_end_matches(')')));
        assert_eq!(chapter.headings()[0], (1, title), "{rest}");
        assert_eq!(chapter.headings().iter().filter(|(level, _)| *level == 1).count(), 1, "{rest}");
    }
}
