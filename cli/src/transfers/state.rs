//! The user's folder of state, where checkpoints outlive the studio.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

/// The folder, which only the user may read. It is created if it does not exist.
///
/// # Errors
/// Returns the reason if no variable names one, or it cannot be created.
pub(super) fn folder() -> Result<PathBuf, String> {
    let folder =
        named(|name| std::env::var_os(name)).ok_or("no variable names the user's folder: set XDG_STATE_HOME")?;
    let failed = |error| format!("{} cannot be used ({error})", weda_definition::Printable(folder.display()));
    create(&folder).map_err(failed)?;
    Ok(folder)
}

/// The folder by the convention of the system. Relative paths count as absent, since they would depend on the current folder.
fn named(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let local = || if cfg!(windows) { absolute("LOCALAPPDATA") } else { Some(absolute("HOME")?.join(".local/state")) };
    Some(absolute("XDG_STATE_HOME").or_else(local)?.join("weda/studio"))
}

#[cfg(unix)]
fn create(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};

    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // It may have been there with another mode.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_folder_is_that_of_the_convention() {
        let with = |set: &[(&str, &str)]| {
            named(|name| set.iter().find(|(one, _)| *one == name).map(|(_, value)| OsString::from(value)))
        };
        let path = |text: &str| Some(PathBuf::from(text));
        assert_eq!(with(&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]), path("/s/weda/studio"));
        assert_eq!(with(&[("XDG_STATE_HOME", "s"), ("HOME", "/h")]), path("/h/.local/state/weda/studio"));
        assert_eq!(with(&[("XDG_STATE_HOME", "")]), None);
    }

    #[test]
    fn only_the_user_may_read_it() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("weda/studio");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        create(&folder).unwrap();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
