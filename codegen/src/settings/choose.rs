//! The models that the settings select.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use weda_definition::{Definitions, Error, Field, Kind};

use super::error::{SettingsError, SettingsProblem};
use super::{Entry, Settings, names, paths};
use crate::nearest;
use crate::plan::{Derives, Serde};

impl Settings {
    /// Returns the errors of files whose model is not excluded, and of the directory.
    #[must_use]
    pub fn relevant(&self, broken: Vec<Error>) -> Vec<Error> {
        broken.into_iter().filter(|error| identifier(error).is_none_or(|model| self.includes(model))).collect()
    }

    /// Returns true if code is generated for the model: `only` names it or is not set, and `skip` does not name it.
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

    /// Returns an error for each model in the settings that is not `known`.
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
            let problem = SettingsProblem::UnknownModel { setting, model: model.to_owned(), near };
            self.error(Some(entry.line), problem)
        };
        unknown.map(error).collect()
    }

    /// Returns the error that `only` and `skip` exclude every model.
    pub(crate) fn no_model_left(&self) -> SettingsError {
        self.error(None, SettingsProblem::NoModelLeft)
    }

    /// Returns errors for names that are neither a field nor a kind nor a format, and for formats of reverse relations in
    /// `present`. Formats in definitions are known, even if the vendor's tools do not know them; if a selected definition is
    /// `broken`, it may have any format, so that none is reported.
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
            let problem = if setting == "present" && matches!(name, "one-many" | "many-many" | "one-one-r") {
                SettingsProblem::Virtual { text: name.to_owned() }
            } else if broken || name.contains('.') || kinds.contains(&name) || formats.contains(name) {
                return None;
            } else {
                let near = nearest(name, kinds.iter().chain(&formats).copied()).map(str::to_owned);
                SettingsProblem::UnknownName { setting, name: name.to_owned(), near }
            };
            Some(self.error(Some(entry.line), problem))
        };
        self.of_fields().filter_map(error).collect()
    }

    /// Returns the additional traits of generated types.
    pub(crate) fn derives(&self) -> Derives {
        let traits: Vec<String> = self.derive.iter().map(|entry| entry.text.clone()).collect();
        // Derived traits are not implemented twice, and macros of other crates may read serde's attributes.
        let has_derives_of_serde =
            traits.iter().any(|path| paths::is_serde_trait(path) || paths::is_of_other_crate(path));
        let serde = match self.serde {
            None if has_derives_of_serde => Serde::Off,
            // `true` meant serde's derives before there were tables, and the user's types implement its traits.
            Some(Serde::Tables) if has_derives_of_serde || !self.types.is_empty() => Serde::Derive,
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

/// Returns the model of an invalid file, or `None` if the error is about the whole directory.
pub(crate) fn identifier(error: &Error) -> Option<&str> {
    let path = Path::new(error.source_name());
    path.file_stem().and_then(OsStr::to_str).filter(|_| path.extension() == Some(OsStr::new("json")))
}
