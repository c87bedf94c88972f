//! Every failure of a command, with its message and exit code.

#[cfg(feature = "emulate")]
mod emulate;
mod import;
mod mistake;
mod service;
mod transfer;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use weda_codegen::{Located, Problem, Problems, Report};
use weda_definition::{Printable, printable};

use crate::exit::Exit;
#[cfg(feature = "emulate")]
pub(crate) use emulate::EmulateError;
pub(crate) use import::{AbortedImport, ImportError};
pub(crate) use mistake::{Mistake, Quote};
pub(crate) use service::reason;
pub(crate) use transfer::TransferError;

/// A failure of a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Problems with definitions, or with the files to be written.
    Problems { problems: Problems, located: Option<Located> },
    /// Code was generated, except for invalid definitions.
    InvalidDefinitions(Box<Report>),
    /// The current folder cannot be determined.
    NoCurrentFolder(io::Error),
    /// An error of `weda emulate`.
    #[cfg(feature = "emulate")]
    Emulate(EmulateError),
    /// No environment is named; `unread` says why a configuration of the official tool does not name one.
    NoEnvironment { unread: Option<String> },
    /// The configuration file of the official tool cannot be read.
    Cloudbaserc { path: PathBuf, reason: String },
    /// The client cannot be built; `keys` is set if only the keys are wrong.
    Connection { error: weda::Error, keys: bool },
    /// A call failed.
    Service(weda::Error),
    /// The service rejects input of the user, such as a filter.
    RejectedInput(weda::Error),
    /// A name or a value of the user is wrong.
    Mistake(Box<Mistake>),
    /// Some of the named records were not found or not written.
    Partial { what: String, hint: String, exit: Exit },
    /// The file of variables cannot be used. Its lines are never shown, since they may contain keys.
    VariablesFile { path: PathBuf, line: Option<usize>, reason: String },
    /// The async runtime, or a thread, could not be started.
    NoRuntime(io::Error),
    /// Confirmation is needed, but there is no terminal to ask on.
    NeedsConfirmation { what: String },
    /// The user was asked and did not confirm.
    NotConfirmed,
    /// The environment has no models of these names; `near` is the most similar name to the first.
    UnknownModels { names: Vec<String>, env_id: String, near: Option<String> },
    /// The identifier of a model cannot be used as a file name.
    InvalidFileName { model: String },
    /// The service's definition of a model is not JSON.
    InvalidSchema { model: String, reason: String },
    /// Files that would be replaced were edited since they were pulled.
    Edited { files: Vec<PathBuf> },
    /// The lock file is not valid; `reason` ends in a separator, since advice follows it.
    Lock { path: PathBuf, reason: String },
    /// A file or folder cannot be used.
    Io { action: &'static str, path: PathBuf, error: io::Error },
    /// Stdout cannot be written.
    Stdout(io::Error),
    /// Records could not be exported or imported.
    Transfer(TransferError),
    /// An import did not begin, or did not complete.
    Import(ImportError),
    /// The reader of stdout has closed it, as `| head` does.
    StdoutClosed,
}

impl From<weda::Error> for Failure {
    fn from(error: weda::Error) -> Self {
        Self::Service(error)
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(Box::new(mistake))
    }
}

impl Failure {
    /// Returns the client's error that caused it.
    pub fn error(&self) -> Option<&weda::Error> {
        match self {
            Self::Connection { error, .. } | Self::Service(error) | Self::RejectedInput(error) => Some(error),
            Self::Mistake(mistake) => mistake.service_error.as_ref(),
            Self::Import(error) => error.error(),
            _ => None,
        }
    }

    /// Details of the failed call, for `--verbose`.
    pub fn details(&self) -> Option<String> {
        // Without a call there is only the kind.
        self.error().filter(|error| error.call().is_some()).map(service::details)
    }

    /// The JSON form: the message in one member, and further facts.
    pub fn json(&self) -> Value {
        let text = self.to_string();
        let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix("error: ").unwrap_or(line)).collect();
        let hint = text.lines().find_map(|line| line.strip_prefix("hint: "));
        let exit = self.exit();
        let mut error = json!({ "code": exit.name(), "exit": exit as u8, "message": lines.join("\n") });
        if let Some(hint) = hint {
            error["hint"] = json!(hint);
        }
        if let Some(cause) = self.error() {
            error["service"] = service::facts(cause);
        }
        if let Self::Mistake(mistake) = self
            && mistake.quote.is_some()
        {
            error["place"] = mistake.position();
        }
        error
    }

    /// Problems that do not depend on the choice of directory.
    pub fn problems(problems: impl Into<Problems>) -> Self {
        Self::Problems { problems: problems.into(), located: None }
    }

    /// Files that are not definitions.
    pub fn invalid_definitions(errors: Vec<weda_definition::Error>) -> Self {
        Self::problems(Problems(errors.into_iter().map(Problem::Definition).collect()))
    }

    /// The failure of a call that sent values given by the user.
    pub fn of_value(error: weda::Error) -> Self {
        match Exit::of_value(&error) {
            Exit::Arguments => Self::RejectedInput(error),
            _ => Self::Service(error),
        }
    }

    /// Returns the exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Problems { .. } | Self::InvalidDefinitions(_) => Exit::LocalFile,
            Self::NoCurrentFolder(_) | Self::Cloudbaserc { .. } => Exit::LocalFile,
            Self::VariablesFile { .. } => Exit::LocalFile,
            Self::Mistake(mistake) => mistake.exit,
            Self::Partial { exit, .. } => *exit,
            Self::Edited { .. } | Self::Lock { .. } | Self::Io { .. } | Self::Stdout(_) => Exit::LocalFile,
            Self::UnknownModels { .. } => Exit::NotFound,
            Self::InvalidFileName { .. } | Self::InvalidSchema { .. } => Exit::Service,
            Self::NoEnvironment { .. } | Self::NeedsConfirmation { .. } | Self::RejectedInput(_) => Exit::Arguments,
            Self::Connection { keys: true, .. } => Exit::Authentication,
            Self::Connection { error, .. } | Self::Service(error) => Exit::of(error),
            #[cfg(feature = "emulate")]
            Self::Emulate(error) => error.exit(),
            Self::NoRuntime(_) | Self::NotConfirmed => Exit::Other,
            Self::Transfer(error) => error.exit(),
            Self::Import(error) => error.exit(),
            Self::StdoutClosed => Exit::Done,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems { problems, located } => {
                let lines: Vec<String> = problems.0.iter().map(|problem| format!("error: {problem}")).collect();
                f.write_str(&lines.join("\n"))?;
                let is_about_directory = problems.0.iter().any(depends_on_directory);
                // A directory that the user named is a mistake in its name.
                if located.is_some() && problems.0.iter().any(has_no_definitions) {
                    f.write_str(
                        "\nhint: `weda pull` downloads the definitions of an environment; `weda init --example` writes two \
                         models to begin with",
                    )?;
                }
                let Some(Located { dir, why, .. }) = located.as_ref().filter(|_| is_about_directory) else {
                    return Ok(());
                };
                write!(
                    f,
                    "\nhint: the directory is {}, because {why}; give `--dir` to use another one",
                    Printable(dir.display())
                )
            }
            Self::InvalidDefinitions(report) => report.fmt(f),
            Self::NoCurrentFolder(error) => {
                write!(f, "error: the current folder cannot be read ({error}); change to another one, or give `--dir`")
            }
            #[cfg(feature = "emulate")]
            Self::Emulate(error) => error.fmt(f),
            Self::NoEnvironment { unread } => {
                f.write_str(
                "error: no environment is given: `--env-id` is missing, WEDA_ENV_ID, CLOUDBASE_ENV_ID and TCB_ENV are not \
                                 set, and no cloudbaserc.json has an `envId`\nhint: give `--env-id` with the id from the WeDa console; to \
                                 work offline, start an emulator and give `--emulator`, or set WEDA_EMULATOR_HOST",
            )?;
                match unread {
                    Some(reason) => write!(f, "\nnote: {reason}"),
                    None => Ok(()),
                }
            }
            Self::Cloudbaserc { path, reason } => write!(
                f,
                "error: {} cannot be read ({reason}); correct it, or move it away and give `--env-id`",
                Printable(path.display())
            ),
            Self::Connection { error, .. } | Self::Service(error) | Self::RejectedInput(error) => {
                service::error_text(error).fmt(f)
            }
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::Partial { what, hint, .. } => write!(f, "error: {what}\nhint: {hint}"),
            Self::VariablesFile { path, line, reason } => {
                write!(f, "error: {} cannot be used", Printable(path.display()))?;
                if let Some(line) = line {
                    write!(f, ": line {line}")?;
                }
                write!(f, " ({reason})\nhint: correct it, or give another file with `--env-file`")
            }
            Self::NoRuntime(error) => {
                write!(f, "error: could not start the async runtime ({error}); close other programs and try again")
            }
            Self::NeedsConfirmation { what } => {
                write!(f, "error: {what}? There is no terminal to ask on\nhint: give `--yes` to confirm")
            }
            Self::NotConfirmed => f.write_str("error: cancelled: not confirmed\nhint: answer `y` to confirm"),
            Self::UnknownModels { names, env_id, near } => {
                let hint =
                    near.as_ref().map(|near| format!("did you mean `{}`? ", printable(near))).unwrap_or_default();
                let names = names.join(", ");
                let names = printable(&names);
                write!(f, "error: {env_id} has no model {names}\nhint: {hint}`weda models` lists its models")
            }
            Self::InvalidFileName { model } => write!(
                f,
                "error: the identifier of model {model:?} is not a valid file name; exclude it with `skip` in weda.toml"
            ),
            Self::InvalidSchema { model, reason } => write!(
                f,
                "error: the service's definition of {model} is not JSON ({reason}); open the model in the console and save \
                                 it, or exclude it with `skip` in weda.toml"
            ),
            Self::Edited { files } => {
                let list: Vec<String> = files.iter().map(|path| Printable(path.display()).to_string()).collect();
                write!(
                    f,
                    "error: nothing was written: {} would be replaced, but was edited since it was pulled, or was not \
                                         pulled; `weda diff` shows the differences, and `--yes` replaces it",
                    list.join(", ")
                )
            }
            Self::Lock { path, reason } => write!(
                f,
                "error: {}: {reason} restore it from version control, or delete it and pull again",
                Printable(path.display())
            ),
            Self::Io { action, path, error } => {
                write!(
                    f,
                    "error: cannot {action} {} ({error}); check the path and its permissions",
                    Printable(path.display())
                )
            }
            Self::Stdout(error) => write!(f, "error: cannot write to stdout ({error}); redirect it elsewhere"),
            Self::Transfer(error) => write!(f, "{error}"),
            Self::Import(error) => write!(f, "{error}"),
            Self::StdoutClosed => Ok(()),
        }
    }
}

/// Returns true if another directory of definitions may solve the problem.
fn depends_on_directory(problem: &Problem) -> bool {
    matches!(problem, Problem::Definition(_) | Problem::NoDefinitions { .. } | Problem::Twice { .. })
}

/// Returns true if the directory is empty or does not exist.
fn has_no_definitions(problem: &Problem) -> bool {
    match problem {
        Problem::NoDefinitions { .. } => true,
        // Otherwise it is about one file.
        Problem::Definition(error) => {
            let source = Path::new(error.source_name());
            source.extension() != Some("json".as_ref()) && !source.exists()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    fn refused() -> Error {
        Error::from(ErrorKind::PermissionDenied)
    }

    /// Messages that no other test covers, with their exit codes.
    #[test]
    fn sentences_end_in_what_to_do() {
        let path = || PathBuf::from("weda.lock");
        for (failure, exit, said) in [
            (
                Failure::NoCurrentFolder(refused()),
                Exit::LocalFile,
                "the current folder cannot be read (permission denied); change to another one, or give `--dir`",
            ),
            (
                Failure::NoRuntime(refused()),
                Exit::Other,
                "could not start the async runtime (permission denied); close other programs and try again",
            ),
            (
                Failure::NeedsConfirmation { what: "replace a.json".to_owned() },
                Exit::Arguments,
                "replace a.json? There is no terminal to ask on\nhint: give `--yes` to confirm",
            ),
            (Failure::NotConfirmed, Exit::Other, "cancelled: not confirmed\nhint: answer `y` to confirm"),
            (
                Failure::InvalidFileName { model: "a/b".to_owned() },
                Exit::Service,
                "the identifier of model \"a/b\" is not a valid file name; exclude it with `skip` in weda.toml",
            ),
            (
                Failure::InvalidSchema { model: "a".to_owned(), reason: "EOF".to_owned() },
                Exit::Service,
                "the service's definition of a is not JSON (EOF); open the model in the console and save it, or exclude it \
                                 with `skip` in weda.toml",
            ),
            (
                Failure::Lock { path: path(), reason: "not a valid lock file (no);".to_owned() },
                Exit::LocalFile,
                "weda.lock: not a valid lock file (no); restore it from version control, or delete it and pull again",
            ),
            (
                Failure::Io { action: "write", path: path(), error: refused() },
                Exit::LocalFile,
                "cannot write weda.lock (permission denied); check the path and its permissions",
            ),
            (
                Failure::Stdout(refused()),
                Exit::LocalFile,
                "cannot write to stdout (permission denied); redirect it elsewhere",
            ),
        ] {
            assert_eq!((failure.exit(), failure.to_string()), (exit, format!("error: {said}")));
        }
    }
}
