//! The files of the example.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::failure::Failure;
use crate::output_file;

/// The folder of the definitions.
pub(super) const DEFINITIONS: &str = "database-schemas";

/// The program of `cargo new`.
const CARGO_NEW: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";

const PROGRAM: &str = include_str!("texts/program.rs");

const DATA: [(&str, &str); 6] = [
    ("database-schemas/class.json", include_str!("texts/class.json")),
    ("database-schemas/student.json", include_str!("texts/student.json")),
    ("option-sets.json", include_str!("texts/option-sets.json")),
    ("records/class.json", include_str!("texts/class-records.json")),
    ("records/student.json", include_str!("texts/student-records.json")),
    ("tests/school.rs", include_str!("texts/test.rs")),
];

/// A file with its text.
pub(in crate::init) struct ExampleFile {
    /// The path in the package.
    pub path: &'static str,
    pub text: String,
}

/// The outcome for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Written,
    /// It has this text already.
    Current,
    /// It has another text, which is the user's.
    Kept,
}

/// Returns all files. The program is `src/main.rs`, or an example if the package has a program of its own.
pub(super) fn all(is_program: bool) -> Vec<ExampleFile> {
    let data = DATA.into_iter().map(|(path, text)| ExampleFile { path, text: text.to_owned() });
    let program = match is_program {
        true => ExampleFile { path: "src/main.rs", text: PROGRAM.to_owned() },
        false => ExampleFile {
            path: "examples/school.rs",
            text: PROGRAM
                .replace("mod models;", "#[path = \"../src/models.rs\"]\nmod models;")
                .replace("`cargo run`", "`cargo run --example school`"),
        },
    };
    data.chain([program]).collect()
}

/// Returns true if the program of the package is that of `cargo new` or of the example.
pub(super) fn is_program(package: &Path) -> bool {
    let text = fs::read_to_string(package.join("src/main.rs"));
    text.is_ok_and(|text| is_of_cargo(&text) || text == PROGRAM)
}

/// Returns true for the path of a definition of the example.
pub(super) fn is_definition(path: &Path) -> bool {
    let name = path.file_name();
    DATA.iter().any(|(own, _)| own.starts_with(DEFINITIONS) && Path::new(own).file_name() == name)
}

fn is_of_cargo(text: &str) -> bool {
    text.replace("\r\n", "\n") == CARGO_NEW
}

impl ExampleFile {
    /// Returns what [`write`](Self::write) would do.
    pub(super) fn outcome(&self, package: &Path) -> Result<Outcome, Failure> {
        let path = package.join(self.path);
        match fs::read(&path) {
            Ok(bytes) if bytes == self.text.as_bytes() => Ok(Outcome::Current),
            Ok(bytes) if self.path == "src/main.rs" && std::str::from_utf8(&bytes).is_ok_and(is_of_cargo) => {
                Ok(Outcome::Written)
            }
            Err(error) if error.kind() == ErrorKind::NotFound && path.symlink_metadata().is_err() => {
                Ok(Outcome::Written)
            }
            // Also what cannot be read, such as a folder of that name.
            _ => Ok(Outcome::Kept),
        }
    }

    /// Writes the file atomically, unless there is one of the user's.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(super) fn write(&self, package: &Path) -> Result<Outcome, Failure> {
        let outcome = self.outcome(package)?;
        if outcome != Outcome::Written {
            return Ok(outcome);
        }
        let path = package.join(self.path);
        let write = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut file = output_file::beside(&path)?;
            file.write_all(self.text.as_bytes())?;
            if self.path == "src/main.rs" {
                return file.persist(&path).map(|_| Outcome::Written).map_err(|error| error.error);
            }
            // A file that appeared in the meantime is the user's too.
            match file.persist_noclobber(&path) {
                Ok(_) => Ok(Outcome::Written),
                Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Ok(Outcome::Kept),
                Err(refused) => Err(refused.error),
            }
        };
        write().map_err(|error| Failure::Io { action: "write", path: path.clone(), error })
    }
}
