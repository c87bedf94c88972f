//! `weda completions`, and the answers that its scripts ask for while the user types.
//!
//! The scripts call `weda __complete`, since models and fields are known only then. Elvish gets a script without them.

mod definitions;
mod engine;
mod words;

use clap::CommandFactory as _;
use clap_complete::Shell;
use serde_json::json;
use weda_definition::Printable;

use crate::arguments::{Arguments, Complete, Completions};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};
use engine::Answer;
use words::Words;

/// Maximum number of characters of a description.
const MAX_DESCRIPTION: usize = 60;

/// Prints a shell completion script.
pub(crate) fn run(task: &Completions) -> Result<Exit, Failure> {
    let script = match task.shell {
        Shell::Bash => include_str!("completions/scripts/weda.bash").to_owned(),
        Shell::Zsh => include_str!("completions/scripts/weda.zsh").to_owned(),
        Shell::Fish => include_str!("completions/scripts/weda.fish").to_owned(),
        Shell::PowerShell => include_str!("completions/scripts/weda.ps1").to_owned(),
        other => {
            let mut script = Vec::new();
            clap_complete::generate(other, &mut Arguments::command(), "weda", &mut script);
            String::from_utf8_lossy(&script).into_owned()
        }
    };
    if task.output.json {
        print_json(&json!({ "shell": task.shell.to_string(), "script": script }))?;
    } else {
        print(script.trim_end())?;
    }
    Ok(Exit::Done)
}

/// Prints the completions of a word: a line that says what follows, then a line per value, with its description behind a tab.
pub(crate) fn complete(task: &Complete) -> Result<Exit, Failure> {
    let words = Words { before: task.words.iter().skip(1).cloned().collect(), current: task.word.clone() };
    match engine::answer(&mut Arguments::command(), &words) {
        Answer::Files => print(":files")?,
        Answer::Values(candidates) => {
            let mut text = String::from(":values");
            for candidate in candidates.iter().filter(|candidate| is_plain(&candidate.value)) {
                text.push('\n');
                text.push_str(&candidate.value);
                let description = description(&candidate.description);
                if !description.is_empty() {
                    text.push('\t');
                    text.push_str(&description);
                }
            }
            print(text)?;
        }
    }
    Ok(Exit::Done)
}

/// Returns true for a value that no shell reads as more than one word: names and options of a definition are typed into the
/// command line by completing them, and must not become a command there.
fn is_plain(value: &str) -> bool {
    value.chars().all(|c| c.is_alphanumeric() || "_-.,=/".contains(c))
}

/// One line without control characters.
fn description(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = text.chars().take(MAX_DESCRIPTION).collect();
    Printable(short).to_string()
}

#[cfg(test)]
mod tests {
    use super::{description, is_plain};

    #[test]
    fn values_cannot_become_commands() {
        for value in ["student", "grade=一年级", "name,score", "--select", "a-b.c"] {
            assert!(is_plain(value), "{value}");
        }
        for value in
            ["a b", "a;b", "$(id)", "`id`", "a|b", "a\nb", "'", "\"", "a&b", "~", "*", "a\u{202e}b", "a\\b", "!1", "#"]
        {
            assert!(!is_plain(value), "{value}");
        }
        assert_eq!(description(" a\n\tb\u{1b}[31m "), "a b\\u{1b}[31m");
    }
}
