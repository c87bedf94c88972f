//! Expected texts of errors.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use crate::case::Case;

/// The toolchain of the expected texts. rustc's part of them changes between versions; with other versions only the
/// number of errors and our own message are checked.
const TOOLCHAIN: &str = "rustc 1.95.";

/// The expected text of a case.
pub struct Golden(PathBuf);

impl Golden {
    pub fn of(case: &Case) -> Self {
        Self(case.source.with_extension("stderr"))
    }

    /// Returns an error that describes the difference.
    pub fn compare(&self, text: &str) -> Result<(), String> {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&self.0, text).unwrap();
            return Ok(());
        }
        let golden = fs::read_to_string(&self.0).map_err(|error| format!("{}: {error}", self.0.display()))?;
        let sentence = golden.lines().next().unwrap_or_default();
        if is_exact() && !golden.lines().eq(text.lines()) {
            Err(format!("the text is not that of {}; it is", self.0.display()))
        } else if sentence.is_empty() || !text.contains(sentence) {
            Err(format!("the text lacks `{sentence}`; it is"))
        } else {
            Ok(())
        }
    }
}

/// Returns true for the toolchain of the expected texts.
pub fn is_exact() -> bool {
    static IS_EXACT: LazyLock<bool> = LazyLock::new(|| {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc).arg("--version").output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with(TOOLCHAIN))
    });
    *IS_EXACT
}
