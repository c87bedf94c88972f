//! The file of variables that a client of the emulator needs.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output_file;

/// The variables but for the address, and the file that they go to; `-` is stdout.
pub(super) struct Variables {
    path: PathBuf,
    lines: String,
}

impl Variables {
    /// # Errors
    /// A value cannot be written so that each reader takes it for what it is.
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
    /// It cannot be written.
    pub fn write(self, address: SocketAddr) -> Result<(), Failure> {
        let Self { path, lines } = self;
        let text = format!("WEDA_EMULATOR_HOST={address}\n{lines}");
        let written = if path == Path::new("-") {
            io::stdout().lock().write_all(text.as_bytes())
        } else if output_file::is_special(&path) {
            // A pipe, perhaps the shell's own: nothing can take its place.
            OpenOptions::new().write(true).open(&path).and_then(|mut pipe| pipe.write_all(text.as_bytes()))
        } else {
            replace(&path, &text)
        };
        written.map_err(|error| Failure::EnvFile { path, error })
    }
}

/// A line that shells and readers of `.env` files take alike: they agree on what stands in single quotes.
fn line(name: &'static str, value: &str) -> Result<String, Failure> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    if value.contains(|c: char| c.is_control() || c == '\'') {
        return Err(Failure::Unquotable { name });
    }
    Ok(if value.chars().all(is_plain) { format!("{name}={value}\n") } else { format!("{name}='{value}'\n") })
}

/// Puts a file that nobody else may read, since it can hold keys, in the place of what has its name, a link too.
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

    /// A line end in `--secret-id` became a line of the file, which a shell carried out: `LD_PRELOAD=..`.
    #[test]
    fn a_value_is_one_line_and_no_command() {
        let said = |value| line("WEDA_ENV_ID", value).ok();
        assert_eq!(said("lowcode-2gay8jgh25").as_deref(), Some("WEDA_ENV_ID=lowcode-2gay8jgh25\n"));
        assert_eq!(said("a b $(c) `d` \"e\" #f \\").as_deref(), Some("WEDA_ENV_ID='a b $(c) `d` \"e\" #f \\'\n"));
        assert_eq!(said("a\nLD_PRELOAD=b"), None);
        assert_eq!(said("a\rb"), None);
        assert_eq!(said("a'b"), None);
    }
}
