//! Runs the binary, and looks at each character that comes out.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use nix::pty::{Winsize, openpty};
use weda_definition::is_printable;

/// The beginning of each forged line in the hostile texts.
pub const FORGED: &str = "forged:";

/// One of each class: escape sequences of two kinds, their one-byte form, a mark that turns the direction of writing, an
/// invisible character, and a line end.
pub const BAD: &str = "\u{1b}[31m\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\u{200b}\r\nforged: x";

/// As [`BAD`], where a file name or an identifier must hold it: without line ends.
pub const BAD_NAME: &str = "\u{1b}[31m\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\u{200b}";

/// The styles of the command's own texts, and how its line of progress moves.
const OWN: [&str; 11] = [
    "\x1b[0m",
    "\x1b[1m",
    "\x1b[31m",
    "\x1b[32m",
    "\x1b[33m",
    "\x1b[1;31m",
    "\x1b[1;33m",
    "\x1b[1;36m",
    "\r\x1b[K",
    "\r\n",
    // What `--help` of clap underlines.
    "\x1b[4m",
];

/// The output of a run.
pub struct Shown {
    pub code: i32,
    pub text: String,
}

/// Runs the command on a terminal, stdout and stderr together.
pub fn on_terminal(mut command: Command) -> Shown {
    let size = Winsize { ws_row: 24, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(&size, None).unwrap();
    let side = || Stdio::from(pty.slave.try_clone().unwrap());
    let mut process = command.stdin(side()).stdout(side()).stderr(side()).env("TERM", "xterm").spawn().unwrap();
    // The command keeps its copies of the other side until it is dropped.
    drop((command, pty.slave));
    let (mut screen, mut text) = (File::from(pty.master), Vec::new());
    // To whatever it asks.
    screen.write_all(b"n\nn\n").unwrap();
    // A terminal whose last program is gone ends in an error.
    let _ = screen.read_to_end(&mut text);
    Shown { code: process.wait().unwrap().code().unwrap(), text: String::from_utf8(text).unwrap() }
}

/// Runs the command with pipes: stdout and stderr.
pub fn in_pipes(mut command: Command) -> (Shown, String) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (Shown { code: output.status.code().unwrap(), text }, String::from_utf8(output.stderr).unwrap())
}

/// Fails where a character that steers or hides is in the text. `own` says whether styles may be.
pub fn assert_harmless(what: &str, text: &str, own: bool) {
    let mut rest = text.to_owned();
    if own {
        for sequence in OWN {
            rest = rest.replace(sequence, if sequence == "\r\n" { "\n" } else { "" });
        }
    }
    let odd = rest.chars().find(|character| !is_printable(*character) && !matches!(character, '\n' | '\t'));
    assert!(odd.is_none(), "{what}: {odd:?} in {text:?}");
    assert!(!rest.lines().any(|line| line.starts_with(FORGED)), "{what} has a forged line: {text}");
    // A colour of the command's own, put there by others.
    assert!(!text.contains("\x1b[31m\x1b") && !text.contains("\x1b[31m\\u"), "{what} has a foreign colour: {text:?}");
}
