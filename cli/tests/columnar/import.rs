//! `weda import` of Parquet and Arrow files.

use std::process::Stdio;

use crate::kill;
use crate::worlds::{assert_same, manifest, pupil, pupils, special};

pub fn round_trip_of_parquet() {
    round_trip("parquet");
}

pub fn round_trip_of_arrow() {
    round_trip("arrow");
}

fn round_trip(format: &str) {
    let (from, to) = (pupils(), pupils());
    from.emulator.load("pupil", special().into_iter().chain((0..1500).map(pupil))).unwrap();
    let copy = to.path("backup").display().to_string();
    let done = from.run(&["export", "pupil", "--format", format, "--rows-per-file", "700", "--out", &copy]).ok();
    assert!(done.err.contains("pupil: 1,507 records, in "), "{done:?}");
    assert!(done.err.contains("backup/manifest.json lists the files with their hashes"), "{done:?}");
    let written = manifest(&to, "backup");
    let files = written["models"][0]["files"].as_array().unwrap();
    let rows: u64 = files.iter().map(|file| file["rows"].as_u64().unwrap()).sum();
    assert!(files.len() >= 2 && rows == 1507 && written["models"][0]["rows"] == 1507, "{written}");
    assert!(!to.path("backup/_progress").exists(), "nothing is left of the progress");

    to.run(&["import", "pupil", "backup", "--keep-ids", "--dry-run"]).ok();
    assert_eq!(to.stored("pupil").len(), 0);
    let done = to.run(&["import", "pupil", "backup", "--keep-ids", "--yes"]).ok();
    assert!(done.err.contains("1,507"), "{done:?}");
    assert_same(&to, &from, "pupil");
}

/// A file by itself, with the format of its extension, and one on stdout.
pub fn single_file() {
    let (from, to) = (pupils(), pupils());
    from.emulator.load("pupil", (0..450).map(pupil)).unwrap();
    let done = from.run(&["export", "pupil", "--out", "all.parquet"]).ok();
    assert!(done.err.contains("pupil: 450 records in all.parquet, in "), "{done:?}");
    assert_eq!(from.names(), ["all.parquet"], "no folder, no manifest");
    let bytes = from.weda(&["export", "pupil", "--format", "arrow"]).stdin(Stdio::null()).output().unwrap().stdout;
    assert!(bytes.starts_with(b"ARROW1") && bytes.ends_with(b"ARROW1"));
    // The content tells the format.
    std::fs::write(to.path("half.data"), &bytes).unwrap();
    std::fs::copy(from.path("all.parquet"), to.path("all.parquet")).unwrap();
    to.run(&["import", "pupil", "half.data", "--keep-ids", "--yes"]).ok();
    assert_same(&to, &from, "pupil");
    let again = to.run(&["import", "pupil", "all.parquet", "--keep-ids", "--yes", "--json"]).ok();
    let last = again.lines().pop().unwrap();
    assert_eq!(last["summary"]["already_there"], 450, "{last}");
    let done = from.run(&["import", "pupil", "-", "--format", "parquet", "--yes"]);
    assert!(done.code == Some(6) && done.err.contains("give a file"), "{done:?}");
}

pub fn damaged() {
    let world = pupils();
    world.emulator.load("pupil", (0..500).map(pupil)).unwrap();
    world.run(&["export", "pupil", "--format", "parquet", "--rows-per-file", "200", "--out", "backup"]).ok();
    let to = pupils();
    let part = "backup/pupil/part-00002.parquet";
    let (path, text) = (world.path(part), world.read("backup/manifest.json"));
    let whole = std::fs::read(&path).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    let folder = world.path("backup").display().to_string();
    let refused = |says: &str| {
        let done = to.run(&["import", "pupil", &folder, "--keep-ids", "--yes"]);
        assert!(done.code.is_some_and(|code| [3, 6].contains(&code)) && done.err.contains(says), "{says}: {done:?}");
        assert_eq!(to.stored("pupil").len(), 0, "{says}: nothing is written");
    };
    std::fs::write(&path, &changed).unwrap();
    refused("part-00002.parquet` is damaged: its content is not that of the manifest");
    std::fs::write(&path, &whole[..whole.len() - 7]).unwrap();
    refused("bytes, and the manifest says");
    std::fs::remove_file(&path).unwrap();
    refused("part-00002.parquet` cannot be read");
    std::fs::write(&path, &whole).unwrap();
    std::fs::copy(&path, world.path("outside.parquet")).unwrap();
    world.write("backup/manifest.json", &text.replace("pupil/part-00002", "../outside"));
    refused("is outside of the directory");
    world.write("backup/manifest.json", &text[..text.len() / 2]);
    refused("manifest.json` is damaged");
    world.write("backup/manifest.json", &text.replace("\"model\": \"pupil\"", "\"model\": \"class\""));
    refused("has no records of `pupil`; it has those of class");
    std::fs::remove_file(world.path("backup/manifest.json")).unwrap();
    refused("has no manifest.json of an export");
    world.write("backup/manifest.json", &text);
    to.run(&["import", "pupil", &folder, "--keep-ids", "--yes"]).ok();
    assert_same(&to, &world, "pupil");
}

/// Files without a manifest have no hash. Whatever their bytes are, the command ends with a message.
pub fn random_damage() {
    let world = pupils();
    world.emulator.load("pupil", (0..300).map(pupil)).unwrap();
    let mut dice = fastrand::Rng::with_seed(20);
    for format in ["parquet", "arrow"] {
        let name = format!("all.{format}");
        world.run(&["export", "pupil", "--out", &name]).ok();
        let whole = std::fs::read(world.path(&name)).unwrap();
        for round in 0..40 {
            let mut bytes = whole.clone();
            match round % 4 {
                0 => bytes.truncate(dice.usize(..bytes.len())),
                1 => {
                    let end = bytes.len();
                    bytes[end - dice.usize(9..600)] ^= 1 << dice.usize(..8);
                }
                _ => (0..dice.usize(1..20)).for_each(|_| {
                    let at = dice.usize(..bytes.len());
                    bytes[at] = dice.u8(..);
                }),
            }
            std::fs::write(world.path(&name), &bytes).unwrap();
            let done = world.run(&["import", "pupil", &name, "--format", format, "--dry-run"]);
            let is_told = done.code == Some(0) || done.err.contains("error:") || done.err.contains("warning:");
            assert!(done.code.is_some_and(|code| code < 10) && is_told, "{format} {round}: {done:?}");
        }
    }
}

/// Killed again and again, an import goes on, and no row is stored twice.
pub fn resumed() {
    let (from, to) = (pupils(), pupils());
    from.emulator.load("pupil", (0..3000).map(pupil)).unwrap();
    let copy = to.path("backup").display().to_string();
    from.run(&["export", "pupil", "--format", "parquet", "--rows-per-file", "900", "--out", &copy]).ok();
    // Rows in doubt wait for half of the timeout.
    let arguments = ["import", "pupil", "backup/", "--keep-ids", "--yes", "--timeout", "2"];
    let mut seen = false;
    let kills = kill::until_done(&to, &arguments, |command| {
        seen |= to.names().contains(&"backup.pupil.checkpoint".to_owned());
        command
    });
    assert!(seen && kills > 0, "{kills} kills; the checkpoint is beside the folder: {:?}", to.names());
    assert_same(&to, &from, "pupil");
    assert!(!to.path("backup.pupil.checkpoint").exists(), "{:?}", to.names());
}
