//! From the text of a `weda.toml` to settings.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::error::{Fault, SettingsError};
use super::{Entry, OwnType, Settings};
use crate::{Problem, Problems, nearest};

/// The settings as they are written.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Written {
    models: Option<String>,
    out: Option<String>,
    only: Option<Vec<Spanned<String>>>,
    skip: Vec<Spanned<String>>,
    optional: Vec<Spanned<String>>,
    present: Vec<Spanned<String>>,
    types: BTreeMap<Spanned<String>, Spanned<String>>,
    derive: Vec<Spanned<String>>,
    serde: bool,
    library: bool,
}

/// The names of all settings.
pub(super) const NAMES: [&str; 10] =
    ["derive", "library", "models", "only", "optional", "out", "present", "serde", "skip", "types"];

/// What generated types implement themselves, as far as they can.
const BUILT_IN: [&str; 3] = ["Clone", "Debug", "Default"];

pub(super) fn read(file: &Path) -> Result<Settings, Problems> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let fault = Fault::Unreadable { reason: error.to_string() };
        Problem::Settings(SettingsError { file: file.to_owned(), line: None, fault })
    })?;
    parse(file, &text)
}

pub(super) fn parse(file: &Path, text: &str) -> Result<Settings, Problems> {
    let problem = |at: usize, fault| {
        Problem::Settings(SettingsError { file: file.to_owned(), line: Some(line(text, at)), fault })
    };
    // The names first, so that every unknown one is found: serde stops at the first.
    let names: BTreeMap<Spanned<String>, IgnoredAny> = toml::from_str(text)
        .map_err(|error| problem(start(&error), Fault::NotToml { reason: error.message().to_owned() }))?;
    let mut names: Vec<Spanned<String>> = names.into_keys().collect();
    names.sort_by_key(|name| name.span().start);
    let unknown = names.iter().filter(|name| !NAMES.contains(&name.as_ref().as_str()));
    let unknown = unknown.map(|name| {
        let near = nearest(name.as_ref(), NAMES).map(str::to_owned);
        problem(name.span().start, Fault::UnknownSetting { name: name.as_ref().clone(), near })
    });
    let mut problems: Vec<Problem> = unknown.collect();
    let written = toml::from_str(text).unwrap_or_else(|error: toml::de::Error| {
        let at = start(&error);
        let of = names.iter().rfind(|name| name.span().start <= at).map(|name| name.as_ref().clone());
        let fault = Fault::Unfit { name: of.unwrap_or_default(), reason: error.message().to_owned() };
        problems.push(problem(at, fault));
        Written::default()
    });
    for name in &written.derive {
        problems.extend(unfit_trait(name.as_ref(), written.serde).map(|fault| problem(name.span().start, fault)));
    }
    for both in
        written.present.iter().filter(|name| written.optional.iter().any(|other| other.as_ref() == name.as_ref()))
    {
        problems.push(problem(both.span().start, Fault::Both { text: both.as_ref().clone() }));
    }
    for (of, path) in &written.types {
        if syn::parse_str::<syn::Path>(path.as_ref()).is_err() {
            let (of, at, path) = (of.as_ref().clone(), path.span().start, path.as_ref().clone());
            problems.push(problem(at, Fault::NoType { of, path }));
        }
    }
    if problems.is_empty() { Ok(settings(file, text, written)) } else { Err(Problems(problems)) }
}

fn settings(file: &Path, text: &str, written: Written) -> Settings {
    let folder = file.parent().unwrap_or(Path::new(""));
    let entries = |list: Vec<Spanned<String>>| list.into_iter().map(|spanned| entry(text, spanned)).collect();
    Settings {
        file: Some(file.to_owned()),
        models: written.models.map(|models| folder.join(models)),
        out: written.out.map(|out| folder.join(out)),
        only: written.only.map(entries),
        skip: entries(written.skip),
        optional: entries(written.optional),
        present: entries(written.present),
        types: own_types(text, written.types),
        derive: entries(written.derive),
        serde: written.serde,
        library: written.library,
    }
}

/// In the order of the file: that of the map says nothing.
fn own_types(text: &str, types: BTreeMap<Spanned<String>, Spanned<String>>) -> Vec<OwnType> {
    let mut types: Vec<_> = types.into_iter().collect();
    types.sort_by_key(|(of, _)| of.span().start);
    types.into_iter().map(|(of, path)| OwnType { of: entry(text, of), path: path.into_inner() }).collect()
}

fn entry(text: &str, spanned: Spanned<String>) -> Entry {
    Entry { line: line(text, spanned.span().start), text: spanned.into_inner() }
}

fn unfit_trait(path: &str, serde: bool) -> Option<Fault> {
    let Ok(parsed) = syn::parse_str::<syn::Path>(path) else {
        return Some(Fault::NoTrait { path: path.to_owned() });
    };
    let name = parsed.segments.last()?.ident.to_string();
    let is_there = BUILT_IN.contains(&name.as_str()) || (serde && matches!(name.as_str(), "Serialize" | "Deserialize"));
    is_there.then(|| Fault::BuiltIn { path: path.to_owned() })
}

fn start(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The line of a byte; the first is 1.
fn line(text: &str, at: usize) -> u32 {
    let before = text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}
