use std::fmt::Display;
use std::io::Write as _;

/// Tells the user something on stderr. Nobody listening any more, as behind `| head`, is no reason to fail or to stop.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
