//! Parses a `weda.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::Unexpected;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use weda_definition::read_regular_file;

use super::error::{SettingsError, SettingsErrors, SettingsProblem};
use super::names::NAMES;
use super::{Entry, OwnType, Settings, paths};
use crate::nearest;
use crate::plan::Serde;

/// Largest file that is read as settings.
const MAX_BYTES: u64 = 8 << 20;

/// The settings as deserialized, before they are checked.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct RawSettings {
    models: Option<String>,
    out: Option<Spanned<String>>,
    only: Option<Vec<Spanned<String>>>,
    skip: Vec<Spanned<String>>,
    optional: Vec<Spanned<String>>,
    present: Vec<Spanned<String>>,
    types: BTreeMap<Spanned<String>, Spanned<String>>,
    derive: Vec<Spanned<String>>,
    #[serde(deserialize_with = "serde_setting")]
    serde: Option<Serde>,
    library: bool,
    emulator: Option<String>,
    gateway: Option<String>,
}

/// `true`, `false` or `"derive"`.
fn serde_setting<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Serde>, D::Error> {
    struct SerdeSetting;
    impl serde::de::Visitor<'_> for SerdeSetting {
        type Value = Serde;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("`true`, `false` or `\"derive\"`")
        }

        fn visit_bool<E>(self, on: bool) -> Result<Serde, E> {
            Ok(if on { Serde::Tables } else { Serde::Off })
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Serde, E> {
            if text == "derive" { Ok(Serde::Derive) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
        }
    }
    deserializer.deserialize_any(SerdeSetting).map(Some)
}

pub(super) fn read(file: &Path) -> Result<Settings, SettingsErrors> {
    let bytes = read_regular_file(file, MAX_BYTES);
    let read =
        bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| std::io::Error::other("it is not UTF-8 text")));
    let text = read.map_err(|error| {
        let problem = SettingsProblem::Unreadable { reason: error.to_string() };
        SettingsError { file: file.to_owned(), line: None, problem }
    })?;
    parse(file, &text)
}

pub(super) fn parse(file: &Path, text: &str) -> Result<Settings, SettingsErrors> {
    let error = |at: usize, problem| SettingsError { file: file.to_owned(), line: Some(line(text, at)), problem };
    let table = DeTable::parse(text)
        .map_err(|refusal| error(start(&refusal), SettingsProblem::NotToml { reason: refusal.message().to_owned() }))?;
    let (raw, problems) = valid_settings(table);
    let mut errors: Vec<SettingsError> = problems.into_iter().map(|(at, problem)| error(at, problem)).collect();
    let traits = paths::trait_problems(&raw.derive, raw.serde).into_iter();
    errors.extend(traits.map(|(at, problem)| error(at, problem)));
    if let Some(out) = raw.out.as_ref().filter(|out| !raw.library && !paths::has_folder_name(out.as_ref())) {
        errors.push(error(out.span().start, SettingsProblem::InvalidOutput { out: out.as_ref().clone() }));
    }
    for both in raw.present.iter().filter(|name| raw.optional.iter().any(|other| other.as_ref() == name.as_ref())) {
        errors.push(error(both.span().start, SettingsProblem::OptionalAndPresent { text: both.as_ref().clone() }));
    }
    for (of, path) in &raw.types {
        if !paths::is_type(path.as_ref()) {
            let (of, at, path) = (of.as_ref().clone(), path.span().start, path.as_ref().clone());
            errors.push(error(at, SettingsProblem::NotAType { of, path }));
        }
    }
    if errors.is_empty() { Ok(settings(file, text, raw)) } else { Err(SettingsErrors(errors)) }
}

/// Returns the valid settings, and the problems of the others, in the order of the file. Each setting is parsed separately,
/// since serde stops at the first error.
fn valid_settings(table: Spanned<DeTable<'_>>) -> (RawSettings, Vec<(usize, SettingsProblem)>) {
    let span = table.span();
    let read = |table| RawSettings::deserialize(toml::Deserializer::from(Spanned::new(span.clone(), table)));
    let (mut valid, mut problems) = (DeTable::new(), Vec::new());
    for (key, value) in table.into_inner() {
        let (at, name) = (key.span().start, key.as_ref().to_string());
        if !NAMES.contains(&name.as_str()) {
            let near = nearest(&name, NAMES).map(str::to_owned);
            problems.push((at, SettingsProblem::UnknownSetting { name, near }));
            continue;
        }
        let unquoted = if name == "types" { unquoted(value.as_ref()) } else { Vec::new() };
        if !unquoted.is_empty() {
            problems.extend(unquoted);
            continue;
        }
        let alone = DeTable::from_iter([(key.clone(), value.clone())]);
        match read(alone) {
            Ok(_) => drop(valid.insert(key, value)),
            Err(error) => {
                let at = error.span().map_or(at, |span| span.start);
                problems.push((at, SettingsProblem::InvalidValue { name, reason: error.message().to_owned() }));
            }
        }
    }
    problems.sort_by_key(|(at, _)| *at);
    (read(valid).expect("each of them can be read alone"), problems)
}

/// Returns errors for keys that TOML takes for tables, because their dots are not in quotes.
fn unquoted(types: &DeValue<'_>) -> Vec<(usize, SettingsProblem)> {
    let DeValue::Table(types) = types else { return Vec::new() };
    let tables = types.iter().filter_map(|(key, value)| {
        let mut path = key.as_ref().to_string();
        let mut inner = value.as_ref();
        while let DeValue::Table(members) = inner {
            let (key, value) = members.iter().next()?;
            path = format!("{path}.{}", key.as_ref());
            inner = value.as_ref();
        }
        value.as_ref().is_table().then(|| (key.span().start, SettingsProblem::UnquotedKey { key: path }))
    });
    tables.collect()
}

fn settings(file: &Path, text: &str, raw: RawSettings) -> Settings {
    let folder = file.parent().unwrap_or(Path::new(""));
    let entries = |list: Vec<Spanned<String>>| list.into_iter().map(|spanned| entry(text, spanned)).collect();
    Settings {
        file: Some(file.to_owned()),
        models: raw.models.filter(|models| !models.is_empty()).map(|models| folder.join(models)),
        out: raw.out.map(|out| folder.join(out.into_inner())),
        only: raw.only.map(entries),
        skip: entries(raw.skip),
        optional: entries(raw.optional),
        present: entries(raw.present),
        types: own_types(text, raw.types),
        derive: entries(raw.derive),
        serde: raw.serde,
        runtime: None,
        library: raw.library,
        emulator: named(raw.emulator),
        gateway: named(raw.gateway),
    }
}

/// Empty texts count as not set.
fn named(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Returns the types in the order of the file.
fn own_types(text: &str, types: BTreeMap<Spanned<String>, Spanned<String>>) -> Vec<OwnType> {
    let mut types: Vec<_> = types.into_iter().collect();
    types.sort_by_key(|(of, _)| of.span().start);
    types.into_iter().map(|(of, path)| OwnType { of: entry(text, of), path: path.into_inner() }).collect()
}

fn entry(text: &str, spanned: Spanned<String>) -> Entry {
    Entry { line: line(text, spanned.span().start), text: spanned.into_inner() }
}

fn start(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The line of a byte; the first is 1.
fn line(text: &str, at: usize) -> u32 {
    let before = text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}
