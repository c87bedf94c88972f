//! Why a task was not done: every sentence of it, and what a script sees.

mod import;
mod mistake;
mod records;
mod service;

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};
use weda_codegen::{Located, Problem, Problems, Report};
use weda_definition::{Printable, printable};

use crate::exit::Exit;
pub(crate) use import::{BrokenOff, ImportError};
pub(crate) use mistake::{Mistake, Quote};
pub(crate) use records::Trouble;
pub(crate) use service::reason;

/// Why a task was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The definitions, or the files to be written.
    Problems { problems: Problems, located: Option<Located> },
    /// The code was written, but for some definitions that are broken.
    Broken(Box<Report>),
    /// There is no current folder to start from.
    NoCurrentFolder(io::Error),
    /// One half of a key pair without the other.
    HalfKeys,
    /// An address that other machines reach.
    Open { address: String },
    /// The file with the variables cannot be written.
    EnvFile { path: PathBuf, error: io::Error },
    /// The folder to save records in cannot be made.
    SaveFolder { path: PathBuf, error: io::Error },
    /// The emulator does not start.
    Emulator(weda_emulator::Error),
    /// The emulator was interrupted before it served.
    NotStarted,
    /// A value that no file of variables can hold.
    Unquotable { name: &'static str },
    /// Nothing names the environment.
    NoEnvironment,
    /// The official tool's file cannot be read.
    Cloudbaserc { path: PathBuf, reason: String },
    /// There can be no client; `keys` says whether nothing but the keys is wrong.
    Connection { error: weda::Error, keys: bool },
    /// A call failed.
    Service(weda::Error),
    /// The service does not take a question as the user wrote it.
    Question(weda::Error),
    /// A name or a value that the user wrote cannot be meant.
    Mistake(Box<Mistake>),
    /// Some of the records that a command named were not written.
    NotAll { what: String, hint: String, exit: Exit },
    /// The file of variables cannot be used; a line of it is never shown.
    VariablesFile { path: PathBuf, line: Option<usize>, reason: String },
    /// The operating system refuses what waiting for the service takes.
    NoRuntime(io::Error),
    /// Something needs consent, and there is nobody to ask.
    NeedsYes { what: String },
    /// The user was asked and said no.
    SaidNo,
    /// The environment has no models of these names; `near` is what the first may have meant.
    UnknownModels { names: Vec<String>, env_id: String, near: Option<String> },
    /// The identifier of a model is no name of a file.
    OddIdentifier { model: String },
    /// What the service has of a model is not JSON.
    BrokenSchema { model: String, reason: String },
    /// Files that would be replaced are not as they were pulled.
    Edited { files: Vec<PathBuf> },
    /// The lock file is not valid; `reason` is the beginning of a sentence that goes on with how to get one.
    Lock { path: PathBuf, reason: String },
    /// A file or folder cannot be used.
    Disk { action: &'static str, path: PathBuf, error: io::Error },
    /// Stdout cannot be written.
    Stdout(io::Error),
    /// Records could not be brought out, or in.
    Records(Trouble),
    /// An import did not begin, or ended before its file did.
    Import(ImportError),
    /// Nobody reads stdout any more, as behind `| head`.
    ReaderGone,
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
    /// The error of the client that is behind it.
    pub fn error(&self) -> Option<&weda::Error> {
        match self {
            Self::Connection { error, .. } | Self::Service(error) | Self::Question(error) => Some(error),
            Self::Mistake(mistake) => mistake.refusal.as_ref(),
            Self::Import(error) => error.error(),
            _ => None,
        }
    }

    /// The facts about the call that failed, for `--verbose`.
    pub fn details(&self) -> Option<String> {
        // Without a call there are none but the kind.
        self.error().filter(|error| error.call().is_some()).map(service::details)
    }

    /// What scripts read of it: all lines in one message, and what is known beyond it.
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
            error["place"] = mistake.place();
        }
        error
    }

    /// Problems that a choice of directory has no part in.
    pub fn unexplained(problems: impl Into<Problems>) -> Self {
        Self::Problems { problems: problems.into(), located: None }
    }

    /// Files that are no definitions.
    pub fn broken(errors: Vec<weda_definition::Error>) -> Self {
        Self::unexplained(Problems(errors.into_iter().map(Problem::Definition).collect()))
    }

    /// The failure of a call that sent values which the user wrote.
    pub fn of_value(error: weda::Error) -> Self {
        match Exit::of_value(&error) {
            Exit::Arguments => Self::Question(error),
            _ => Self::Service(error),
        }
    }

    /// What a script sees of it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Problems { .. } | Self::Broken(_) => Exit::LocalFile,
            Self::NoCurrentFolder(_) | Self::EnvFile { .. } | Self::Cloudbaserc { .. } => Exit::LocalFile,
            Self::VariablesFile { .. } => Exit::LocalFile,
            Self::Mistake(mistake) => mistake.exit,
            Self::NotAll { exit, .. } => *exit,
            Self::SaveFolder { .. } | Self::Edited { .. } | Self::Lock { .. } | Self::Disk { .. } | Self::Stdout(_) => {
                Exit::LocalFile
            }
            Self::UnknownModels { .. } => Exit::NotFound,
            Self::OddIdentifier { .. } | Self::BrokenSchema { .. } => Exit::Service,
            Self::Unquotable { .. } => Exit::Arguments,
            Self::HalfKeys | Self::Open { .. } | Self::NoEnvironment | Self::NeedsYes { .. } | Self::Question(_) => {
                Exit::Arguments
            }
            Self::Connection { keys: true, .. } => Exit::Authentication,
            Self::Connection { error, .. } | Self::Service(error) => Exit::of(error),
            Self::Emulator(error) => Exit::of_emulator(error),
            Self::NotStarted => Exit::Interrupted,
            Self::NoRuntime(_) | Self::SaidNo => Exit::Other,
            Self::Records(trouble) => trouble.exit(),
            Self::Import(error) => error.exit(),
            Self::ReaderGone => Exit::Done,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems { problems, located } => {
                let lines: Vec<String> = problems.0.iter().map(|problem| format!("error: {problem}")).collect();
                f.write_str(&lines.join("\n"))?;
                let of_directory = problems.0.iter().any(is_of_directory);
                let Some(Located { dir, why, .. }) = located.as_ref().filter(|_| of_directory) else { return Ok(()) };
                write!(f, "\nhint: the directory is {}, because {why}; `--dir` names another one", Printable(dir.display()))
            }
            Self::Broken(report) => report.fmt(f),
            Self::NoCurrentFolder(error) => {
                write!(f, "error: the current folder cannot be read ({error}); change to another one, or give `--dir`")
            }
            Self::HalfKeys => f.write_str(
                "error: a secret id and a secret key belong together; give both (also as WEDA_SECRET_ID and \
                 WEDA_SECRET_KEY), or neither for the emulator's public pair",
            ),
            Self::Open { address } => write!(
                f,
                "error: other machines reach {address}, and everybody knows the emulator's keys; listen on 127.0.0.1, or \
                 give `--listen-anyway`"
            ),
            Self::EnvFile { path, error } => {
                write!(f, "error: {} cannot be written ({error}); choose another file for `--env-file`", Printable(path.display()))
            }
            Self::SaveFolder { path, error } => {
                write!(f, "error: {} cannot be made ({error}); choose another folder for `--save`", Printable(path.display()))
            }
            Self::Emulator(error) => write!(f, "error: {error}"),
            Self::NotStarted => f.write_str("error: interrupted before the emulator served; start it again"),
            Self::Unquotable { name } => write!(
                f,
                "error: the value of {name} has a control character or a single quote, which a file of variables cannot \
                 hold for every reader; choose another value, or leave out `--env-file`"
            ),
            Self::NoEnvironment => f.write_str(
                "error: no environment is named: there is no `--env-id`, WEDA_ENV_ID, CLOUDBASE_ENV_ID and TCB_ENV are not \
                 set, and no cloudbaserc.json has an `envId`\nhint: give `--env-id` the id that the WeDa console shows; to \
                 work offline, start `weda emulate` and give `--emulator`, or set WEDA_EMULATOR_HOST",
            ),
            Self::Cloudbaserc { path, reason } => write!(
                f,
                "error: {} cannot be read ({reason}); mend it, or move it away and give `--env-id`",
                Printable(path.display())
            ),
            Self::Connection { error, .. } | Self::Service(error) | Self::Question(error) => service::said(error).fmt(f),
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::NotAll { what, hint, .. } => write!(f, "error: {what}\nhint: {hint}"),
            Self::VariablesFile { path, line, reason } => {
                write!(f, "error: {} cannot be used", Printable(path.display()))?;
                if let Some(line) = line {
                    write!(f, ": line {line}")?;
                }
                write!(f, " ({reason})\nhint: correct it, or name another file with `--env-file`")
            }
            Self::NoRuntime(error) => {
                write!(f, "error: the operating system refuses what waiting takes ({error}); close some programs")
            }
            Self::NeedsYes { what } => {
                write!(f, "error: {what}? Nobody can be asked without a terminal\nhint: give `--yes` if that is meant")
            }
            Self::SaidNo => f.write_str("error: cancelled, and nothing was done\nhint: answer `y` to confirm"),
            Self::UnknownModels { names, env_id, near } => {
                let hint = near.as_ref().map(|near| format!("did you mean `{}`? ", printable(near))).unwrap_or_default();
                let names = names.join(", ");
                let names = printable(&names);
                write!(f, "error: {env_id} has no model {names}\nhint: {hint}`weda models` lists the models that it has")
            }
            Self::OddIdentifier { model } => write!(
                f,
                "error: model {model:?} has an identifier that is no name of a file; leave it out by `skip` in weda.toml"
            ),
            Self::BrokenSchema { model, reason } => write!(
                f,
                "error: what the service has of {model} is not JSON ({reason}); open the model in the console and save it, \
                 or leave it out by `skip` in weda.toml"
            ),
            Self::Edited { files } => {
                let list: Vec<String> = files.iter().map(|path| Printable(path.display()).to_string()).collect();
                write!(
                    f,
                    "error: nothing was written, since {} would be replaced and nobody pulled that text: it was edited, or \
                     came from elsewhere; `weda diff` shows what differs, and `--yes` replaces it",
                    list.join(", ")
                )
            }
            Self::Lock { path, reason } => write!(
                f,
                "error: {}: {reason} restore it from version control, or delete it and pull again",
                Printable(path.display())
            ),
            Self::Disk { action, path, error } => {
                write!(f, "error: cannot {action} {} ({error}); check the path and its permissions", Printable(path.display()))
            }
            Self::Stdout(error) => write!(f, "error: stdout cannot be written ({error}); write to another place"),
            Self::Records(trouble) => write!(f, "{trouble}"),
            Self::Import(error) => write!(f, "{error}"),
            Self::ReaderGone => Ok(()),
        }
    }
}

/// Whether another directory of definitions might be the way out.
fn is_of_directory(problem: &Problem) -> bool {
    matches!(problem, Problem::Definition(_) | Problem::NoDefinitions { .. } | Problem::Twice { .. })
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    fn refused() -> Error {
        Error::from(ErrorKind::PermissionDenied)
    }

    /// Every sentence of the command that no other test sees, with its code.
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
                "the operating system refuses what waiting takes (permission denied); close some programs",
            ),
            (
                Failure::NeedsYes { what: "replace a.json".to_owned() },
                Exit::Arguments,
                "replace a.json? Nobody can be asked without a terminal\nhint: give `--yes` if that is meant",
            ),
            (Failure::SaidNo, Exit::Other, "cancelled, and nothing was done\nhint: answer `y` to confirm"),
            (
                Failure::OddIdentifier { model: "a/b".to_owned() },
                Exit::Service,
                "model \"a/b\" has an identifier that is no name of a file; leave it out by `skip` in weda.toml",
            ),
            (
                Failure::BrokenSchema { model: "a".to_owned(), reason: "EOF".to_owned() },
                Exit::Service,
                "what the service has of a is not JSON (EOF); open the model in the console and save it, or leave it out \
                 by `skip` in weda.toml",
            ),
            (
                Failure::Lock { path: path(), reason: "not a valid lock file (no);".to_owned() },
                Exit::LocalFile,
                "weda.lock: not a valid lock file (no); restore it from version control, or delete it and pull again",
            ),
            (
                Failure::Disk { action: "write", path: path(), error: refused() },
                Exit::LocalFile,
                "cannot write weda.lock (permission denied); check the path and its permissions",
            ),
            (
                Failure::Stdout(refused()),
                Exit::LocalFile,
                "stdout cannot be written (permission denied); write to another place",
            ),
        ] {
            assert_eq!((failure.exit(), failure.to_string()), (exit, format!("error: {said}")));
        }
    }
}
