//! Packages whose build script generates the code, so that none of it is beside their sources.

use std::path::{Path, PathBuf};

use weda_codegen::ancestors;
use weda_definition::read_regular_file;

use crate::arguments::seen_from;

/// Maximum size of a manifest or build script.
const MAX_BYTES: u64 = 8 << 20;

/// Returns the build script of the package around the current folder if it calls `weda_codegen::build()`.
pub(crate) fn generating() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    of(&here).map(|script| seen_from(&here, &script))
}

/// Returns the full path of the generating build script of the package around `here`.
pub(crate) fn of(here: &Path) -> Option<PathBuf> {
    let (folder, manifest) =
        ancestors(here).into_iter().find_map(|folder| Some((folder, text(&folder.join("Cargo.toml"))?)))?;
    let manifest: toml::Table = manifest.parse().ok()?;
    let script = match manifest.get("package")?.get("build") {
        None | Some(toml::Value::Boolean(true)) => "build.rs",
        Some(named) => named.as_str()?,
    };
    let script = folder.join(script);
    let source = text(&script)?;
    let mut code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.any(|line| line.contains("weda_codegen")).then_some(script)
}

fn text(path: &Path) -> Option<String> {
    String::from_utf8(read_regular_file(path, MAX_BYTES).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::of;

    #[test]
    fn the_build_script_of_the_package_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let script = || of(folder.path()).map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
        fs::create_dir(folder.path().join(".git")).unwrap();
        assert_eq!(script(), None);
        write("Cargo.toml", "[package]\nname = \"a\"\n");
        assert_eq!(script(), None, "there is no script");
        write("build.rs", "fn main() {\n    weda_codegen::build();\n}\n");
        assert_eq!(script().as_deref(), Some("build.rs"));
        write("build.rs", "fn main() {\n    // weda_codegen::build();\n}\n");
        assert_eq!(script(), None, "a comment");
        write("make.rs", "use weda_codegen::build;\nfn main() { build() }\n");
        write("Cargo.toml", "[package]\nname = \"a\"\nbuild = \"make.rs\"\n");
        assert_eq!(script().as_deref(), Some("make.rs"));
        write("Cargo.toml", "[package]\nname = \"a\"\nbuild = false\n");
        assert_eq!(script(), None);
    }
}
