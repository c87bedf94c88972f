//! Settings of single fields.

use weda_definition::{Definition, Field, Kind};

use super::error::{SettingsError, SettingsProblem};
use super::{Entry, Settings, names};
use crate::nearest;

impl Settings {
    /// Returns whether every record has a value of the field, if the settings decide it: by the field, else its format, else
    /// its kind. `path` has the keys from the model down.
    pub(crate) fn presence(&self, model: &str, path: &[String], field: &Field) -> Option<bool> {
        // The id is a text, but always present.
        if (self.optional.is_empty() && self.present.is_empty()) || path == ["_id"] {
            return None;
        }
        let by_name = |name: &str| {
            let is_in = |list: &[Entry]| list.iter().any(|entry| entry.text == name);
            if is_in(&self.optional) { Some(false) } else { is_in(&self.present).then_some(true) }
        };
        let present = by_name(&format!("{model}.{}", path.join(".")))
            .or_else(|| by_name(format(field)?))
            .or_else(|| by_name(names::kind(&field.kind)?))?;
        Some(present && field.is_stored())
    }

    /// The user's type for the field, by the field or its format. `path` has the keys from the model down.
    pub(crate) fn type_of_field(&self, model: &str, path: &[String], field: &Field) -> Option<&str> {
        if self.types.is_empty() {
            return None;
        }
        self.type_of(&format!("{model}.{}", path.join("."))).or_else(|| self.type_of(format(field)?))
    }

    /// The user's type for all values of the kind, including elements of lists.
    pub(crate) fn type_of_kind(&self, kind: &Kind) -> Option<&str> {
        names::kind(kind).and_then(|name| self.type_of(name))
    }

    fn type_of(&self, name: &str) -> Option<&str> {
        self.types.iter().find(|own| own.of.text == name).map(|own| own.path.as_str())
    }

    /// Returns the errors in settings of fields of the model.
    pub(crate) fn errors_of_fields(&self, definition: &Definition) -> Vec<SettingsError> {
        let of_fields = self.of_fields().filter_map(|(setting, entry)| {
            let (model, path) = entry.text.split_once('.')?;
            let problem = (model == definition.identifier).then(|| problem(setting, definition, path))??;
            Some(self.error(Some(entry.line), problem))
        });
        of_fields.collect()
    }

    /// Returns all entries about fields, with their setting.
    pub(super) fn of_fields(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        let optional = self.optional.iter().map(|entry| ("optional", entry));
        let present = self.present.iter().map(|entry| ("present", entry));
        optional.chain(present).chain(self.types.iter().map(|own| ("types", &own.of)))
    }
}

/// The format of the field, unless a kind has the same name.
fn format(field: &Field) -> Option<&str> {
    Some(field.format.as_str()).filter(|format| !format.is_empty() && !names::is_kind(format))
}

fn problem(setting: &'static str, definition: &Definition, path: &str) -> Option<SettingsProblem> {
    let model = definition.identifier.clone();
    if path == "_id" {
        return Some(SettingsProblem::Id { setting, model });
    }
    match find(&definition.fields, path) {
        Some(field) => {
            let wrong = setting == "present" && !field.is_stored();
            wrong.then(|| SettingsProblem::Virtual { text: format!("{model}.{path}") })
        }
        None => {
            let paths = paths(&definition.fields);
            let near = nearest(path, paths.iter().map(String::as_str)).map(str::to_owned);
            Some(SettingsProblem::UnknownField { setting, model, field: path.to_owned(), near })
        }
    }
}

/// The field at a path of keys joined by dots.
fn find<'a>(fields: &'a [Field], path: &str) -> Option<&'a Field> {
    if let Some(field) = fields.iter().find(|field| field.key == path) {
        return Some(field);
    }
    let (key, rest) = path.split_once('.')?;
    find(members_of(&fields.iter().find(|field| field.key == key)?.kind), rest)
}

/// The members of an object, or of the objects in a list.
fn members_of(kind: &Kind) -> &[Field] {
    match kind.innermost() {
        Kind::Object(members) => members,
        _ => &[],
    }
}

/// The paths of all fields, those of nested objects included.
fn paths(fields: &[Field]) -> Vec<String> {
    let below = |field: &Field| -> Vec<String> {
        let inner = paths(members_of(&field.kind)).into_iter().map(|path| format!("{}.{path}", field.key));
        std::iter::once(field.key.clone()).chain(inner).collect()
    };
    fields.iter().flat_map(below).collect()
}
