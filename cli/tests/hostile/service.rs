//! Commands that show what the service has.

use weda_emulator::{Effect, Fault};

use crate::screen::BAD;
use crate::world::World;

/// The names of models, fields, formats, options and sets went to the terminal as the service sent them: `doctor` listed models
/// raw, a note of `generate` repeated a format, `diff --explain` and `--json` had one-byte controls in their JSON.
#[test]
fn definitions_of_the_service_do_not_steer_the_terminal() {
    World::new().harmless(&["doctor"]);
    // A pull makes files of the identifiers, and takes none with control characters.
    assert_eq!(World::new().harmless(&["pull", "--dry-run"]), [5, 5]);
    let world = World::with("m\u{202e}\u{200b}");
    let is_done = |codes: Vec<i32>| assert_eq!(codes, [0, 0]);
    world.harmless(&["doctor"]);
    is_done(world.harmless(&["pull", "--dry-run"]));
    is_done(world.harmless(&["pull", "--yes"]));
    is_done(world.harmless(&["pull", "--yes", "--json"]));
    is_done(world.harmless(&["pull", "--check"]));
    is_done(world.harmless(&["generate"]));
    is_done(world.harmless(&["generate", "--json"]));
    is_done(world.harmless(&["generate", "--check"]));
    is_done(world.harmless(&["check"]));
    is_done(world.harmless(&["check", "--json"]));
    world.harmless(&["doctor"]);
    world.harmless(&["doctor", "--json"]);
    world.harmless(&["doctor", "--verbose"]);

    // Both sides differ in everything.
    let text = crate::world::student().to_string().replace("\"number\":{\"", "\"numbers\":{\"");
    world.write("database-schemas/student.json", &text.replace("string", "number"));
    for arguments in [
        &["diff"][..],
        &["diff", "--explain"],
        &["diff", "--json"],
        &["pull", "--check"],
        &["pull", "--check", "--json"],
        &["pull", "--dry-run"],
        &["pull"],
        &["check"],
        &["check", "--json"],
        &["generate", "--check"],
        &["doctor"],
        &["doctor", "--json"],
    ] {
        world.harmless(arguments);
    }
    for name in [BAD, "m\u{202e}", "m\u{9b}", "students"] {
        world.harmless(&["pull", "--name", name, "--dry-run"]);
        world.harmless(&["query", name]);
        world.harmless(&["export", name]);
    }
}

/// A refusal's code and message are texts of the service.
#[test]
fn refusals_do_not_steer_the_terminal() {
    let world = World::new();
    world.write("rows.ndjson", "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
    for code in [format!("SYS{BAD}"), format!("Failed.{BAD}")] {
        world.emulator.inject_fault(Fault::new(Effect::Refuse(code))).unwrap();
        for arguments in [
            &["query", "student"][..],
            &["query", "student", "--json"],
            &["query", "student", "--verbose"],
            &["export", "student"],
            &["import", "student", "rows.ndjson", "--yes"],
            &["pull", "--dry-run"],
            &["pull", "--dry-run", "--json"],
            &["doctor"],
            &["doctor", "--json"],
        ] {
            let codes = world.harmless(arguments);
            assert!(codes.iter().all(|code| *code != 0), "{arguments:?}: {codes:?}");
        }
        world.emulator.clear_faults();
    }
}
