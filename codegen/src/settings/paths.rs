//! Validation of paths of traits, types and folders in settings.

use std::collections::BTreeSet;

use syn::Path;
use toml::Spanned;

use super::error::SettingsProblem;
use crate::plan::Serde;

/// Traits that generated types implement themselves where possible.
const BUILT_IN: [&str; 3] = ["Clone", "Debug", "Default"];

/// Returns true for a path of one of serde's two traits.
pub(super) fn is_serde_trait(path: &str) -> bool {
    matches!(path.rsplit("::").next().map(str::trim), Some("Serialize" | "Deserialize"))
}

/// Returns true for a path of a trait of another crate than the standard library.
pub(super) fn is_of_other_crate(path: &str) -> bool {
    let path = path.trim().trim_start_matches("::");
    path.split_once("::").is_some_and(|(first, _)| !matches!(first.trim(), "std" | "core" | "alloc"))
}

/// Returns the problems of the traits, each with its position.
pub(super) fn trait_problems(traits: &[Spanned<String>], serde: Option<Serde>) -> Vec<(usize, SettingsProblem)> {
    let mut seen = BTreeSet::new();
    let problems = traits.iter().filter_map(|path| {
        let problem = trait_problem(path.as_ref(), serde, &mut seen)?;
        Some((path.span().start, problem))
    });
    problems.collect()
}

fn trait_problem(path: &str, serde: Option<Serde>, seen: &mut BTreeSet<String>) -> Option<SettingsProblem> {
    let parsed = item_path(path).filter(|path| path.segments.iter().all(|part| part.arguments.is_none()));
    let Some(name) = parsed.and_then(|path| Some(path.segments.last()?.ident.to_string())) else {
        return Some(SettingsProblem::NotATrait { path: path.to_owned() });
    };
    let path = path.to_owned();
    let has_serde = serde.is_some_and(|serde| serde != Serde::Off);
    if BUILT_IN.contains(&name.as_str()) || has_serde && is_serde_trait(&name) {
        Some(SettingsProblem::BuiltInTrait { path })
    } else if matches!(name.as_str(), "PartialOrd" | "Ord") {
        Some(SettingsProblem::DerivedOrder { path })
    } else {
        (!seen.insert(name)).then_some(SettingsProblem::DuplicateTrait { path })
    }
}

/// Returns true for a path that can be a type.
pub(super) fn is_type(path: &str) -> bool {
    item_path(path).is_some()
}

/// Parses a path, unless it is a keyword for a module.
fn item_path(path: &str) -> Option<Path> {
    let parsed = syn::parse_str::<Path>(path).ok()?;
    let is_module = ["self", "crate", "super"].iter().any(|word| parsed.is_ident(word));
    (!is_module).then_some(parsed)
}

/// Returns true if a path, as written, ends in the name of a folder: joined to the folder of the settings, `.` would get the
/// name of that folder, and the code would be written beside it.
pub(super) fn has_folder_name(path: &str) -> bool {
    let path = path.trim_end_matches(['/', '\\']);
    !matches!(path.rsplit(['/', '\\']).next(), None | Some("" | "." | ".."))
}
