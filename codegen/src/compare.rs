//! Checks that generated files are current.

use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use weda_definition::Error;

use crate::plan::Plan;
use crate::render::{files, is_generated};
use crate::write::{current, stale};
use crate::{Note, Problem, Problems, Root};

/// The result of [`compare`](crate::compare). Each list is sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The generated files that are missing.
    pub missing: Vec<PathBuf>,
    /// The generated files whose code would change.
    pub stale: Vec<PathBuf>,
    /// The generated files without a definition.
    pub unwanted: Vec<PathBuf>,
    /// Number of expected files.
    pub files: usize,
    /// Notes for the user.
    pub notes: Vec<Note>,
    /// The files that are not valid definitions.
    pub broken: Vec<Error>,
}

impl Comparison {
    /// Returns true if generating again would not change any code.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.unwanted.is_empty()
    }

    /// Returns true if there are no generated files, for example because a build script or the macro generates the code.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.missing.len() == self.files && self.unwanted.is_empty()
    }
}

/// Compares the files of a plan with those on disk.
pub(crate) fn compare_files(plan: &Plan, place: &Root, out: &Path) -> Result<Comparison, Problems> {
    let files = files(plan, place);
    let mut comparison = Comparison { files: files.len(), ..Comparison::default() };
    let mut problems = Vec::new();
    let mut paths = Vec::new();
    for file in &files {
        let path = file.path(out);
        match current(&path) {
            Ok(None) => comparison.missing.push(path.clone()),
            // The header shows that nothing differs, at a hundredth of the cost of parsing the code.
            Ok(Some(bytes)) if file.is_text(&bytes) => {}
            Ok(Some(bytes)) if !is_generated(&bytes) => problems.push(Problem::NotGenerated { path: path.clone() }),
            Ok(Some(bytes)) if same_code(&bytes, &file.text()) => {}
            Ok(Some(_)) => comparison.stale.push(path.clone()),
            Err(problem) => problems.push(problem),
        }
        paths.push(path);
    }
    paths.sort();
    let wanted: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    match stale(out, &wanted) {
        Ok(unwanted) => comparison.unwanted = unwanted,
        Err(problem) => problems.push(problem),
    }
    comparison.missing.sort();
    comparison.stale.sort();
    if problems.is_empty() { Ok(comparison) } else { Err(Problems(problems)) }
}

fn same_code(bytes: &[u8], text: &str) -> bool {
    let tokens = |text: &str| text.parse::<TokenStream>().ok().map(without_layout);
    let ours = std::str::from_utf8(bytes).ok().and_then(tokens);
    ours.is_some() && ours == tokens(text)
}

/// Returns the tokens one by one. A comma before a closing bracket is layout: formatters add and remove it.
fn without_layout(tokens: TokenStream) -> Vec<String> {
    let mut plain = Vec::new();
    let mut groups = vec![(tokens.into_iter().peekable(), "")];
    while let Some((rest, end)) = groups.last_mut() {
        match rest.next() {
            Some(TokenTree::Group(group)) => {
                plain.push(format!("{:?}", group.delimiter()));
                groups.push((group.stream().into_iter().peekable(), "end"));
            }
            Some(TokenTree::Punct(punct)) if punct.as_char() == ',' && rest.peek().is_none() => {}
            Some(token) => plain.push(token.to_string()),
            None => {
                plain.push((*end).to_owned());
                groups.pop();
            }
        }
    }
    plain
}
