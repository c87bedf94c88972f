//! What is shown, and what a script sees.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::{Done, World, bare};

#[test]
fn in_a_pipe_there_is_a_record_a_line() {
    let world = World::new();
    world.load(450);
    let all = world.run(&["query", "student"]).ok();
    let lines = all.lines();
    assert_eq!((lines.len(), lines[449]["_id"].as_str(), all.err.as_str()), (450, Some("s000449"), ""));

    let some = world.run(&[
        "query",
        "student",
        "--filter",
        "score gt 100 and contains(name,'1')",
        "--order-by",
        "score desc",
        "--top",
        "3",
        "--skip",
        "1",
        "--json",
    ]);
    let scores: Vec<f64> = some.ok().lines().iter().map(|line| line["score"].as_f64().unwrap()).collect();
    assert_eq!(scores, [210.5, 209.5, 209.0]);
    assert_eq!(world.run(&["query", "student", "--filter", "score lt 0"]).ok().out, "");
}

#[test]
fn records_are_counted_without_being_read() {
    let world = World::new();
    world.load(12);
    assert_eq!(world.run(&["query", "student", "--count"]).ok().out, "12\n");
    let counted = world.run(&["query", "student", "--count", "--json", "--filter", "active eq true"]).ok();
    assert_eq!(counted.out, "{\"count\":6}\n");
}

#[test]
fn the_store_is_that_of_the_flag() {
    let world = World::new();
    world.load(2);
    world.emulator.load("prod/room", [json!({ "name": "一号" })]).unwrap();
    assert_eq!(world.run(&["query", "room", "--count"]).ok().out, "0\n");
    assert_eq!(world.run(&["query", "room", "--count", "--env-type", "prod"]).ok().out, "1\n");
}

/// The code says which kind of mistake it is, on stderr in words and with `--json` on stdout too.
#[test]
fn mistakes_have_their_exit_codes() {
    let world = World::new();
    let refuse =
        |code: &str| world.emulator.inject(Fault::new(Effect::Refuse(code.to_owned())).path("/odata/")).unwrap();
    let check = |arguments: &[&str], code: i32, name: &str, words: &str| {
        let done = world.run(&[arguments, &["--json"]].concat());
        assert_eq!(done.code, Some(code), "{done:?}");
        assert!(done.err.contains(words), "{done:?}");
        let answer: Value = serde_json::from_str(done.out.trim_end()).unwrap();
        assert_eq!(
            (answer["error"]["exit"].as_i64(), answer["error"]["code"].as_str()),
            (Some(code.into()), Some(name))
        );
        assert!(answer["error"]["message"].as_str().unwrap().contains(words), "{answer}");
    };
    check(&["query", "nobody"], 4, "not-found", "DataSourceNotExist");
    check(&["query", "my students"], 3, "arguments", "no model can be called `my students`");
    check(&["query", "student", "--filter", "score gt"], 3, "arguments", "InvalidParameter");
    check(&["query", "student", "--order-by", "score down"], 3, "arguments", "write a field, or a field and");
    check(&["query", "student", "--count", "--top", "1"], 3, "arguments", "cannot be used with");
    check(&["query"], 3, "arguments", "<MODEL>");
    for (code, exit, name) in [
        ("PERMISSION_DENIED", 2, "authentication"),
        ("EXCEED_REQUEST_LIMIT", 5, "service"),
        ("INVALID_ENV", 3, "arguments"),
        ("SYS_ERR", 5, "service"),
    ] {
        world.emulator.heal();
        refuse(code);
        let done = world.run(&["query", "student", "--json"]);
        assert!(done.err.contains(code), "{done:?}");
        let answer: Value = serde_json::from_str(done.out.trim_end()).unwrap();
        assert_eq!((done.code, answer["error"]["code"].as_str()), (Some(exit), Some(name)), "{done:?}");
    }
}

#[test]
fn without_an_environment_or_with_wrong_keys_nothing_is_shown() {
    let world = World::new();
    let nowhere = Done::of(&bare(world.folder.path()).args(["query", "student"]).output().unwrap());
    assert_eq!((nowhere.code, nowhere.out.as_str()), (Some(3), ""));
    assert!(nowhere.err.contains("no environment is named"), "{nowhere:?}");
    let mut wrong = world.weda(&["query", "student"]);
    let wrong = wrong.env("WEDA_SECRET_ID", "emulator-id").env("WEDA_SECRET_KEY", "wrong");
    let wrong = Done::of(&wrong.output().unwrap());
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(!wrong.err.contains("wrong\""), "keys are not repeated: {wrong:?}");
    let mut dead = bare(world.folder.path());
    let dead = Done::of(&dead.args(["query", "student"]).env("WEDA_EMULATOR_HOST", "127.0.0.1:9").output().unwrap());
    assert_eq!(dead.code, Some(5), "{dead:?}");
}

/// `weda query student | head -1` ends quietly.
#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let world = World::new();
    world.load(3_000);
    let mut process = world.weda(&["query", "student"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("s000000"));
    drop(lines);
    let mut said = String::new();
    process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((process.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
