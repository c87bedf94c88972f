//! The chapter of the guide is replayed: every block of it is what the command prints, one after the other.
//!
//! `UPDATE_GOLDEN=1 cargo test -p weda-mirror --test mirror transcript` writes the blocks anew, in both languages.

use std::path::{Path, PathBuf};
use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use weda_definition::{Definition, OptionSets};
use weda_emulator::Emulator;

use crate::test;
use crate::world::World;

pub(crate) fn tests() -> Vec<Trial> {
    vec![test("transcript::the_chapter_shows_what_the_command_prints", || replay("mirror.md"))]
}

/// 2024-09-01 08:30 in Beijing.
const START: i64 = 1_725_150_600_000;

fn guide(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guide").join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(guide(path)).unwrap()
}

/// The part of a chapter that is replayed here, and the rest, which another suite covers.
fn parts(text: &str) -> (&str, &str) {
    text.split_at(text.find("\n## PostgreSQL").unwrap_or(text.len()))
}

fn replay(name: &str) {
    let text = read(&format!("en/{name}"));
    let world = school();
    let mut blocks = Vec::new();
    let told = retell(
        parts(&text).0,
        |line| happen(&world, line),
        |command| {
            let told = run(&world, command);
            blocks.push((command.to_owned(), told.clone()));
            told
        },
    ) + parts(&text).1;
    // The Chinese edition has the same blocks.
    let chinese = read(&format!("zh-CN/{name}"));
    let mut next = blocks.into_iter();
    let told_in_chinese = retell(
        parts(&chinese).0,
        |_| (),
        |command| {
            let (same, told) = next.next().unwrap();
            assert_eq!(same, command);
            told
        },
    ) + parts(&chinese).1;
    for (path, text, told) in [(format!("en/{name}"), text, told), (format!("zh-CN/{name}"), chinese, told_in_chinese)]
    {
        match std::env::var_os("UPDATE_GOLDEN") {
            Some(_) => std::fs::write(guide(&path), told).unwrap(),
            None => assert_eq!(text, told, "{path}: UPDATE_GOLDEN=1 writes it anew"),
        }
    }
}

/// Returns the text with the output of its commands.
fn retell(text: &str, mut happen: impl FnMut(&str), mut run: impl FnMut(&str) -> String) -> String {
    let (mut told, mut lines) = (String::new(), text.lines());
    while let Some(line) = lines.next() {
        told = told + line + "\n";
        if let Some(event) = line.strip_prefix("<!-- the service: ").and_then(|line| line.strip_suffix(" -->")) {
            happen(event);
        }
        if line == "```console" {
            for command in lines.by_ref().take_while(|line| *line != "```").filter_map(|line| line.strip_prefix("$ ")) {
                told = told + "$ " + command + "\n" + &run(command);
            }
            told += "```\n";
        }
    }
    told
}

/// An emulator with the models of the guide, whose clock stands still.
fn school() -> World {
    let sets = read("service/option-sets.json");
    let mut builder =
        Emulator::builder().clock(START).option_sets(OptionSets::parse("option-sets.json", &sets).unwrap());
    let texts = ["course", "student"].map(|name| (name, read(&format!("service/database-schemas/{name}.json"))));
    for (name, text) in &texts {
        builder = builder.definitions(Definition::parse(name, &format!("{name}.json"), text).unwrap());
    }
    let world = World::of(builder.start().unwrap());
    std::fs::write(world.path("option-sets.json"), sets).unwrap();
    for (name, text) in texts {
        std::fs::write(world.path(&format!("database-schemas/{name}.json")), text).unwrap();
    }
    world
}

/// A step outside the terminal.
fn happen(world: &World, event: &str) {
    match event {
        "two courses and three students" => {
            world
                .emulator
                .load("course", [json!({ "_id": "C1", "title": "语文" }), json!({ "_id": "C2", "title": "数学" })])
                .unwrap();
            let student = |(id, name)| json!({ "_id": id, "name": name, "score": 89.5, "gender": "1", "course": "C1" });
            world.emulator.load("student", [("S1", "李四"), ("S2", "王五"), ("S3", "赵六")].map(student)).unwrap();
        }
        "a student is changed, one is created, and one is deleted" => {
            world.emulator.advance_clock(Duration::from_secs(3_600));
            world.update("student", "S1", json!({ "score": 92 }));
            world.emulator.load("student", [json!({ "_id": "S4", "name": "孙七", "score": 75 })]).unwrap();
            world.delete("student", &["S3".to_owned()]);
        }
        other => panic!("unknown step: {other}"),
    }
}

/// Runs a line: what it prints on stdout, then what it prints on stderr.
fn run(world: &World, command: &str) -> String {
    let arguments: Vec<&str> = command.strip_prefix("weda-mirror ").unwrap().split(' ').collect();
    let done = world.run(&arguments);
    done.stdout + &done.stderr
}
