//! Output on a terminal.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use crate::fixture::World;

/// The binary on a terminal of its own.
struct Screen {
    process: Child,
    terminal: File,
    text: Vec<u8>,
}

impl Screen {
    fn of(mut command: Command, columns: u16) -> Self {
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(&size, None).unwrap();
        let side = || Stdio::from(pty.slave.try_clone().unwrap());
        let process = command.stdin(side()).stdout(side()).stderr(side()).env("TERM", "xterm").spawn().unwrap();
        Self { process, terminal: File::from(pty.master), text: Vec::new() }
    }

    /// Waits until this is shown.
    fn wait_for(&mut self, words: &str) {
        let mut part = [0; 4096];
        while !String::from_utf8_lossy(&self.text).contains(words) {
            let read = self.terminal.read(&mut part).unwrap_or_default();
            assert!(read > 0, "it ended without `{words}`: {:?}", String::from_utf8_lossy(&self.text));
            self.text.extend(&part[..read]);
        }
    }

    fn type_in(&mut self, keys: &str) {
        self.terminal.write_all(keys.as_bytes()).unwrap();
    }

    /// All that was shown, and the exit code.
    fn end(mut self) -> (String, Option<i32>) {
        // A terminal whose last program is gone ends in an error.
        let _ = self.terminal.read_to_end(&mut self.text);
        let code = self.process.wait().unwrap().code();
        (String::from_utf8(self.text).unwrap().replace("\r\n", "\n"), code)
    }
}

/// Runs the binary on a terminal of so many columns, and gives back all that it shows.
fn shown(world: &World, arguments: &[&str], columns: u16) -> String {
    Screen::of(world.weda(arguments), columns).end().0
}

/// The title of a record was not among the columns, empty ones were, and a note was broken within words.
#[test]
fn records_stand_in_a_table_that_fits() {
    let world = World::new();
    world.load(250);
    let text = shown(&world, &["query", "student", "--filter", "score lt 4"], 110);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("\u{1b}[1m_id"), "{text}");
    assert!(lines[1].starts_with("s000001  学生\"1\"  N1"), "{text}");
    assert!(text.contains("note:") && text.contains("columns without values: mentor"), "{text}");
    for line in &lines {
        assert!(!line.starts_with("s0") || line.width() <= 110, "{text}");
    }
    let narrow = shown(&world, &["query", "student", "--filter", "score lt 4"], 40);
    assert!(narrow.starts_with("\u{1b}[1m── 1 of 5 ──\u{1b}[0m\n_id"), "{narrow}");
    assert!(narrow.contains("\nname       学生\"1\"\n"), "{narrow}");
    assert!(narrow.lines().all(|line| line.width() <= 40 || line.contains('\u{1b}')), "{narrow}");
    let vertical = shown(&world, &["query", "student", "--top", "1", "--vertical"], 200);
    assert!(vertical.starts_with("\u{1b}[1m── 1 of 1 ──"), "{vertical}");
    let selected = shown(&world, &["query", "student", "--top", "1", "--select", "name,mentor"], 40);
    assert_eq!(selected, "\u{1b}[1mname     mentor\u{1b}[0m\n学生\"0\"  s000001\n");

    let text = shown(&world, &["query", "student"], 300);
    assert_eq!(text.lines().filter(|line| line.starts_with("s0")).count(), 100);
    assert!(text.contains("100 of 250 records are shown; `--top` shows more, `--json` all of them"), "{text}");
    let text = shown(&world, &["query", "student", "--json", "--top", "1"], 80);
    assert!(text.starts_with('{'), "{text}");
    let one = shown(&world, &["get", "student", "s000001"], 300);
    assert!(one.starts_with("\u{1b}[1m── 1 of 1 ──"), "{one}");
}

/// Names of members and nested values went to the terminal as they were.
#[test]
fn nothing_of_a_record_controls_the_terminal() {
    let hostile = "x\u{1b}]0;PWN\u{7}\u{9b}31m\u{202e}";
    let definition = json!({ "title": hostile, "properties": {
        "name": { "type": "string", "title": hostile },
        hostile: { "type": "string" }, "o": { "type": "object", "properties": {} } } });
    let definition = weda_emulator::Definition::parse("odd", "odd.json", &definition.to_string()).unwrap();
    let world = World::of(vec![definition], weda_emulator::Profile::default());
    let record =
        json!({ "_id": format!("i{hostile}"), "name": hostile, hostile: "1", "o": json!({ hostile: 1 }).to_string() });
    world.emulator.load("odd", [record]).unwrap();
    for arguments in [
        vec!["query", "odd"],
        vec!["query", "odd", "--vertical"],
        vec!["query", "odd", "--filter", hostile],
        vec!["query", "odd", "--order-by", "x\u{202e}"],
        vec!["query", "odd", "--select", hostile],
        vec!["query", hostile],
        vec!["models"],
        vec!["models", "--json"],
        vec!["query", "odd", "--json"],
        vec!["query", "odd", "--json", "--filter", hostile],
        vec!["describe", "odd", "--json"],
        vec!["export", "odd"],
        vec!["export", "odd", "--format", "csv"],
        vec!["describe", "odd"],
        vec!["get", "odd", hostile],
        vec!["create", "odd", "--set", &format!("{hostile}=1"), "--dry-run"],
        vec!["delete", "odd", "--filter", "name ne ''", "--dry-run"],
        vec!["update", "odd", "--filter", "name ne ''", "--set", &format!("name={hostile}"), "--dry-run"],
    ] {
        let text = shown(&world, &arguments, 60);
        let text: String = text.split("\r\u{1b}[K").filter(|line| !line.ends_with(" left")).collect();
        let plain = text.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        let coloured = ["\u{1b}[1;31m", "\u{1b}[1;36m", "\u{1b}[1;33m"];
        let plain = coloured.iter().fold(plain, |text, colour| text.replace(colour, ""));
        assert!(!plain.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{arguments:?} {plain:?}");
        assert!(!plain.is_empty());
    }
}

/// The records are those that were counted: one that comes to match while the question stands is left alone, and one that
/// is gone is said.
#[test]
fn what_was_counted_is_deleted_and_nothing_else() {
    let world = World::new();
    world.load(6);
    let mut screen = Screen::of(world.weda(&["delete", "student", "--filter", "score gt 0.6"]), 100);
    screen.wait_for("delete 3 records of student in pre of lowcode-emulator? [y/N]");
    world.run(&["create", "student", "--set", "name=new", "--set", "score=5"]).ok();
    world.run(&["delete", "student", "s000004", "--yes"]).ok();
    screen.type_in("y\n");
    let (text, code) = screen.end();
    assert_eq!(code, Some(4), "{text}");
    assert!(text.contains("s000004: the record does not exist"), "{text}");
    assert!(text.contains("student: 2 deleted, 1 not found"), "{text}");
    let left = world.run(&["query", "student", "--filter", "score gt 0.6", "--select", "name"]).ok();
    assert_eq!(left.out, "{\"name\":\"new\"}\n");
}

#[test]
fn an_answer_that_is_not_yes_changes_nothing() {
    let world = World::new();
    world.load(3);
    for answer in ["n\n", "\n", "da\n", "\u{4}"] {
        let mut screen = Screen::of(world.weda(&["delete", "student", "s000001"]), 100);
        screen.wait_for("[y/N]");
        screen.type_in(answer);
        let (text, code) = screen.end();
        assert_eq!(code, Some(1), "{answer:?} {text}");
    }
    // Ctrl-C leaves the question, and the process, as it leaves any other.
    let mut screen = Screen::of(world.weda(&["delete", "student", "s000001"]), 100);
    screen.wait_for("[y/N]");
    kill(Pid::from_raw(i32::try_from(screen.process.id()).unwrap()), Signal::SIGINT).unwrap();
    let (text, code) = screen.end();
    assert!(matches!(code, None | Some(130)), "{text}");
    assert_eq!(world.stored("student").len(), 3);
}

/// 30 s of silence before the error of a server that does not answer.
#[test]
fn waiting_for_the_service_is_shown_early() {
    let world = World::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let arguments = ["query", "student", "--emulator", &address, "--timeout", "3"];
    let (text, code) = Screen::of(world.weda(&arguments), 80).end();
    assert_eq!(code, Some(5));
    assert!(text.contains(&format!("\r\u{1b}[Kwaiting for {address}, 2 s …")), "{text:?}");
    assert!(text.contains("\r\u{1b}[K\u{1b}[1;31merror:"), "the line is gone before the error: {text:?}");
}

/// On a terminal the line of the progress stood between the records.
#[test]
fn progress_never_mixes_with_data() {
    let world = World::new();
    world.load(1_000);
    world.emulator.inject_fault(weda_emulator::Fault::new(weda_emulator::Effect::Delay(150)).path("/odata/")).unwrap();
    let text = shown(&world, &["export", "student", "--ahead", "1"], 80);
    assert_eq!(text.lines().count(), 1_000);
    assert!(text.lines().all(|line| line.starts_with('{') && line.ends_with('}')), "{text:?}");
}

/// The mark stands under the place, and a sentence is broken between words.
#[test]
fn a_mistake_is_marked_on_the_terminal() {
    let world = World::new();
    let text = shown(&world, &["query", "student", "--filter", "name eq '李' and score > 5"], 60);
    assert!(text.contains("\n  | name eq '李' and score > 5\n  |                        ^\n"), "{text}");
    let text = shown(&world, &["query", "student", "--filter", "whatever_it_is eq 1"], 40);
    assert!(text.lines().all(|line| line.replace("\u{1b}[1;36m", "").replace("\u{1b}[0m", "").width() <= 60), "{text}");
    assert!(text.contains("\n      "), "{text}");
}

#[test]
fn an_export_shows_progress() {
    let world = World::new();
    world.load(1_000);
    world.emulator.inject_fault(weda_emulator::Fault::new(weda_emulator::Effect::Delay(150)).path("/odata/")).unwrap();
    let text = shown(&world, &["export", "student", "--out", "students.ndjson", "--ahead", "1"], 80);
    assert!(text.contains("student: 400 of 1,000, "), "{text:?}");
    assert!(text.contains("/s, ") && text.contains(" left"), "{text:?}");
    assert!(text.contains("student: 1,000 records in students.ndjson, in "), "{text:?}");
}

#[test]
fn an_import_shows_progress() {
    let world = World::new();
    world.write("s.ndjson", &crate::import::lines(4_000));
    world.emulator.inject_fault(weda_emulator::Fault::new(weda_emulator::Effect::Delay(200)).path("/odata/")).unwrap();
    let text = shown(&world, &["import", "student", "s.ndjson"], 80);
    assert!(text.contains("/s, ") && text.contains(" left"), "{text:?}");
    assert!(text.contains("student: 4,000 records created, in "), "{text:?}");
}

/// The line that tells how far an export is stood among the records; and finding 2f of the attacks: what a terminal
/// would act on reached it.
#[test]
fn records_on_a_terminal_are_records_and_nothing_else() {
    let world = World::new();
    world.load(3);
    let odd = serde_json::json!({ "_id": "s9", "name": "\u{9b}31m\u{202e}\u{1b}]0;x", "tags": "[\"\u{9b}\"]" });
    world.emulator.load("student", [odd]).unwrap();
    for format in ["ndjson", "json", "csv"] {
        let text = shown(&world, &["export", "student", "--format", format], 80);
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{text:?}");
        let first = if format == "json" {
            "[\n{"
        } else if format == "csv" {
            "_id,"
        } else {
            "{\"_id\""
        };
        assert!(text.starts_with(first), "{text:?}");
        if format == "ndjson" {
            let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
            assert_eq!(last["name"], "\u{9b}31m\u{202e}\u{1b}]0;x", "JSON has escapes of its own");
        }
    }
    let text = shown(&world, &["export", "student", "--format", "xlsx"], 80);
    assert!(text.contains("a workbook cannot be shown on a terminal; give a file with `--out`"), "{text:?}");
}
