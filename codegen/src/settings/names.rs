//! How settings are called, and how they name many fields at once: by the format that definitions spell, or by the kind
//! that comes of it.

use weda_definition::Kind;

/// The names of all settings.
pub(super) const NAMES: [&str; 11] =
    ["derive", "emulator", "library", "models", "only", "optional", "out", "present", "serde", "skip", "types"];

/// The kinds whose values have one type each, so that they can be given another one. Sorted.
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

/// The formats that the vendor's tools know. Those of the same name as a kind are left to the kind.
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

/// What settings call a kind; lists of reverse relations, which records do not hold, and unknown kinds have no name.
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
