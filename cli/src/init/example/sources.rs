//! The place of the crates for a package's Cargo.toml: this command's own release, or the clone that it was built from.
//!
//! No path is compiled in: an installed binary is moved to other machines, so everything is found at run time.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

/// Folders above the executable that are searched: `target/TRIPLE/PROFILE/deps`.
const LEVELS: usize = 6;

/// The place of the crates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sources {
    /// A clone of the repository.
    Clone(PathBuf),
    /// A repository and its commit.
    Git { url: String, rev: Option<String> },
    /// The registry, in the version of this command.
    Registry,
}

impl Sources {
    /// Finds the place: the clone around the executable, the record that `cargo install` keeps beside it, or a clone named
    /// `weda` beside the package or one of the two folders above it.
    pub(super) fn find(package: &Path) -> Option<Self> {
        let executable = env::current_exe().ok();
        let executable = executable.map(|path| path.canonicalize().unwrap_or(path));
        let around =
            executable.iter().flat_map(|path| path.ancestors().skip(1).take(LEVELS)).find(|path| is_clone(path));
        around
            .map(|path| Self::Clone(path.to_owned()))
            .or_else(|| executable.as_deref().and_then(recorded))
            .or_else(|| beside(package).map(Self::Clone))
    }

    /// The dependency on a crate in the folder `folder` of the clone, for a package in `package`, as an inline table.
    pub(super) fn dependency(&self, folder: &str, package: &Path, more: &str) -> String {
        let quoted = |text: &str| Value::String(text.to_owned()).to_string();
        let place = match self {
            Self::Clone(clone) => format!("path = {}", quoted(&path_from(package, &clone.join(folder)))),
            Self::Git { url, rev: Some(rev) } => format!("git = {}, rev = {}", quoted(url), quoted(rev)),
            Self::Git { url, rev: None } => format!("git = {}", quoted(url)),
            Self::Registry if more.is_empty() => return quoted(env!("CARGO_PKG_VERSION")),
            Self::Registry => format!("version = {}", quoted(env!("CARGO_PKG_VERSION"))),
        };
        format!("{{ {place}{more} }}")
    }
}

/// Returns true for a clone of this repository: its folder `runtime` has the crate `weda`.
pub(super) fn is_clone(folder: &Path) -> bool {
    let name = |text: String| Some(text.parse::<Table>().ok()?.get("package")?.get("name")?.as_str()? == "weda");
    fs::read_to_string(folder.join("runtime/Cargo.toml")).ok().and_then(name).unwrap_or(false)
}

/// The clone beside the package, or beside one of the two folders above it.
fn beside(package: &Path) -> Option<PathBuf> {
    package.ancestors().skip(1).take(3).map(|folder| folder.join("weda")).find(|path| is_clone(path))
}

/// The source of the installed command, from the record of `cargo install` for the folder `bin` of the executable.
fn recorded(executable: &Path) -> Option<Sources> {
    let text = fs::read_to_string(executable.parent()?.parent()?.join(".crates.toml")).ok()?;
    let record: Table = text.parse().ok()?;
    record.get("v1")?.as_table()?.keys().find_map(|key| source(key.strip_prefix("weda-cli ")?))
}

/// Parses `0.1.0 (path+file:///home/li/weda/cli)`.
fn source(installed: &str) -> Option<Sources> {
    let (version, source) = installed.split_once(" (")?;
    let (kind, place) = source.strip_suffix(')')?.split_once('+')?;
    match kind {
        "path" => {
            let path = place.strip_prefix("file://")?;
            // `file:///C:/..` on Windows.
            let path = path.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':')).unwrap_or(path);
            let clone = Path::new(path).parent()?;
            is_clone(clone).then(|| Sources::Clone(clone.to_owned()))
        }
        "git" => {
            let (url, rev) = place.split_once('#').map_or((place, None), |(url, rev)| (url, Some(rev.to_owned())));
            let url = url.split('?').next()?.to_owned();
            Some(Sources::Git { url, rev })
        }
        "registry" | "sparse" => (version == env!("CARGO_PKG_VERSION")).then_some(Sources::Registry),
        _ => None,
    }
}

/// The path of a crate as the package's Cargo.toml names it: relative if both are in a common folder at most two levels up,
/// so that the two folders can be moved together, else absolute.
fn path_from(package: &Path, to: &Path) -> String {
    let common = package.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = package.components().count() - common;
    let rest: PathBuf = to.components().skip(common).collect();
    // A common root is not a common folder.
    let named = to.components().take(common).any(|part| matches!(part, Component::Normal(_)));
    let path = if named && (1..=2).contains(&up) { ["..", "../.."][up - 1].as_ref() } else { Path::new("") };
    let path = if path.as_os_str().is_empty() { to.to_owned() } else { path.join(rest) };
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_relative_in_a_common_folder_and_absolute_elsewhere() {
        let of = |package: &str, to: &str| path_from(Path::new(package), Path::new(to));
        assert_eq!(of("/home/li/hello", "/home/li/weda/runtime"), "../weda/runtime");
        assert_eq!(of("/home/li/code/hello", "/home/li/weda/runtime"), "../../weda/runtime");
        assert_eq!(of("/tmp/hello", "/home/li/weda/runtime"), "/home/li/weda/runtime");
        assert_eq!(of("/home/li/a/b/hello", "/home/li/weda/runtime"), "/home/li/weda/runtime");
    }

    #[test]
    fn the_record_of_an_installation_names_the_source() {
        let folder = tempfile::tempdir().unwrap();
        let clone = folder.path().join("weda");
        fs::create_dir_all(clone.join("runtime")).unwrap();
        fs::write(clone.join("runtime/Cargo.toml"), "[package]\nname = \"weda\"\n").unwrap();
        let installed = |source: &str| {
            let record =
                format!("[v1]\n\"other 1.0.0 (registry+x)\" = [\"weda\"]\n\"weda-cli {source}\" = [\"weda\"]\n");
            fs::write(folder.path().join(".crates.toml"), record).unwrap();
            recorded(&folder.path().join("bin/weda"))
        };
        let path = clone.display();
        assert_eq!(installed(&format!("0.1.0 (path+file://{path}/cli)")), Some(Sources::Clone(clone.clone())));
        assert_eq!(installed("0.1.0 (path+file:///nowhere/cli)"), None, "the clone is gone");
        let git = |rev: Option<&str>| {
            Some(Sources::Git { url: "https://example.com/weda".to_owned(), rev: rev.map(str::to_owned) })
        };
        assert_eq!(installed("0.1.0 (git+https://example.com/weda?branch=main#abc123)"), git(Some("abc123")));
        assert_eq!(installed("0.1.0 (git+https://example.com/weda)"), git(None));
        let registry = "(registry+https://github.com/rust-lang/crates.io-index)";
        assert_eq!(installed(&format!("{} {registry}", env!("CARGO_PKG_VERSION"))), Some(Sources::Registry));
    }

    #[test]
    fn a_dependency_is_one_line() {
        let package = Path::new("/home/li/hello");
        let of = |sources: Sources, more| sources.dependency("runtime", package, more);
        let clone = Sources::Clone("/home/li/weda".into());
        assert_eq!(of(clone, ""), "{ path = \"../weda/runtime\" }");
        assert_eq!(of(Sources::Clone("/a\"b".into()), ""), "{ path = '/a\"b/runtime' }");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(of(Sources::Registry, ""), format!("\"{version}\""));
        let plain = ", default-features = false";
        assert_eq!(of(Sources::Registry, plain), format!("{{ version = \"{version}\"{plain} }}"));
    }
}
