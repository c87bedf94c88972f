//! Definitions that change.

use libtest_mimic::Trial;
use serde_json::json;

use crate::read::{self, assert_same};
use crate::test;
use crate::world::World;

pub(crate) fn tests() -> Vec<Trial> {
    vec![
        test("schema::a_new_field_is_a_new_column_with_its_values", a_new_field),
        test("schema::a_removed_field_keeps_its_column", a_removed_field),
        test("schema::a_changed_type_needs_a_new_copy", a_changed_type),
        test("schema::names_are_quoted_and_told_apart", names_are_quoted),
    ]
}

const OLD: &str = r#"{ "properties": { "name": { "type": "string" }, "rank": { "type": "string" } } }"#;

fn a_new_field() {
    for target in ["copy.sqlite", "copy"] {
        let world = World::new();
        world.define("course", OLD);
        world.emulator.load("course", (0..30).map(|n| json!({ "name": format!("{n}"), "rank": "甲" }))).unwrap();
        // The folder is behind: the service has the field and values already.
        let new = r#"{ "properties": { "name": { "type": "string" }, "rank": { "type": "string" }, "tags": { "type": "array", "items": { "type": "string" } } } }"#;
        std::fs::write(world.path("database-schemas/course.json"), OLD).unwrap();
        world.emulator.define(weda_definition::Definition::parse("course", "course.json", new).unwrap()).unwrap();
        let records = world.emulator.records("course").unwrap();
        let with_tags = |record: &serde_json::Value| json!({ "_id": record["_id"], "name": record["name"], "rank": "甲", "tags": ["新"] });
        world.write_silently("course", &records[..5].iter().map(with_tags).collect::<Vec<_>>());
        world.ok(&["sync", target, "course"]);
        assert!(read::copy(&world.path(target), "course").live.values().all(|record| !record.contains_key("tags")));
        std::fs::write(world.path("database-schemas/course.json"), new).unwrap();
        world.run(&["verify", target, "course"]).fails(3, "its fields have changed since the last run");
        let done = world.ok(&["sync", target, "course"]);
        assert!(done.stdout.contains("course: 0 new, 5 changed, 0 deleted"), "{done:?}");
        assert_same(&world.emulator, &world.path(target), &["course"]);
        world.ok(&["verify", target, "course"]);
        // Readers take the columns of the first file.
        if target == "copy" {
            for file in read::parquet_files(&world.path(target), "course") {
                let file = std::fs::File::open(file).unwrap();
                let builder = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
                assert!(builder.schema().field_with_name("tags").is_ok());
            }
        }
    }
}

fn a_removed_field() {
    for target in ["copy.sqlite", "copy"] {
        let world = World::new();
        world.define("course", OLD);
        world.emulator.load("course", (0..5).map(|n| json!({ "name": format!("{n}"), "rank": "甲" }))).unwrap();
        world.ok(&["sync", target, "course"]);
        world.define("course", r#"{ "properties": { "name": { "type": "string" } } }"#);
        world.ok(&["sync", target, "course"]);
        world.ok(&["verify", target, "course"]);
        // And it comes back.
        world.define("course", OLD);
        world.ok(&["sync", target, "course"]);
        assert_same(&world.emulator, &world.path(target), &["course"]);
        world.ok(&["verify", target, "course"]);
    }
}

fn a_changed_type() {
    for target in ["copy.sqlite", "copy"] {
        let world = World::new();
        world.define("course", OLD);
        world.emulator.load("course", [json!({ "name": "a", "rank": "1" }), json!({ "name": "b" })]).unwrap();
        world.create("student", json!({ "name": "李四" }));
        world.ok(&["sync", target]);
        let ids: Vec<String> = read::service(&world.emulator, "course").into_keys().collect();
        world.delete("course", &ids);
        world.define("course", r#"{ "properties": { "name": { "type": "string" }, "rank": { "type": "number" } } }"#);
        world.emulator.load("course", [json!({ "name": "c", "rank": 1.5 })]).unwrap();
        let done = world.run(&["sync", target]);
        done.fails(3, "model `course`: the field `rank` is ");
        assert!(done.stderr.contains("hint: run again with `--rebuild`"), "{done:?}");
        // The old copy is still there, and the other model was brought up to date.
        assert_eq!(read::copy(&world.path(target), "course").live.len(), 2);
        assert!(done.stdout.contains("student: 0 new"), "{done:?}");
        world.ok(&["sync", target, "course", "--rebuild"]);
        assert_same(&world.emulator, &world.path(target), &["course", "student"]);
        assert!(read::copy(&world.path(target), "course").deleted.is_empty());
        world.ok(&["verify", target]);
    }
}

fn names_are_quoted() {
    let world = World::new();
    let text = r#"{ "properties": { "Name": { "type": "string" }, "name": { "type": "string" },
        "select": { "type": "string" }, "_hash": { "type": "string" }, "a\"; DROP TABLE x; --": { "type": "string" } } }"#;
    world.define("order", text);
    world.define("weda_models", r#"{ "properties": { "title": { "type": "string" } } }"#);
    world.emulator.load("order", [json!({ "Name": "A", "name": "a", "select": "s", "_hash": "h" })]).unwrap();
    world.emulator.load("weda_models", [json!({ "title": "模型" })]).unwrap();
    world.ok(&["sync", "copy.sqlite", "order", "weda_models"]);
    world.ok(&["sync", "copy.sqlite", "order", "weda_models", "--full"]);
    world.ok(&["verify", "copy.sqlite", "order", "weda_models"]);
    let connection = rusqlite::Connection::open(world.path("copy.sqlite")).unwrap();
    let text = |sql: &str| -> String {
        connection.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    };
    assert_eq!(text("SELECT \"Name\" || \"name_2\" || \"select\" || \"_hash_2\" FROM \"order\""), "Aash");
    assert_eq!(text("SELECT title FROM model_weda_models"), "模型");
    assert_eq!(text("SELECT column_name FROM weda_fields WHERE model = 'order' AND field = 'name'"), "name_2");
    world.run(&["sync", "copy", "order"]).fails(3, "the field `_hash` has the name of a column of the copy");
}
