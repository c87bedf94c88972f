use std::fmt;
use std::io;
use std::path::PathBuf;

use weda_codegen::{Located, Problem, Problems, Report};

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
    /// The emulator does not start.
    Emulator(weda_emulator::Error),
}

impl Failure {
    /// Problems that a choice of directory has no part in.
    pub fn unexplained(problems: Problems) -> Self {
        Self::Problems { problems, located: None }
    }

    /// What a script sees of it: 1, or 3 for a command line that makes no sense.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::HalfKeys | Self::Open { .. }) { 3 } else { 1 }
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
                write!(f, "\nhint: the directory is {}, because {why}; `--dir` names another one", dir.display())
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
                write!(f, "error: {} cannot be written ({error}); choose another file for `--env-file`", path.display())
            }
            Self::Emulator(error) => write!(f, "error: {error}"),
        }
    }
}

/// Whether another directory of definitions might be the way out.
fn is_of_directory(problem: &Problem) -> bool {
    matches!(problem, Problem::Definition(_) | Problem::NoDefinitions { .. } | Problem::Twice { .. })
}
