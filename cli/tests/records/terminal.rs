//! What people see: the binary on a terminal of its own.

use std::fs::File;
use std::io::Read as _;
use std::process::Stdio;

use nix::pty::{Winsize, openpty};

use crate::fixture::World;

/// Runs the binary on a terminal of so many columns, and gives back all that it shows.
fn shown(world: &World, arguments: &[&str], columns: u16) -> String {
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(&size, None).unwrap();
    let side = || Stdio::from(pty.slave.try_clone().unwrap());
    let mut process =
        world.weda(arguments).stdin(side()).stdout(side()).stderr(side()).env("TERM", "xterm").spawn().unwrap();
    drop(pty.slave);
    let (mut screen, mut text) = (File::from(pty.master), Vec::new());
    // A terminal whose last program is gone ends in an error.
    let _ = screen.read_to_end(&mut text);
    process.wait().unwrap();
    String::from_utf8(text).unwrap().replace("\r\n", "\n")
}

#[test]
fn records_stand_in_a_table_that_fits() {
    let world = World::new();
    world.load(250);
    let text = shown(&world, &["query", "student", "--filter", "score lt 4"], 70);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("\u{1b}[1m_id"), "{text}");
    assert!(lines[1].starts_with("s000001  学生\"1\"  N1"), "{text}");
    assert!(text.contains("note:") && text.contains("there is no room for"), "{text}");
    let widest = lines
        .iter()
        .filter(|line| line.starts_with("s0"))
        .map(|line| line.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum::<usize>());
    assert!(widest.max().unwrap() <= 70, "{text}");

    let text = shown(&world, &["query", "student"], 300);
    assert_eq!(text.lines().filter(|line| line.starts_with("s0")).count(), 100);
    assert!(text.contains("100 of 250 records are shown; `--top` shows more, `--json` all of them"), "{text}");
    let text = shown(&world, &["query", "student", "--json", "--top", "1"], 80);
    assert!(text.starts_with('{'), "{text}");
}

#[test]
fn an_export_says_how_far_it_is() {
    let world = World::new();
    world.load(1_000);
    world.emulator.inject(weda_emulator::Fault::new(weda_emulator::Effect::Delay(150)).path("/odata/")).unwrap();
    let text = shown(&world, &["export", "student", "--out", "students.ndjson", "--ahead", "1"], 80);
    assert!(text.contains("student: 400 of 1,000, "), "{text:?}");
    assert!(text.contains("/s, ") && text.contains(" left"), "{text:?}");
    assert!(text.contains("student: 1,000 records in students.ndjson, in "), "{text:?}");
}

#[test]
fn an_import_says_how_far_it_is() {
    let world = World::new();
    world.write("s.ndjson", &crate::import::lines(4_000));
    world.emulator.inject(weda_emulator::Fault::new(weda_emulator::Effect::Delay(200)).path("/odata/")).unwrap();
    let text = shown(&world, &["import", "student", "s.ndjson"], 80);
    assert!(text.contains("/s, ") && text.contains(" left"), "{text:?}");
    assert!(text.contains("student: 4,000 records created, in "), "{text:?}");
}
