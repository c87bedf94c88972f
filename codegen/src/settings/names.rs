//! The names of settings, kinds and formats.

use weda_definition::Kind;

/// The names of all settings.
pub(super) const NAMES: [&str; 12] = [
    "derive", "emulator", "gateway", "library", "models", "only", "optional", "out", "present", "serde", "skip",
    "types",
];

/// The kinds with one type each, which can be replaced. Sorted.
const TYPED_KINDS: [&str; 12] = [
    "autonumber",
    "boolean",
    "date",
    "datetime",
    "file",
    "integer",
    "json",
    "location",
    "number",
    "region",
    "text",
    "time",
];

/// The kinds whose type differs from field to field. Sorted.
const OTHER_KINDS: [&str; 4] = ["choice", "list", "object", "relation"];

/// The formats that the vendor's tools know, except those with the name of a kind.
pub(super) const FORMATS: [&str; 22] = [
    "age",
    "cnName",
    "email",
    "father-son",
    "function",
    "many-many",
    "many-one",
    "one-many",
    "one-one",
    "one-one-r",
    "phone",
    "related",
    "tel",
    "url",
    "x-area-code",
    "x-autonumber",
    "x-enum",
    "x-file",
    "x-image",
    "x-location",
    "x-long-text",
    "x-rtf",
];

/// Returns the name of a kind in settings. Lists of reverse relations are not in records and have no name.
pub(super) fn kind(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::DateTime => "datetime",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::File => "file",
        Kind::AreaCode => "region",
        Kind::Location => "location",
        Kind::AutoNumber(_) => "autonumber",
        Kind::Choice(_) => "choice",
        Kind::List(_) => "list",
        Kind::Object(_) => "object",
        Kind::Json => "json",
        Kind::Relation(_) => "relation",
        _ => return None,
    })
}

/// The kinds that a setting may name.
pub(super) fn kinds(setting: &str) -> Vec<&'static str> {
    let others = if setting == "types" { [].as_slice() } else { &OTHER_KINDS };
    [TYPED_KINDS.as_slice(), others].concat()
}

pub(super) fn is_kind(name: &str) -> bool {
    TYPED_KINDS.contains(&name) || OTHER_KINDS.contains(&name)
}
