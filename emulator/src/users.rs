//! The users who can sign in.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use weda_definition::{content_hash, read_regular_file};

use crate::error::Error;

/// Largest file that is read as a list of users.
const MAX_BYTES: u64 = 1 << 20;

/// The users of a file. Does not implement `Debug`, so that passwords are never printed.
#[derive(Default)]
pub(crate) struct Users(Vec<User>);

struct User {
    username: String,
    password: String,
    id: Option<String>,
}

impl Users {
    /// Reads `[{"username":"xiaoming","password":"..","id":".."}]`; `id` is optional.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let refuse = |reason: String| Error::File { path: path.to_owned(), reason };
        let bytes = read_regular_file(path, MAX_BYTES);
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8 text")));
        let text = text.map_err(|error| refuse(format!("cannot be read ({error}); give the path of a JSON file")))?;
        Self::parse(&text).map_err(|problem| refuse(problem.to_string()))
    }

    fn parse(text: &str) -> Result<Self, Problem> {
        let mut users: Vec<User> = Vec::new();
        let entries: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| Problem::of(&error, 1))?;
        for entry in entries {
            // The raw value is a part of the text.
            let start = entry.get().as_ptr() as usize - text.as_ptr() as usize;
            let line = text[..start].matches('\n').count() + 1;
            let members = serde_json::from_str(entry.get()).map_err(|error| Problem::of(&error, line))?;
            let user = User::of(members).map_err(|what| Problem { line, what })?;
            if users.iter().any(|earlier| earlier.username == user.username) {
                return Err(Problem { line, what: What::Twice(user.username) });
            }
            if let Some(earlier) = users.iter().find(|earlier| user.id.is_some() && earlier.id == user.id) {
                let what = What::SameId { username: user.username, earlier: earlier.username.clone() };
                return Err(Problem { line, what });
            }
            users.push(user);
        }
        Ok(Self(users))
    }

    /// Returns true if there is a user with this name and password.
    pub(crate) fn has(&self, username: &str, password: &str) -> bool {
        self.0.iter().any(|user| user.username == username && user.password == password)
    }

    /// The names of all users.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|user| user.username.as_str())
    }

    /// The id that the file gives a user.
    pub(crate) fn id(&self, username: &str) -> Option<&str> {
        self.0.iter().find(|user| user.username == username)?.id.as_deref()
    }
}

/// The id of a user without one: 19 digits like those of the platform, the same in every run.
pub(crate) fn derived_id(username: &str) -> String {
    format!("18{:017}", content_hash(username) % 100_000_000_000_000_000)
}

impl User {
    fn of(mut members: Map<String, Value>) -> Result<Self, What> {
        let mut text = |name: &'static str| match members.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(What::Member(name)),
        };
        let (username, password, id) = (text("username")?, text("password")?, text("id")?);
        if let Some(name) = members.into_iter().next().map(|(name, _)| name) {
            return Err(What::Unknown(name));
        }
        let username = username.ok_or(What::Member("username"))?;
        Ok(Self { username, password: password.ok_or(What::Member("password"))?, id })
    }
}

/// Why a file of users is refused. Never has values of the file other than user names, since they may be passwords.
struct Problem {
    line: usize,
    what: What,
}

enum What {
    Syntax(String),
    Shape,
    Member(&'static str),
    Unknown(String),
    Twice(String),
    /// Two users have the same id.
    SameId {
        username: String,
        earlier: String,
    },
}

impl Problem {
    /// The problem of a text that begins on a line.
    fn of(error: &serde_json::Error, first_line: usize) -> Self {
        let what = match error.classify() {
            // The error of a value contains the value.
            Category::Data => What::Shape,
            _ => What::Syntax(error.to_string().split(" at line").next().unwrap_or_default().to_owned()),
        };
        Self { line: first_line + error.line().saturating_sub(1), what }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.what {
            What::Syntax(reason) => write!(f, "not JSON ({reason})")?,
            What::Shape => f.write_str("not a list of users")?,
            What::Member(name) => write!(f, "`{name}` is missing or not a text")?,
            What::Unknown(name) => write!(f, "`{name}` is not a member of a user")?,
            What::Twice(username) => write!(f, "the user `{username}` is already in the list")?,
            What::SameId { username, earlier } => write!(f, "the user `{username}` has the `id` of `{earlier}`")?,
        }
        f.write_str("; write a list such as [{\"username\":\"xiaoming\",\"password\":\"secret\"}]")
    }
}

/// The file of users, if there is one.
pub(crate) fn read(path: Option<&PathBuf>) -> Result<Users, Error> {
    path.map_or_else(|| Ok(Users::default()), |path| Users::read(path))
}

#[cfg(test)]
mod tests;
