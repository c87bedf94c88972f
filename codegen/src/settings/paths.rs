//! Which paths of traits, types and folders the settings may name.

use std::collections::BTreeSet;

use syn::Path;
use toml::Spanned;

use super::error::Fault;
use crate::plan::Serde;

/// What generated types implement themselves, as far as they can.
const BUILT_IN: [&str; 3] = ["Clone", "Debug", "Default"];

/// Whether it is the path of one of serde's two traits.
pub(super) fn is_serdes(path: &str) -> bool {
    matches!(path.rsplit("::").next().map(str::trim), Some("Serialize" | "Deserialize"))
}

/// Whether it is the path of a trait of another crate than the standard library.
pub(super) fn is_foreign(path: &str) -> bool {
    let path = path.trim().trim_start_matches("::");
    path.split_once("::").is_some_and(|(first, _)| !matches!(first.trim(), "std" | "core" | "alloc"))
}

/// What is wrong with the traits, each with its place.
pub(super) fn unfit_traits(traits: &[Spanned<String>], serde: Option<Serde>) -> Vec<(usize, Fault)> {
    let mut seen = BTreeSet::new();
    let faults = traits.iter().filter_map(|path| {
        let fault = unfit_trait(path.as_ref(), serde, &mut seen)?;
        Some((path.span().start, fault))
    });
    faults.collect()
}

fn unfit_trait(path: &str, serde: Option<Serde>, seen: &mut BTreeSet<String>) -> Option<Fault> {
    let parsed = named(path).filter(|path| path.segments.iter().all(|part| part.arguments.is_none()));
    let Some(name) = parsed.and_then(|path| Some(path.segments.last()?.ident.to_string())) else {
        return Some(Fault::NoTrait { path: path.to_owned() });
    };
    let path = path.to_owned();
    let has_serde = serde.is_some_and(|serde| serde != Serde::Off);
    if BUILT_IN.contains(&name.as_str()) || has_serde && is_serdes(&name) {
        Some(Fault::BuiltIn { path })
    } else if matches!(name.as_str(), "PartialOrd" | "Ord") {
        Some(Fault::Order { path })
    } else {
        (!seen.insert(name)).then_some(Fault::TraitTwice { path })
    }
}

/// Whether it is the path of something that can be a type.
pub(super) fn is_type(path: &str) -> bool {
    named(path).is_some()
}

/// A path, unless it is one of the words that stand for a module.
fn named(path: &str) -> Option<Path> {
    let parsed = syn::parse_str::<Path>(path).ok()?;
    let is_module = ["self", "crate", "super"].iter().any(|word| parsed.is_ident(word));
    (!is_module).then_some(parsed)
}

/// Whether a path ends in the name of a folder as it is written: joined to the folder of the settings, `.` would get the
/// name of that folder, and the code would be written beside it.
pub(super) fn names_folder(path: &str) -> bool {
    let path = path.trim_end_matches(['/', '\\']);
    !matches!(path.rsplit(['/', '\\']).next(), None | Some("" | "." | ".."))
}
