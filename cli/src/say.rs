//! What is said on stderr, beside the data on stdout.

use std::fmt::Display;
use std::io::Write as _;

/// Tells the user something on stderr. Nobody listening any more, as behind `| head`, is no reason to fail or to stop.
///
/// On a terminal the word that a line begins with has a colour, unless `NO_COLOR` is set.
pub(crate) fn say(text: impl Display) {
    let text = text.to_string();
    let lines: Vec<String> = text.split('\n').map(coloured).collect();
    let _ = writeln!(anstream::stderr().lock(), "{}", lines.join("\n"));
}

fn coloured(line: &str) -> String {
    for (word, colour) in [("error:", 31), ("warning:", 33), ("note:", 36), ("hint:", 36)] {
        if let Some(rest) = line.strip_prefix(word) {
            return format!("\x1b[1;{colour}m{word}\x1b[0m{rest}");
        }
    }
    line.to_owned()
}
