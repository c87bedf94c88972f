use std::fmt;
use std::path::PathBuf;

use super::file::NAMES;

/// What is wrong with a `weda.toml`, and where.
///
/// Its text names the file and the line and ends in what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    pub(super) file: PathBuf,
    pub(super) line: Option<u32>,
    pub(super) fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    Unreadable { reason: String },
    NotToml { reason: String },
    UnknownSetting { name: String, near: Option<String> },
    Unfit { name: String, reason: String },
    NoTrait { path: String },
    BuiltIn { path: String },
    UnknownModel { setting: &'static str, model: String, near: Option<String> },
    NoModelLeft,
    NoField { text: String },
    UnknownField { model: String, field: String, near: Option<String> },
    Id { model: String },
}

impl std::error::Error for SettingsError {}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, " {}", self.fault)
    }
}

impl fmt::Display for Fault {
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
            Self::Unfit { name, reason } => write!(f, "`{name}` cannot be used: {reason}; correct its value"),
            Self::NoTrait { path } => write!(
                f,
                "`derive` names `{path}`, which is no path of a trait; write one such as `PartialEq` or \
                 `schemars::JsonSchema`"
            ),
            Self::BuiltIn { path } => {
                write!(f, "`derive` names `{path}`, which generated types have already where they can; remove it")
            }
            Self::UnknownModel { setting, model, near } => {
                write!(f, "`{setting}` names model `{model}`, which is not among the definitions; ")?;
                match near {
                    Some(near) => write!(f, "did you mean `{near}`?"),
                    None => f.write_str("remove it, or pull the model"),
                }
            }
            Self::NoModelLeft => f.write_str("leaves no model to generate code for; let `only` or `skip` leave one"),
            Self::NoField { text } => write!(
                f,
                "`optional` names `{text}`, which is no field; write the model's identifier before it, as in \
                 `student.name`"
            ),
            Self::UnknownField { model, field, near } => {
                write!(f, "`optional` names field `{field}`, which model `{model}` does not have; ")?;
                match near {
                    Some(near) => write!(f, "did you mean `{model}.{near}`?"),
                    None => f.write_str("remove it, or pull the model again"),
                }
            }
            Self::Id { model } => {
                write!(f, "`optional` names `{model}._id`, but there is no record without its id; remove it")
            }
        }
    }
}
