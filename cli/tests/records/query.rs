//! Output of `weda query`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::{Done, World, bare};

#[test]
fn in_a_pipe_there_is_one_record_per_line() {
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
        |code: &str| world.emulator.inject_fault(Fault::new(Effect::Refuse(code.to_owned())).path("/odata/")).unwrap();
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
    check(&["query", "nobody"], 4, "not-found", "has no model `nobody`");
    check(&["query", "my students"], 3, "arguments", "`my students` is not a valid model identifier");
    check(&["query", "student", "--filter", "score gt"], 3, "arguments", "a value is missing at the end");
    check(&["query", "student", "--order-by", "score down"], 3, "arguments", "give a field, optionally");
    check(&["query", "student", "--count", "--top", "1"], 3, "arguments", "cannot be used with");
    check(&["query", "student", "--top", "0"], 3, "arguments", "--top");
    check(&["query", "student", "--filter", " "], 3, "arguments", "--filter is empty");
    check(&["query", "student", "--order-by", "score, name"], 3, "arguments", "sort by one field");
    check(&["query", "student", "--order-by", "scroe"], 3, "arguments", "did you mean `score` (number)?");
    check(&["query", "student", "--select", "name,scroe"], 3, "arguments", "did you mean `score` (number)?");
    check(&["query"], 3, "arguments", "<MODEL>");
    for (code, exit, name) in [
        ("PERMISSION_DENIED", 2, "authentication"),
        ("EXCEED_REQUEST_LIMIT", 5, "service"),
        ("INVALID_ENV", 3, "arguments"),
        ("SYS_ERR", 5, "service"),
    ] {
        world.emulator.clear_faults();
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
    assert!(nowhere.err.contains("no environment is given"), "{nowhere:?}");
    let mut wrong = world.weda(&["query", "student"]);
    let wrong = wrong.env("WEDA_SECRET_ID", "emulator-id").env("WEDA_SECRET_KEY", "wrong");
    let wrong = Done::of(&wrong.output().unwrap());
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(!wrong.err.contains("wrong\""), "keys are not repeated: {wrong:?}");
    let mut dead = bare(world.folder.path());
    let dead = Done::of(&dead.args(["query", "student"]).env("WEDA_EMULATOR_HOST", "127.0.0.1:9").output().unwrap());
    assert_eq!(dead.code, Some(5), "{dead:?}");
}

/// A sentence of 60 words for a slip of the finger; and the place in it counted a parenthesis that the user never wrote.
#[test]
fn a_refused_filter_is_shown_with_its_mistake() {
    let world = World::new();
    let check = |filter: &str, lines: [&str; 4]| {
        for command in [vec!["query", "student"], vec!["export", "student"], vec!["delete", "student"]] {
            let done = world.run(&[command.as_slice(), &["--filter", filter]].concat());
            assert_eq!((done.code, done.err.lines().collect::<Vec<_>>()), (Some(3), lines.to_vec()), "{command:?}");
        }
    };
    let mark = "  |       ^";
    check("score > 5", ["error: --filter: `>` is not an operator", "  | score > 5", mark, "hint: write `gt`"]);
    check(
        "李 eq 1 and 名字 gt 2",
        [
            "error: --filter: model `student` has no field `李`",
            "  | 李 eq 1 and 名字 gt 2",
            "  | ^^",
            "hint: its fields are _id, createdAt, owner, name, number, score, active, born, tags, home, mentor; \
             `weda describe student` shows them",
        ],
    );
    check(
        "score eq 'a'",
        [
            "error: --filter compares `score`, a field of kind number, with a text at character 10 (InvalidParameter)",
            "  | score eq 'a'",
            "  |          ^^^",
            "hint: write a bare number",
        ],
    );
    let done = world.run(&["query", "student", "--filter", "score > 5", "--json"]);
    let answer: Value = serde_json::from_str(&done.out).unwrap();
    let error = &answer["error"];
    assert_eq!(error["place"], json!({ "text": "score > 5", "character": 7, "length": 1 }));
    assert_eq!((&error["hint"], &error["service"]["code"]), (&json!("write `gt`"), &json!("InvalidParameter")));
}

/// Hints named methods of the Rust library. With `--verbose` the facts about the call are added.
#[test]
fn an_error_is_two_lines_in_the_words_of_the_command() {
    let world = World::new();
    world.load(1);
    for (effect, what, hint) in [
        (Effect::Refuse("PERMISSION_DENIED".to_owned()), "(PERMISSION_DENIED)", "its owner's account owns the keys"),
        (Effect::Refuse("INVALID_ENV".to_owned()), "(INVALID_ENV)", "`--env-id`"),
        (Effect::Refuse("INVALID_HOST".to_owned()), "(INVALID_HOST)", "`--emulator`"),
        (Effect::Refuse("SYS_ERR".to_owned()), "(SYS_ERR)", "the request id "),
        (Effect::Refuse("SERVER_TIMEOUT".to_owned()), "(SERVER_TIMEOUT)", "`--timeout SECONDS`"),
        (Effect::Refuse("InvalidParameter".to_owned()), "(InvalidParameter)", "`weda describe MODEL`"),
        (Effect::Refuse("EXCEED_MAX_RESPONSE_SIZE".to_owned()), "(EXCEED_MAX_RESPONSE_SIZE)", "fewer records"),
        (Effect::Html, "returned HTTP 502", "the request id "),
        (Effect::Drop, "no answer from 127.0.0.1", "`weda emulate`"),
        (Effect::Half, "127.0.0.1", "`weda emulate`"),
    ] {
        world.emulator.clear_faults();
        world.emulator.inject_fault(Fault::new(effect.clone()).path("/odata/")).unwrap();
        let done = world.run(&["query", "student", "-v"]);
        let lines: Vec<&str> = done.err.lines().filter(|line| !line.starts_with("call: ")).collect();
        let [error, advice, note] = lines.as_slice() else { panic!("{effect:?} {done:?}") };
        assert!(error.starts_with("error: ") && error.contains(what), "{effect:?} {done:?}");
        assert!(advice.starts_with("hint: ") && advice.contains(hint), "{effect:?} {done:?}");
        assert!(note.starts_with("note: GET /weda/odata/v1/pre/student, "), "{effect:?} {done:?}");
        assert!(!done.err.contains("::") && !done.err.contains("generate the types"), "{done:?}");
        // C1: of the last attempt it was said that it would be made again.
        let calls: Vec<&str> = done.err.lines().filter(|line| line.contains(r#"path="/weda/odata"#)).collect();
        assert!(calls.last().is_some_and(|last| last.contains(r#"next="error""#)), "{done:?}");
        let quiet = world.run(&["query", "student"]);
        assert_eq!(quiet.err.lines().count(), 2, "{quiet:?}");
    }
}

/// The call for a token had neither method nor path.
#[test]
fn calls_are_named_with_method_and_path() {
    let world = World::new();
    let done = world.run(&["query", "student", "--count", "-v"]).ok();
    let calls: Vec<&str> = done.err.lines().collect();
    assert_eq!(calls.len(), 2, "{done:?}");
    assert!(calls[0].contains(r#"method="POST" path="/auth/v1/token/clientCredential""#), "{done:?}");
    assert!(calls[1].contains(r#"method="GET" path="/weda/odata/v1/pre/student""#), "{done:?}");
}

#[test]
fn selected_fields_are_written_alone() {
    let world = World::new();
    world.load(2);
    let done = world.run(&["query", "student", "--select", "score,name", "--order-by", "_id DESC"]).ok();
    assert_eq!(done.out, "{\"score\":0.5,\"name\":\"学生\\\"1\\\"\"}\n{\"score\":null,\"name\":\"学生\\\"0\\\"\"}\n");
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
