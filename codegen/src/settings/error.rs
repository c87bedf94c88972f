use std::fmt;
use std::path::PathBuf;

use weda_definition::Printable;

use super::names::{self, NAMES};

/// An error in a `weda.toml`.
///
/// Its text has the file and the line, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    pub(super) file: PathBuf,
    pub(super) line: Option<u32>,
    pub(super) problem: SettingsProblem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SettingsProblem {
    Unreadable { reason: String },
    NotToml { reason: String },
    UnknownSetting { name: String, near: Option<String> },
    InvalidValue { name: String, reason: String },
    NotATrait { path: String },
    BuiltInTrait { path: String },
    DuplicateTrait { path: String },
    DerivedOrder { path: String },
    InvalidOutput { out: String },
    UnquotedKey { key: String },
    UnknownModel { setting: &'static str, model: String, near: Option<String> },
    NoModelLeft,
    NotAType { of: String, path: String },
    OptionalAndPresent { text: String },
    UnknownName { setting: &'static str, name: String, near: Option<String> },
    UnknownField { setting: &'static str, model: String, field: String, near: Option<String> },
    Id { setting: &'static str, model: String },
    Virtual { text: String },
}

impl std::error::Error for SettingsError {}

/// The errors of a `weda.toml`. Printed one per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsErrors(pub Vec<SettingsError>);

impl From<SettingsError> for SettingsErrors {
    fn from(error: SettingsError) -> Self {
        Self(vec![error])
    }
}

impl std::error::Error for SettingsErrors {}

impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Printable(self.file.display()))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, " {}", Printable(&self.problem))
    }
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(f, "cannot be read ({reason}); check the path and its permissions"),
            Self::NotToml { reason } => write!(f, "is not TOML: {reason}; correct the line"),
            Self::UnknownSetting { name, near } => {
                write!(f, "there is no setting `{name}`; ")?;
                match near {
                    Some(near) => write!(f, "did you mean `{near}`?"),
                    None => write!(f, "remove it, or take one of {}", NAMES.join(", ")),
                }
            }
            Self::InvalidValue { name, reason } => write!(f, "`{name}` cannot be used: {reason}; correct its value"),
            Self::NotATrait { path } => write!(
                f,
                "`derive` names `{path}`, which is not the path of a trait; write one such as `PartialEq` or \
                 `schemars::JsonSchema`"
            ),
            Self::BuiltInTrait { path } => {
                write!(f, "`derive` names `{path}`, which generated types already implement where possible; remove it")
            }
            Self::DuplicateTrait { path } => {
                write!(f, "`derive` names `{path}`, but it already has a trait of this name; remove one of them")
            }
            Self::DerivedOrder { path } => write!(
                f,
                "`derive` names `{path}`, but options have no order, and one that the definition lists later would change its \
                 place; remove it, and sort by a key of your own"
            ),
            Self::InvalidOutput { out } => write!(
                f,
                "`out = \"{out}\"` cannot be used: the folder's name must be a valid module name, as in `src/models`"
            ),
            Self::UnquotedKey { key } => write!(
                f,
                "`types` has the key {key} without quotes, which makes it a table; put it in quotes, as in `\"{key}\"`"
            ),
            Self::UnknownModel { setting, model, near } => {
                write!(f, "`{setting}` names model `{model}`, which is not among the definitions; ")?;
                match near {
                    Some(near) => write!(f, "did you mean `{near}`?"),
                    None => f.write_str("remove it, or pull the model"),
                }
            }
            Self::NoModelLeft => f.write_str("excludes every model; let `only` or `skip` leave one"),
            Self::NotAType { of, path } => write!(
                f,
                "`types` gives `{of}` the type `{path}`, which is not the path of a type; write one such as `crate::Phone`"
            ),
            Self::OptionalAndPresent { text } => {
                write!(f, "`optional` and `present` both name `{text}`; remove it from one of them")
            }
            Self::UnknownName { setting, name, near } => {
                write!(f, "`{setting}` names `{name}`, which is not a field, format or kind; ")?;
                match near {
                    Some(near) => write!(f, "did you mean `{near}`?"),
                    None => write!(
                        f,
                        "write a field with its model, as in `student.name`, a format, or one of the kinds {}",
                        names::kinds(setting).join(", ")
                    ),
                }
            }
            Self::UnknownField { setting, model, field, near } => {
                write!(f, "`{setting}` names field `{field}`, which model `{model}` does not have; ")?;
                match near {
                    Some(near) => write!(f, "did you mean `{model}.{near}`?"),
                    None => f.write_str("remove it, or pull the model again"),
                }
            }
            Self::Id { setting, model } => {
                write!(f, "`{setting}` names `{model}._id`, but ")?;
                f.write_str(match *setting {
                    "optional" => "every record has its id; remove it",
                    "present" => "every record has its id; remove it",
                    _ => "the id of a record is always an `Id`; remove it",
                })
            }
            Self::Virtual { text } => {
                write!(
                    f,
                    "`present` names `{text}`, but records do not contain the other side of a relation; remove it"
                )
            }
        }
    }
}
