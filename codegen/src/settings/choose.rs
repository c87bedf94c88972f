//! The models that the settings ask for.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use weda_definition::{Definitions, Error, Field, Kind};

use super::error::{Fault, SettingsError};
use super::{Entry, Settings, names, paths};
use crate::nearest;
use crate::plan::{Derives, Serde};

impl Settings {
    /// Of the files that are no definitions those whose model is not left out, and what is wrong with the directory.
    #[must_use]
    pub fn relevant(&self, broken: Vec<Error>) -> Vec<Error> {
        broken.into_iter().filter(|error| identifier(error).is_none_or(|model| self.includes(model))).collect()
    }

    /// Whether there is code for the model with this identifier: `only` names it, or does not say, and `skip` does not.
    ///
    /// ```
    /// let settings = weda_codegen::Settings::parse("weda.toml".as_ref(), r#"skip = ["legacy"]"#).unwrap();
    /// assert!(settings.includes("student") && !settings.includes("legacy"));
    /// ```
    #[must_use]
    pub fn includes(&self, model: &str) -> bool {
        let names = |list: &[Entry]| list.iter().any(|entry| entry.text == model);
        self.only.as_deref().is_none_or(names) && !names(&self.skip)
    }

    /// Returns an error for each model that the settings name and that is not `known`.
    pub(crate) fn unknown_models(&self, known: &BTreeSet<String>) -> Vec<SettingsError> {
        let only = self.only.iter().flatten().map(|entry| ("only", entry, entry.text.as_str()));
        let skip = self.skip.iter().map(|entry| ("skip", entry, entry.text.as_str()));
        let fields = self.of_fields().filter_map(|(setting, entry)| {
            let (model, _) = entry.text.split_once('.')?;
            Some((setting, entry, model))
        });
        let unknown = only.chain(skip).chain(fields).filter(|(.., model)| !known.contains(*model));
        let error = |(setting, entry, model): (&'static str, &Entry, &str)| {
            let near = nearest(model, known.iter().map(String::as_str)).map(str::to_owned);
            let fault = Fault::UnknownModel { setting, model: model.to_owned(), near };
            self.error(Some(entry.line), fault)
        };
        unknown.map(error).collect()
    }

    /// Returns the error that `only` and `skip` leave no model.
    pub(crate) fn no_model_left(&self) -> SettingsError {
        self.error(None, Fault::NoModelLeft)
    }

    /// What is neither a field of a model nor a kind nor a format, and formats of reverse relations where there must be
    /// values. A format that the vendor's tools do not know is one where a definition has it; while a wanted definition is
    /// `broken`, which may have any, none is called unknown.
    pub(crate) fn unknown_names(&self, read: &Definitions, broken: bool) -> Vec<SettingsError> {
        if self.of_fields().all(|(_, entry)| entry.text.contains('.')) {
            return Vec::new();
        }
        let mut formats: BTreeSet<&str> = names::FORMATS.into();
        for definition in read {
            collect_formats(&definition.fields, &mut formats);
        }
        formats.remove("");
        let error = |(setting, entry): (&'static str, &Entry)| {
            let name = entry.text.as_str();
            let kinds = names::kinds(setting);
            let fault = if setting == "present" && matches!(name, "one-many" | "many-many" | "one-one-r") {
                Fault::Virtual { text: name.to_owned() }
            } else if broken || name.contains('.') || kinds.contains(&name) || formats.contains(name) {
                return None;
            } else {
                let near = nearest(name, kinds.iter().chain(&formats).copied()).map(str::to_owned);
                Fault::UnknownName { setting, name: name.to_owned(), near }
            };
            Some(self.error(Some(entry.line), fault))
        };
        self.of_fields().filter_map(error).collect()
    }

    /// What generated types derive beyond what they need.
    pub(crate) fn derives(&self) -> Derives {
        let traits: Vec<String> = self.derive.iter().map(|entry| entry.text.clone()).collect();
        // What a user derives is not implemented twice, and macros of other crates may read serde's attributes.
        let has_foreign = traits.iter().any(|path| paths::is_serdes(path) || paths::is_foreign(path));
        let serde = match self.serde {
            None if has_foreign => Serde::Off,
            // `true` was serde's derives before there were tables, and the user's types have implemented its traits.
            Some(Serde::Tables) if has_foreign || !self.types.is_empty() => Serde::Derive,
            serde => serde.unwrap_or_default(),
        };
        Derives { traits, serde }
    }
}

fn collect_formats<'a>(fields: &'a [Field], formats: &mut BTreeSet<&'a str>) {
    for field in fields {
        formats.insert(&field.format);
        if let Kind::Object(members) = field.kind.innermost() {
            collect_formats(members, formats);
        }
    }
}

/// The model that a broken file would define; `None` where the error is about the whole directory.
pub(crate) fn identifier(error: &Error) -> Option<&str> {
    let path = Path::new(error.source_name());
    path.file_stem().and_then(OsStr::to_str).filter(|_| path.extension() == Some(OsStr::new("json")))
}
