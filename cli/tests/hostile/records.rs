//! Commands that show records.

use crate::screen::{BAD, FORGED, assert_harmless, on_terminal};
use crate::world::World;

/// The header of a table was the name of a member as it came, and a list or an object was shown raw.
#[test]
fn a_table_does_not_steer_the_terminal() {
    let world = World::new();
    assert_eq!(world.harmless_but_for_data(&["query", "student"]), [0, 0]);
    world.harmless_but_for_data(&["query", "student", "--top", "1"]);
    world.harmless(&["query", "student", "--count"]);
    world.harmless(&["query", "student", "--count", "--json"]);
}

/// Records in JSON or CSV went to a terminal as they are. A pipe and a file get them so, a terminal gets the escapes of JSON,
/// which mean the same.
#[test]
fn records_on_a_terminal_do_not_steer_it() {
    let world = World::new();
    for arguments in
        [&["query", "student", "--json"][..], &["export", "student"], &["export", "student", "--format", "json"]]
    {
        assert_eq!(world.harmless_but_for_data(arguments), [0, 0], "{arguments:?}");
    }
    // Between quotes a line end is part of a cell, and forges nothing.
    let shown = on_terminal(world.command(&["export", "student", "--format", "csv"])).text;
    assert_harmless("CSV", &shown.replace(FORGED, "cell"), true);
    let shown = on_terminal(world.command(&["export", "student", "--format", "json"])).text;
    let json = shown.replace("\r\x1b[K", "");
    let json = &json[json.find('[').unwrap()..=json.rfind(']').unwrap()];
    let records: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    assert_eq!(records.len(), 3);
    assert_eq!(records[0]["name"], format!("n{BAD}"), "the escapes mean the same");
}

/// A filter is the user's own text, and comes back in the service's refusal.
#[test]
fn a_bad_filter_does_not_steer_the_terminal() {
    let world = World::new();
    for filter in [format!("name > '{BAD}'"), format!("{BAD} eq 1"), format!("name eq '{BAD}")] {
        for command in ["query", "export"] {
            let codes = world.harmless(&[command, "student", "--filter", &filter]);
            assert!(codes.iter().all(|code| *code != 0), "{codes:?}");
        }
        world.harmless(&["query", "student", "--count", "--filter", &filter, "--verbose"]);
    }
    world.harmless(&["query", "student", "--order-by", BAD]);
}

/// Names of a file's columns and members stand in the reasons of rejected rows.
#[test]
fn rows_of_a_file_do_not_steer_the_terminal() {
    let world = World::new();
    let json = |value: serde_json::Value| format!("{value}\n");
    let rows = [
        json(serde_json::json!({ "name": "a", format!("u{BAD}"): 1 })),
        json(serde_json::json!({ "name": BAD, "number": BAD })),
        json(serde_json::json!({ "name": BAD, "inline": format!("p{BAD}") })),
        json(serde_json::json!({ "name": 1, "number": format!("9{BAD}") })),
        format!("{{\"name\":\"{}\n", BAD.replace(['\r', '\n'], "")),
        "not JSON \u{9b}2J\u{202e}\u{1b}[31m\n".to_owned(),
        json(serde_json::json!({ "name": "a", "again": { format!("h{BAD}"): 1 } })),
        json(serde_json::json!({ "_id": BAD, "name": "a" })),
    ];
    for (at, row) in rows.iter().enumerate() {
        for flags in [
            &["--dry-run"][..],
            &["--yes"],
            &["--yes", "--json"],
            &["--yes", "--key", "number"],
            &["--yes", "--keep-ids"],
        ] {
            let name = format!("{at}{}.ndjson", flags.len());
            world.write(&name, row);
            let mut arguments = vec!["import", "student", &name];
            arguments.extend(flags);
            world.harmless(&arguments);
        }
    }
    let csv = format!("name,\"u{BAD}\"\n\"{BAD}\",1\n");
    world.write("t.csv", &csv);
    world.harmless(&["import", "student", "t.csv", "--dry-run"]);
    world.harmless(&["import", "student", "t.csv", "--yes"]);
    world.write("n.csv", &format!("name,number\nx,\"{BAD}\"\nx,1,{}\n", BAD.replace(['\r', '\n'], "")));
    world.harmless(&["import", "student", "n.csv", "--dry-run"]);
    world.harmless(&["import", "student", "n.csv", "--yes"]);
    world.harmless(&["import", BAD, "t.csv", "--yes"]);
    world.harmless(&["import", "student", "t.csv", "--key", BAD, "--yes"]);
}

/// Ids, texts and names in what a copy tells, and in the names of its files.
#[test]
fn a_copy_does_not_steer_the_terminal() {
    let world = World::new();
    for arguments in [
        &["copy", "student", "--from", "pre", "--to", "prod"][..],
        &["copy", "student", "--from", "pre", "--to", "prod", "--dry-run"],
        &["copy", "student", "--from", "pre", "--to", "prod", "--yes"],
        &["copy", "student", "--from", "pre", "--to", "prod", "--yes", "--json"],
        &["copy", "student", "--from", "pre", "--to", "prod", "--yes", "--key", "number"],
        &["copy", "student", "--from", "pre", "--to", "prod", "--yes", "--key", BAD],
        &["copy", "student", "--from", "pre", "--to", "prod", "--yes", "--filter", BAD],
        &["copy", "student", "--from", "pre", "--to", "prod", "--yes", "--file", BAD],
        &["copy", "student", "--from", BAD, "--to", BAD],
        &["copy", "student", "--from", "pre", "--to", BAD, "--yes"],
        &["copy", BAD, "--from", "pre", "--to", "prod", "--yes"],
    ] {
        world.harmless(arguments);
    }
}

/// An import of which rows are in doubt shows ids and reasons.
#[test]
fn doubt_does_not_steer_the_terminal() {
    use weda_emulator::{Effect, Fault};
    let world = World::new();
    world.write("rows.ndjson", "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
    for effect in [Effect::RefuseAfter(format!("SYS{BAD}")), Effect::DropAfter, Effect::Half] {
        world.emulator.inject_fault(Fault::new(effect).method("POST").path("/odata/")).unwrap();
        let shown = on_terminal(world.command(&["import", "student", "rows.ndjson", "--yes", "--key", "number"]));
        assert_harmless("an import in doubt", &shown.text, true);
        world.harmless(&["import", "student", "rows.ndjson", "--yes", "--json"]);
        world.emulator.clear_faults();
    }
}

/// The commands about single records and models.
#[test]
fn single_records_do_not_steer_the_terminal() {
    let world = World::new();
    let id = format!("s0{BAD}");
    let data = serde_json::json!({ "name": BAD, format!("u{BAD}"): 1, "number": format!("9{BAD}") }).to_string();
    let filter = format!("name eq 'n{BAD}'");
    for arguments in [
        &["models"][..],
        &["models", "--json"],
        &["describe", "student"],
        &["describe", "student", "--json"],
        &["describe", BAD],
        &["get", "student", BAD],
        &["create", "student", &data],
        &["create", "student", &data, "--dry-run"],
        &["create", BAD, "{}"],
        &["update", "student", &id, &data, "--dry-run"],
        &["update", "student", &id, &data, "--yes"],
        &["update", "student", "--filter", &filter, &data, "--yes"],
        &["delete", "student", BAD, "--yes"],
        &["delete", "student", &id, "--dry-run"],
        &["delete", "student", "--filter", &filter],
        &["delete", "student", "--filter", &filter, "--dry-run", "--json"],
        &["delete", "student", &id, "--yes"],
        &["delete", "student", "--filter", BAD, "--yes"],
    ] {
        world.harmless(arguments);
    }
    world.harmless_but_for_data(&["get", "student", &format!("s1{BAD}")]);
    world.harmless_but_for_data(&["get", "student", &format!("s1{BAD}"), "--json"]);
    world.harmless_but_for_data(&["query", "student", "--select", &format!("name,{BAD}")]);
}
