//! An import accepts only checkpoints of the same import into the same store.

use weda_emulator::{Effect, Fault};

use crate::fixture::World;
use crate::import::lines;
use crate::resume::{assert_all_once, batches, plain};

/// The checkpoint said that rows were stored which a restarted emulator did not have, and 17,200 were missing.
#[test]
fn a_checkpoint_is_of_one_store() {
    let world = World::new();
    world.write("s.ndjson", &plain(1_000));
    world.emulator.inject_fault(batches(Effect::Refuse("PERMISSION_DENIED".to_owned())).skip(3)).unwrap();
    assert_eq!(world.run(&["import", "room", "s.ndjson"]).code, Some(2));
    let restarted = World::new();
    for file in ["s.ndjson", "s.ndjson.checkpoint"] {
        restarted.write(file, &world.read(file));
    }
    let text = restarted.read("s.ndjson.checkpoint");
    let address = |world: &World| format!("\"address\":\"http://{}", world.emulator.address());
    restarted.write("s.ndjson.checkpoint", &text.replace(&address(&world), &address(&restarted)));
    let done = restarted.run(&["import", "room", "s.ndjson"]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(
        done.err
            .contains("s.ndjson.checkpoint is not the checkpoint of this import: the records were written to store "),
        "{done:?}"
    );
    assert!(restarted.stored("room").is_empty());
}

/// A manipulated checkpoint made an import succeed without importing.
#[test]
fn a_manipulated_checkpoint_is_rejected() {
    let world = World::new();
    world.write("s.ndjson", &plain(1_000));
    world.emulator.inject_fault(batches(Effect::Refuse("PERMISSION_DENIED".to_owned())).skip(3)).unwrap();
    assert_eq!(world.run(&["import", "room", "s.ndjson"]).code, Some(2));
    world.emulator.clear_faults();
    let text = world.read("s.ndjson.checkpoint");
    let max = u64::MAX;
    for lie in [
        format!("{{\"created\":{{\"row\":{max},\"hash\":1,\"id\":\"a\"}}}}\n"),
        "{\"created\":{\"row\":5,\"hash\":1,\"id\":\"a\"}}\n".to_owned(),
        "{\"ended\":{\"at\":5,\"in_doubt\":[[9,2]]}}\n".to_owned(),
        "{\"through\":18446744073709551615}\n".to_owned(),
        "hello\n".to_owned(),
        format!("{{\"sent\":{{\"since\":0,\"within\":5,\"rows\":[[{max},7]]}}}}\n"),
    ] {
        world.write("s.ndjson.checkpoint", &(text.clone() + &lie));
        let before = world.stored("room").len();
        let done = world.run(&["import", "room", "s.ndjson"]);
        assert_eq!(done.code, Some(6), "{lie}: {done:?}");
        assert_eq!(world.stored("room").len(), before, "{lie}");
    }
    world.write("s.ndjson.checkpoint", &text);
    world.run(&["import", "room", "s.ndjson", "--timeout", "2"]).ok();
    assert_eq!(world.stored("room").len(), 1_000);
}

#[test]
fn a_checkpoint_is_of_one_import_alone() {
    let world = World::new();
    world.write("s.ndjson", &lines(1_000));
    world.emulator.inject_fault(batches(Effect::Refuse("PERMISSION_DENIED".to_owned())).skip(1)).unwrap();
    assert_eq!(world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]).code, Some(2));
    world.emulator.clear_faults();
    let other = world.run(&["import", "room", "s.ndjson", "--checkpoint", "here"]);
    assert_eq!(other.code, Some(6), "{other:?}");
    assert!(
        other.err.contains(
            "here is not the checkpoint of this import: its model is student, but that of this import is room"
        ),
        "{other:?}"
    );
    for (text, words) in [
        (
            lines(1_000).replacen("学生2", "学生x", 1),
            "row 2 is stored according to here, but was changed in the file since",
        ),
        (lines(3), "row 4 is or may be stored according to here, but the file ends after row 3"),
    ] {
        world.write("s.ndjson", &text);
        let other = world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]);
        assert_eq!(other.code, Some(6), "{other:?}");
        assert!(other.err.contains(words), "{other:?}");
    }
    world.write("s.ndjson", &lines(1_000));
    world.run(&["import", "student", "s.ndjson", "--checkpoint", "here"]).ok();
    assert_all_once(&world, 1_000);
}

/// The store's id was asked for once, and where that call failed the checkpoint was believed of any store: an emulator that
/// was started anew got none of the rows, and all of them were said to be there.
#[test]
fn an_import_does_not_begin_without_knowing_its_store() {
    let world = World::new();
    world.write("s.ndjson", &plain(3));
    // The first call about records asks for the newest one, the second for the store.
    world.emulator.inject_fault(Fault::new(Effect::Status(502)).method("GET").path("/odata/").skip(1)).unwrap();
    let done = world.run(&["import", "room", "s.ndjson", "--timeout", "2"]);
    assert_eq!(done.code, Some(5), "{done:?}");
    assert!(world.stored("room").is_empty());
    assert_eq!(world.names(), ["s.ndjson"]);
    world.emulator.clear_faults();
    world.run(&["import", "room", "s.ndjson"]).ok();
}

/// A process that was killed between making its checkpoint and the first line of it left a file that no run could get past.
#[test]
fn a_checkpoint_without_its_first_line_stops_nothing() {
    let world = World::new();
    world.write("s.ndjson", &plain(3));
    for left in ["", "{\"vers"] {
        world.write("s.ndjson.checkpoint", left);
        world.run(&["import", "room", "s.ndjson"]).ok();
        assert_eq!(world.names(), ["s.ndjson"], "{left:?}");
    }
    assert_eq!(world.stored("room").len(), 6);
    world.write("s.ndjson.checkpoint", "{\"mine\":");
    assert_eq!(world.run(&["import", "room", "s.ndjson"]).code, Some(6), "somebody's file stays");
    assert_eq!(std::fs::read_to_string(world.path("s.ndjson.checkpoint")).unwrap(), "{\"mine\":");
}
