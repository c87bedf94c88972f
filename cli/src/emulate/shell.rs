//! The shell of the reader, and how it sets a variable.

use std::env;
use std::fmt::Display;
use std::io::IsTerminal as _;

/// A kind of shell, as far as it sets variables in its own way. fish understands `export NAME=value` too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Posix,
    PowerShell,
    Cmd,
}

impl Syntax {
    /// Detects the shell behind the terminal by the variables that it leaves to its commands.
    pub(super) fn of_terminal() -> Self {
        match std::io::stderr().is_terminal() {
            true => Self::detect(cfg!(windows), |name| env::var_os(name).is_some()),
            // Scripts read `export`.
            false => Self::Posix,
        }
    }

    fn detect(windows: bool, is_set: impl Fn(&str) -> bool) -> Self {
        // Windows sets PSModulePath for all programs, and only cmd.exe sets PROMPT. PowerShell elsewhere sets PSModulePath
        // only for its children, as it does with the name of its package.
        match windows {
            true if is_set("MSYSTEM") || is_set("SHLVL") => Self::Posix,
            true if is_set("PROMPT") => Self::Cmd,
            true => Self::PowerShell,
            false if is_set("PSModulePath") && is_set("POWERSHELL_DISTRIBUTION_CHANNEL") => Self::PowerShell,
            false => Self::Posix,
        }
    }

    /// The line that sets a variable to a value without special characters, such as an address.
    pub(super) fn assignment(self, name: &str, value: &impl Display) -> String {
        match self {
            Self::Posix => format!("export {name}={value}"),
            Self::PowerShell => format!("$env:{name} = '{value}'"),
            Self::Cmd => format!("set {name}={value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Syntax;

    #[test]
    fn shells_are_known_by_their_variables() {
        let detect = |windows, variables: &[&str]| Syntax::detect(windows, |name| variables.contains(&name));
        assert_eq!(detect(true, &["PSModulePath", "PROMPT"]), Syntax::Cmd);
        assert_eq!(detect(true, &["PSModulePath"]), Syntax::PowerShell);
        assert_eq!(detect(true, &["PSModulePath", "MSYSTEM", "SHLVL"]), Syntax::Posix, "Git Bash");
        assert_eq!(detect(false, &["SHLVL"]), Syntax::Posix);
        assert_eq!(detect(false, &["PSModulePath", "POWERSHELL_DISTRIBUTION_CHANNEL", "SHLVL"]), Syntax::PowerShell);
    }

    #[test]
    fn each_shell_has_its_own_assignment() {
        let of = |shell: Syntax| shell.assignment("WEDA_EMULATOR_HOST", &"127.0.0.1:4010");
        assert_eq!(of(Syntax::Posix), "export WEDA_EMULATOR_HOST=127.0.0.1:4010");
        assert_eq!(of(Syntax::PowerShell), "$env:WEDA_EMULATOR_HOST = '127.0.0.1:4010'");
        assert_eq!(of(Syntax::Cmd), "set WEDA_EMULATOR_HOST=127.0.0.1:4010");
    }
}
