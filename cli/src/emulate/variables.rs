//! The file of variables for clients of the emulator.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::failure::{EmulateError, Failure};
use crate::output_file;

/// The output file (`-` for stdout) and all variables except the address.
pub(super) struct Variables {
    path: PathBuf,
    lines: String,
}

impl Variables {
    /// # Errors
    /// Returns an error if a value cannot be quoted for all readers.
    pub fn new(path: PathBuf, env_id: &str, keys: Option<(String, String)>) -> Result<Self, Failure> {
        let mut lines = line("WEDA_ENV_ID", env_id)?;
        if let Some((id, key)) = keys {
            lines += &line("WEDA_SECRET_ID", &id)?;
            lines += &line("WEDA_SECRET_KEY", &key)?;
        }
        Ok(Self { path, lines })
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn write(self, address: SocketAddr) -> Result<(), Failure> {
        let Self { path, lines } = self;
        let text = format!("WEDA_EMULATOR_HOST={address}\n{lines}");
        let written = if path == Path::new("-") {
            io::stdout().lock().write_all(text.as_bytes())
        } else if output_file::is_special(&path) {
            // A pipe, such as a process substitution, cannot be replaced.
            OpenOptions::new().write(true).open(&path).and_then(|mut pipe| pipe.write_all(text.as_bytes()))
        } else {
            replace(&path, &text)
        };
        written.map_err(|error| EmulateError::EnvFile { path, error }.into())
    }
}

/// A line that shells and `.env` readers parse in the same way: they agree on single quotes.
fn line(name: &'static str, value: &str) -> Result<String, Failure> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    if value.contains(|c: char| c.is_control() || c == '\'') {
        return Err(EmulateError::UnquotableValue { name }.into());
    }
    Ok(if value.chars().all(is_plain) { format!("{name}={value}\n") } else { format!("{name}='{value}'\n") })
}

/// Replaces the file or symbolic link by a file that only its owner can read, since it may contain keys.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut draft = tempfile::Builder::new().prefix(".weda-").tempfile_in(folder)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().sync_all()?;
    draft.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::line;

    /// A line break in `--secret-id` became a line of the file, which a shell executed: `LD_PRELOAD=..`.
    #[test]
    fn a_value_cannot_inject_lines_or_commands() {
        let said = |value| line("WEDA_ENV_ID", value).ok();
        assert_eq!(said("lowcode-2gay8jgh25").as_deref(), Some("WEDA_ENV_ID=lowcode-2gay8jgh25\n"));
        assert_eq!(said("a b $(c) `d` \"e\" #f \\").as_deref(), Some("WEDA_ENV_ID='a b $(c) `d` \"e\" #f \\'\n"));
        assert_eq!(said("a\nLD_PRELOAD=b"), None);
        assert_eq!(said("a\rb"), None);
        assert_eq!(said("a'b"), None);
    }
}
