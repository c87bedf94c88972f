//! Copies that were damaged are reported, and never silently repaired.

use std::path::Path;

use libtest_mimic::Trial;
use serde_json::json;

use crate::test;
use crate::world::{World, files};

pub(crate) fn tests() -> Vec<Trial> {
    vec![
        test("damage::one_changed_byte_is_found_in_sqlite", one_changed_byte_in_sqlite),
        test("damage::one_changed_byte_is_found_in_parquet", one_changed_byte_in_parquet),
        test("damage::a_damaged_checkpoint_is_an_error", a_damaged_checkpoint),
        test("damage::a_damaged_manifest_is_an_error", a_damaged_manifest),
        test("damage::a_damaged_database_is_an_error", a_damaged_database),
        test("damage::an_old_snapshot_stays_readable", an_old_snapshot_stays_readable),
    ]
}

const ADVICE: &str = "hint: restore it from a backup, or move the copy away and run again";

fn one_changed_byte_in_sqlite() {
    let world = World::new();
    let ids = world.students(40);
    world.create(
        "student",
        json!({ "name": "张三", "stock": 7, "tags": ["甲"], "active": true, "born": 1_725_120_000_000_i64 }),
    );
    world.ok(&["sync", "copy.sqlite", "student"]);
    let change = |sql: &str| {
        let connection = rusqlite::Connection::open(world.path("copy.sqlite")).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
    };
    for (break_it, restore_it) in [
        (
            "UPDATE student SET name = '张四' WHERE name = '张三'",
            "UPDATE student SET name = '张三' WHERE name = '张四'",
        ),
        ("UPDATE student SET stock = 8 WHERE stock = 7", "UPDATE student SET stock = 7 WHERE stock = 8"),
        (
            "UPDATE student SET tags = '[\"乙\"]' WHERE tags = '[\"甲\"]'",
            "UPDATE student SET tags = '[\"甲\"]' WHERE tags = '[\"乙\"]'",
        ),
        ("UPDATE student SET active = 0 WHERE active", "UPDATE student SET active = 1 WHERE active = 0"),
        (
            "UPDATE student SET born = '2024-09-02' WHERE born = '2024-09-01'",
            "UPDATE student SET born = '2024-09-01' WHERE born = '2024-09-02'",
        ),
        ("UPDATE student SET score = NULL WHERE score = 1.25", "UPDATE student SET score = 1.25 WHERE name = '学生5'"),
    ] {
        change(break_it);
        let done = world.run(&["verify", "copy.sqlite", "student"]);
        done.fails(1, "the copy differs from the service");
        assert!(
            done.stdout.contains("changed in the copy: 1 (") && done.stdout.contains("other values: 1 ("),
            "{done:?}"
        );
        change(restore_it);
        world.ok(&["verify", "copy.sqlite", "student"]);
    }
    change(&format!("DELETE FROM student WHERE _id = '{}'", ids[3]));
    let done = world.run(&["verify", "copy.sqlite", "student"]);
    done.fails(1, "the copy differs");
    assert!(done.stdout.contains(&format!("not in the copy: 1 ({})", ids[3])), "{done:?}");
    // The next run finds by the count that a record is missing.
    world.ok(&["sync", "copy.sqlite", "student"]);
    world.ok(&["verify", "copy.sqlite", "student"]);
}

/// Changes one byte of a file.
fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

fn one_changed_byte_in_parquet() {
    let world = World::new();
    world.students(120);
    world.ok(&["sync", "copy", "student", "--rows-per-file", "50"]);
    let files = files(&world.path("copy/student"), ".parquet");
    assert!(files.len() >= 2, "{files:?}");
    let file = &files[1];
    let length = std::fs::metadata(file).unwrap().len() as usize;
    for at in [4, length / 3, length / 2, length - 9, length - 1] {
        flip(file, at);
        for command in ["verify", "sync"] {
            let done = world.run(&[command, "copy", "student"]);
            done.fails(6, "is damaged: the content does not match its hash in the manifest");
            assert!(done.stderr.contains(ADVICE), "{done:?}");
        }
        flip(file, at);
    }
    world.ok(&["verify", "copy", "student"]);
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, &bytes[..length - 1]).unwrap();
    world
        .run(&["sync", "copy", "student"])
        .fails(6, &format!("it has {} bytes, and the manifest says {length}", length - 1));
    std::fs::remove_file(file).unwrap();
    world.run(&["sync", "copy", "student"]).fails(6, "the manifest names this file, and it is missing");
}

fn a_damaged_checkpoint() {
    let world = World::new();
    world.students(5);
    world.ok(&["sync", "copy.sqlite", "student"]);
    let connection = rusqlite::Connection::open(world.path("copy.sqlite")).unwrap();
    for change in [
        "UPDATE weda_models SET state = replace(state, '\"is_whole\":true', '\"is_whole\":false')",
        "UPDATE weda_models SET state = substr(state, 2)",
        "UPDATE weda_models SET state = x'00ff'",
        "DROP TABLE weda_copy",
    ] {
        connection.execute_batch(change).unwrap();
        for command in ["sync", "verify"] {
            let done = world.run(&[command, "copy.sqlite", "student"]);
            done.fails(6, "`copy.sqlite` is damaged: ");
            assert!(done.stderr.contains(ADVICE), "{change}: {done:?}");
        }
    }
}

fn a_damaged_manifest() {
    let world = World::new();
    world.students(5);
    world.ok(&["sync", "copy", "student"]);
    let path = world.path("copy/manifest.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    let records = whole.replace("\"records\": 5", "\"records\": 6");
    assert_ne!(records, whole);
    for text in [records.as_str(), &whole[..whole.len() / 2], "", "{}", "null"] {
        std::fs::write(&path, text).unwrap();
        for command in ["sync", "verify"] {
            let done = world.run(&[command, "copy", "student"]);
            done.fails(6, "manifest.json` is damaged: ");
            assert!(done.stderr.contains(ADVICE), "{done:?}");
        }
    }
    // A manifest that leads elsewhere, with a hash that fits, as another person could make it.
    let sealed: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let mut content = sealed["content"].clone();
    content["models"]["student"]["files"][0]["path"] = json!("../0000000001-0001.parquet");
    let content = content.to_string();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(content.as_bytes());
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(&path, format!("{{\"sha256\":\"{hash}\",\"content\":{content}}}")).unwrap();
    world
        .run(&["sync", "copy", "student"])
        .fails(6, "`../0000000001-0001.parquet` is not the name of a file of this copy");
    std::fs::remove_file(&path).unwrap();
    world.run(&["verify", "copy", "student"]).fails(3, "`copy` has no manifest.json, so it is not a copy");
    world.run(&["sync", "copy", "student"]).fails(3, "`copy` is a directory with other files");
}

fn a_damaged_database() {
    let world = World::new();
    world.students(5);
    std::fs::write(world.path("copy.sqlite"), "PNG is not a database, whatever its name says").unwrap();
    world.run(&["sync", "copy.sqlite"]).fails(6, "`copy.sqlite` is damaged: file is not a database");
}

/// A reader opens the files of a manifest while new snapshots are made.
fn an_old_snapshot_stays_readable() {
    let world = World::new();
    let ids = world.students(300);
    world.ok(&["sync", "copy", "student", "--rows-per-file", "40"]);
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(world.path("copy/manifest.json")).unwrap()).unwrap();
    for id in ids.iter().step_by(11) {
        world.update("student", id, json!({ "name": "改" }));
    }
    for (round, id) in ids.iter().take(12).enumerate() {
        world.update("student", id, json!({ "name": format!("改{round}") }));
        world.ok(&["sync", "copy", "student", "--rows-per-file", "40"]);
    }
    let old = manifest["content"]["models"]["student"]["files"].as_array().unwrap();
    let mut rows = 0;
    for file in old {
        let bytes = std::fs::read(world.path("copy").join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(bytes.len() as u64, file["bytes"].as_u64().unwrap());
        rows += file["rows"].as_u64().unwrap();
    }
    assert_eq!(rows, 300);
    crate::read::assert_same(&world.emulator, &world.path("copy"), &["student"]);
    // Small files became few.
    let text = std::fs::read_to_string(world.path("copy/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = manifest["content"]["models"]["student"]["files"].as_array().unwrap();
    assert!(files.len() <= 15, "{} files", files.len());
}
