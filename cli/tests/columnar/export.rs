//! `weda export` of Parquet and Arrow files.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::fixture::{Done, World};
use crate::worlds::{assert_same, manifest, pupil, pupils, special};

pub fn partitions() {
    let (from, to) = (pupils(), pupils());
    from.emulator.load("pupil", (0..900).map(pupil).chain(special())).unwrap();
    from.emulator.load("pupil", [json!({ "_id": "z1", "name": "../../etc/passwd" })]).unwrap();
    let copy = to.path("backup").display().to_string();
    let run =
        |field: &str| from.run(&["export", "pupil", "--format", "parquet", "--partition-by", field, "--out", &copy]);
    run("city").ok();
    let written = manifest(&to, "backup");
    let files = written["models"][0]["files"].as_array().unwrap();
    let mut folders: Vec<_> =
        files.iter().map(|file| file["path"].as_str().unwrap().rsplit_once('/').unwrap().0).collect();
    folders.sort_unstable();
    assert_eq!(folders, ["pupil/city=__HIVE_DEFAULT_PARTITION__", "pupil/city=北京", "pupil/city=西安"]);
    to.run(&["import", "pupil", "backup", "--keep-ids", "--yes"]).ok();
    assert_same(&to, &from, "pupil");

    // Values are data, never paths.
    std::fs::remove_dir_all(to.path("backup")).unwrap();
    run("name").ok();
    assert!(to.path("backup/pupil/name=%2E.%2F..%2Fetc%2Fpasswd").is_dir(), "{:?}", to.names());
    let again = pupils();
    let copy = to.path("backup").display().to_string();
    again.run(&["import", "pupil", &copy, "--keep-ids", "--yes"]).ok();
    assert_same(&again, &from, "pupil");

    let done = from.run(&["export", "pupil", "--format", "parquet", "--partition-by", "score", "--out", "p"]);
    assert!(done.code == Some(3) && done.err.contains("pupil cannot be partitioned by `score`"), "{done:?}");
    from.emulator.load("pupil", (1000..1600).map(pupil)).unwrap();
    let done = from.run(&["export", "pupil", "--format", "parquet", "--partition-by", "name", "--out", "p2"]);
    assert!(done.code == Some(3) && done.err.contains("has more than 1000 values"), "{done:?}");
}

pub fn occupied() {
    let world = pupils();
    world.emulator.load("pupil", (0..30).map(pupil)).unwrap();
    let export = |arguments: &[&str]| {
        world.run(&[&["export", "pupil", "--format", "parquet", "--out", "backup"], arguments].concat())
    };
    export(&[]).ok();
    let before = world.read("backup/manifest.json");
    let done = export(&["--yes"]);
    assert!(done.code == Some(6) && done.err.contains("`backup` holds an export that was complete at "), "{done:?}");
    assert_eq!(world.read("backup/manifest.json"), before);

    std::fs::create_dir(world.path("mine")).unwrap();
    world.write("mine/letter.txt", "mine");
    let done = world.run(&["export", "pupil", "--format", "parquet", "--out", "mine"]);
    assert!(done.code == Some(6) && done.err.contains("holds other files, such as `letter.txt`"), "{done:?}");
    assert_eq!(std::fs::read_dir(world.path("mine")).unwrap().count(), 1, "nothing is written");

    // One that is not complete: the same command goes on, another one does not.
    std::fs::remove_dir_all(world.path("backup")).unwrap();
    let limited = |arguments: &str| limited(&world, 10, arguments);
    let done = limited("--rows-per-file 10");
    assert!(done.code == Some(6) && done.err.contains("cannot be written"), "{done:?}");
    for (arguments, says) in [
        (vec!["--rows-per-file", "20"], "`--rows-per-file` was 10, and is 20"),
        (vec!["--rows-per-file", "10", "--filter", "score gt 1"], "`--filter` was not given, and is score gt 1"),
        (vec!["--rows-per-file", "10", "--select", "_id,name"], "the columns of pupil were others"),
        (vec!["--rows-per-file", "10", "--partition-by", "city"], "`--partition-by` was not given, and is city"),
    ] {
        let done = export(&arguments);
        assert!(done.code == Some(6) && done.err.contains(says), "{says}: {done:?}");
    }
    let done = world.run(&["import", "pupil", "backup", "--dry-run"]);
    assert!(done.code == Some(3) && done.err.contains("is not complete; repeat its command"), "{done:?}");
    let done = export(&["--rows-per-file", "10"]).ok();
    assert!(done.err.contains("note: resuming the export in backup"), "{done:?}");
    assert_eq!(manifest(&world, "backup")["models"][0]["rows"], 30);
}

/// The command with a limit for the size of files, in blocks of 512 bytes: to a program, that is a full disk.
fn limited(world: &World, blocks: u64, arguments: &str) -> Done {
    let weda = env!("CARGO_BIN_EXE_weda");
    let line =
        format!("trap '' XFSZ; ulimit -f {blocks}; exec {weda} export pupil --format parquet --out backup {arguments}");
    let mut command = Command::new("sh");
    command.args(["-c", &line]).current_dir(world.folder.path()).stdin(Stdio::null());
    command.env("WEDA_EMULATOR_HOST", world.emulator.address().to_string());
    Done::of(&command.output().unwrap())
}

pub fn full_disk() {
    let (world, to) = (pupils(), pupils());
    world.emulator.load("pupil", (0..3000).map(pupil)).unwrap();
    // Files of 1,000 records fit, one of 2,000 would not.
    let size = {
        world.run(&["export", "pupil", "--out", "one.parquet", "--filter", "_id lt 'p01000'"]).ok();
        world.path("one.parquet").metadata().unwrap().len()
    };
    let blocks = (size + size / 2) / 512;
    let done = limited(&world, blocks, "--rows-per-file 3000");
    assert!(done.code == Some(6) && done.err.contains("check permissions and free space"), "{done:?}");
    assert!(!world.path("backup/manifest.json").exists());
    assert_eq!(hidden(&world), 0, "the part that was begun is removed");
    world.run(&["export", "pupil", "--format", "parquet", "--out", "backup", "--rows-per-file", "3000"]).ok();
    let copy = world.path("backup").display().to_string();
    to.run(&["import", "pupil", &copy, "--keep-ids", "--yes"]).ok();
    assert_same(&to, &world, "pupil");

    let done = world.run(&["export", "pupil", "--format", "parquet", "--out", "/dev/full", "--yes"]);
    assert!(done.code == Some(6) && done.err.contains("/dev/full cannot be written"), "{done:?}");
    let done = world.run(&["export", "pupil", "--format", "parquet", "--out", "/proc/nowhere"]);
    assert!(done.code == Some(6) && done.err.contains("cannot be written"), "{done:?}");
    world.write("file", "mine");
    let done = world.run(&["export", "pupil", "--format", "parquet", "--out", "file"]);
    assert!(done.code == Some(6) && world.read("file") == "mine", "{done:?}");
}

fn hidden(world: &World) -> usize {
    let files =
        std::fs::read_dir(world.path("backup/pupil")).map(|files| files.collect::<Vec<_>>()).unwrap_or_default();
    files.len()
}

pub fn options() {
    let world = pupils();
    world.emulator.load("pupil", (0..3).map(pupil)).unwrap();
    for (arguments, says) in [
        (vec!["--partition-by", "city"], "`--partition-by` is for Parquet and Arrow files"),
        (vec!["--partition-by", "city", "--format", "parquet"], "cannot be written to stdout"),
        (vec!["--format", "parquet", "--out", "x", "--dates", "iso"], "`--dates` has no meaning"),
        (vec!["--format", "parquet", "--out", "x", "--raw"], "`--raw` has no meaning"),
        (
            vec!["--format", "parquet", "--out", "x", "--select", "nmae"],
            "the model has no field `nmae`; did you mean `name`?",
        ),
        (vec!["--format", "csv", "--out", "s3://bucket/x"], "an export to a store is of Parquet or Arrow files"),
        (vec!["--format", "parquet", "--out", "ftp://host/x"], "`ftp://` is not supported"),
        (vec!["--format", "parquet", "--out", "x", "--rows-per-file", "0"], "--rows-per-file"),
        (
            vec!["--format", "parquet", "--out", "x", "--partition-by", "nowhere"],
            "has no field `nowhere` to partition by",
        ),
    ] {
        let done = world.run(&[&["export", "pupil"], arguments.as_slice()].concat());
        assert!(done.code.is_some_and(|code| [2, 3].contains(&code)) && done.err.contains(says), "{says}: {done:?}");
    }
    let done = world.run(&["export", "nobody", "--format", "parquet", "--out", "y"]);
    assert!(done.code == Some(4) && !world.path("y").exists(), "{done:?}");
    world.run(&["export", "pupil", "--format", "parquet", "--out", "few", "--select", "name,_id"]).ok();
    assert_eq!(manifest(&world, "few")["models"][0]["columns"][0]["name"], "name");
    let done = world.run(&["export", "pupil", "--format", "parquet", "--out", "json", "--json"]).ok();
    assert_eq!(
        done.lines(),
        [json!({ "model": "pupil", "records": 3, "files": 1, "left_out": 0, "manifest": "json/manifest.json" })]
    );
}

/// A record with a text in a number field, as a service may hold from earlier days. The emulator checks what it stores, so
/// that the text is put into its answer.
pub fn unfit() {
    let world = pupils();
    world.emulator.load("pupil", (0..10).map(pupil)).unwrap();
    let address = altered(&world, "-9.25", "\"abc\"");
    for out in ["backup", "all.parquet"] {
        let mut command = world.weda(&["export", "pupil", "--format", "parquet", "--out", out]);
        command.env("WEDA_EMULATOR_HOST", &address);
        let done = Done::of(&command.stdin(Stdio::null()).output().unwrap());
        assert_eq!(done.code, Some(7), "{done:?}");
        let says = "record `p00003` cannot be read and was left out: field `score`: expected a number, found text";
        assert!(done.err.contains(says), "{done:?}");
    }
    let written = manifest(&world, "backup");
    assert_eq!(
        (&written["models"][0]["rows"], &written["models"][0]["leftOut"][0]["id"]),
        (&json!(9), &json!("p00003"))
    );
    let to = pupils();
    let folder = world.path("backup").display().to_string();
    let done = to.run(&["import", "pupil", &folder, "--keep-ids", "--yes"]).ok();
    assert!(done.err.contains("note: the export lacks 1 records"), "{done:?}");
    assert_eq!(to.stored("pupil").len(), 9);
}

/// The address of a proxy of the emulator, in whose answers a text is replaced by another of the same length.
fn altered(world: &World, from: &'static str, to: &'static str) -> String {
    fn pass(from: TcpStream, mut to: TcpStream, change: impl Fn(&mut [u8]) + Send + 'static) {
        std::thread::spawn(move || {
            let (mut from, mut buffer) = (from, vec![0; 1 << 20]);
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                change(&mut buffer[..read]);
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Write);
        });
    }
    fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
        while let Some(at) = bytes.windows(from.len()).position(|window| window.eq_ignore_ascii_case(from)) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
    let (listener, target) = (TcpListener::bind("127.0.0.1:0").unwrap(), world.emulator.address());
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(target).unwrap());
            let requests = (client.try_clone().unwrap(), server.try_clone().unwrap());
            // Without it, answers are compressed.
            pass(requests.0, requests.1, |bytes| replace(bytes, b"accept-encoding:", b"x-not-encoding-:"));
            pass(server, client, move |bytes| replace(bytes, from.as_bytes(), to.as_bytes()));
        }
    });
    address
}

/// Pages shift while records are deleted: no record that stays is missing, and none is there twice.
pub fn deletions() {
    let (world, to) = (pupils(), pupils());
    world.emulator.load("pupil", (0..6000).map(pupil)).unwrap();
    let copy = to.path("backup").display().to_string();
    let arguments = ["export", "pupil", "--format", "parquet", "--rows-per-file", "1500", "--out", &copy];
    let child =
        world.weda(&arguments).stdin(Stdio::null()).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    for at in (0..400).step_by(8) {
        let id = format!("p{:05}", at * 7 % 6000);
        world.run(&["delete", "pupil", &id, "--yes"]);
    }
    let done = Done::of(&child.wait_with_output().unwrap()).ok();
    to.run(&["import", "pupil", "backup", "--keep-ids", "--yes"]).ok();
    let exported: std::collections::HashSet<String> =
        to.stored("pupil").iter().map(|record| record["_id"].as_str().unwrap().to_owned()).collect();
    for record in world.stored("pupil") {
        assert!(exported.contains(record["_id"].as_str().unwrap()), "{record} is missing: {done:?}");
    }
}
