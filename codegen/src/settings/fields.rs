//! What the settings say of single fields.

use weda_definition::{Definition, Field, Kind};

use super::error::{Fault, SettingsError};
use super::{Entry, Settings, names};
use crate::nearest;

impl Settings {
    /// Whether every record has a value for the field, if the settings decide it: by the field itself, else by its format,
    /// else by its kind. `path` is the keys from the model down.
    pub(crate) fn presence(&self, model: &str, path: &[String], field: &Field) -> Option<bool> {
        // There is no record without its id, which is a text like others.
        if (self.optional.is_empty() && self.present.is_empty()) || path == ["_id"] {
            return None;
        }
        let said = |name: &str| {
            let is_in = |list: &[Entry]| list.iter().any(|entry| entry.text == name);
            if is_in(&self.optional) { Some(false) } else { is_in(&self.present).then_some(true) }
        };
        let present = said(&format!("{model}.{}", path.join(".")))
            .or_else(|| said(format(field)?))
            .or_else(|| said(names::kind(&field.kind)?))?;
        Some(present && field.is_stored())
    }

    /// The user's type for the field, by the field itself or by its format. `path` is the keys from the model down.
    pub(crate) fn type_of_field(&self, model: &str, path: &[String], field: &Field) -> Option<&str> {
        if self.types.is_empty() {
            return None;
        }
        self.type_of(&format!("{model}.{}", path.join("."))).or_else(|| self.type_of(format(field)?))
    }

    /// The user's type for all values of the kind, elements of lists among them.
    pub(crate) fn type_of_kind(&self, kind: &Kind) -> Option<&str> {
        names::kind(kind).and_then(|name| self.type_of(name))
    }

    fn type_of(&self, name: &str) -> Option<&str> {
        self.types.iter().find(|own| own.of.text == name).map(|own| own.path.as_str())
    }

    /// What the settings say of fields of the model that cannot be.
    pub(crate) fn errors_of_fields(&self, definition: &Definition) -> Vec<SettingsError> {
        let of_fields = self.of_fields().filter_map(|(setting, entry)| {
            let (model, path) = entry.text.split_once('.')?;
            let fault = (model == definition.identifier).then(|| fault(setting, definition, path))??;
            Some(self.error(Some(entry.line), fault))
        });
        of_fields.collect()
    }

    /// All entries that are about fields, by their setting.
    pub(super) fn of_fields(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        let optional = self.optional.iter().map(|entry| ("optional", entry));
        let present = self.present.iter().map(|entry| ("present", entry));
        optional.chain(present).chain(self.types.iter().map(|own| ("types", &own.of)))
    }
}

/// The format of the field, unless settings mean a kind by that name.
fn format(field: &Field) -> Option<&str> {
    Some(field.format.as_str()).filter(|format| !format.is_empty() && !names::is_kind(format))
}

fn fault(setting: &'static str, definition: &Definition, path: &str) -> Option<Fault> {
    let model = definition.identifier.clone();
    if path == "_id" {
        return Some(Fault::Id { setting, model });
    }
    match find(&definition.fields, path) {
        Some(field) => {
            let wrong = setting == "present" && !field.is_stored();
            wrong.then(|| Fault::Virtual { text: format!("{model}.{path}") })
        }
        None => {
            let paths = paths(&definition.fields);
            let near = nearest(path, paths.iter().map(String::as_str)).map(str::to_owned);
            Some(Fault::UnknownField { setting, model, field: path.to_owned(), near })
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
