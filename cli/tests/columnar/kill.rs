//! `kill -9` at random moments, again and again, until an export is complete.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::fixture::World;
use crate::worlds::{assert_same, manifest, pupil, pupils, special};

pub fn export() {
    killed(&["--format", "parquet", "--rows-per-file", "800"]);
    killed(&["--format", "arrow", "--rows-per-file", "500"]);
}

pub fn partitioned() {
    killed(&["--format", "parquet", "--partition-by", "city", "--rows-per-file", "700"]);
}

fn killed(options: &[&str]) {
    let (from, to) = (pupils(), pupils());
    from.emulator.load("pupil", special().into_iter().chain((0..8000).map(pupil))).unwrap();
    let copy = to.path("backup").display().to_string();
    let kills = until_done(&from, &[&["export", "pupil", "--out", &copy], options].concat(), |command| command);
    assert!(kills >= 3, "only {kills} kills: the export is too fast for this test");
    assert_eq!(manifest(&to, "backup")["models"][0]["rows"], 8007);
    // Nothing is there but what the manifest names.
    let listed: usize = manifest(&to, "backup")["models"][0]["files"].as_array().unwrap().len();
    assert_eq!(files_below(&to.path("backup")), listed + 1);
    to.run(&["import", "pupil", "backup", "--keep-ids", "--yes"]).ok();
    assert_same(&to, &from, "pupil");
    println!("{options:?}: {kills} kills");
}

/// Repeats a command that is killed at random moments until it ends by itself; how often it was killed.
pub fn until_done(
    world: &World,
    arguments: &[&str],
    mut with: impl FnMut(&mut std::process::Command) -> &mut std::process::Command,
) -> u32 {
    let (mut dice, begun) = (fastrand::Rng::new(), Instant::now());
    let (mut kills, mut longest) = (0, 150);
    loop {
        assert!(begun.elapsed() < Duration::from_secs(240), "it makes no progress: {kills} kills");
        let mut command = world.weda(arguments);
        let mut child =
            with(&mut command).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(dice.u64(10..longest)));
        // Longer by and by, so that it ends on a busy machine too.
        longest += longest / 12;
        match child.try_wait().unwrap() {
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
            }
            Some(status) => {
                let output = child.wait_with_output().unwrap();
                let told = String::from_utf8_lossy(&output.stderr);
                // It may have been killed between its last write and its end.
                assert!(status.success() || told.contains("holds an export that was complete at"), "{told}");
                return kills;
            }
        }
    }
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}
