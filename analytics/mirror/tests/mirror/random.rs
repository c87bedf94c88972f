//! Random histories: records are created, changed and deleted, also without their times; calls fail; the process is killed at
//! any moment. Afterwards the copy is what the service has, and its marks of deletion are right.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use fastrand::Rng;
use libtest_mimic::Trial;
use serde_json::{Value, json};
use weda_emulator::{Effect, Fault, Profile};

use crate::read::{self, assert_same};
use crate::test;
use crate::world::{Gateway, World};

pub(crate) fn tests() -> Vec<Trial> {
    vec![
        test("random::histories_with_kills_in_sqlite", || histories("copy.sqlite", 1)),
        test("random::histories_with_kills_in_parquet", || histories("copy", 2)),
        test("random::a_first_copy_goes_on_where_it_was_killed", a_first_copy_goes_on),
    ]
}

fn histories(target: &str, seed: u64) {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let first = number("WEDA_SEED", seed);
    for seed in first..first + number("WEDA_CASES", 2) {
        eprintln!("{target}: seed {seed}");
        history(target, &mut Rng::with_seed(seed));
    }
}

/// A random student. Values that change in the same millisecond are other values nevertheless.
fn student(rng: &mut Rng, courses: &[String]) -> Value {
    let mut record = json!({ "name": format!("学生{}", rng.u32(..1_000_000)) });
    let mut set = |rng: &mut Rng, key: &str, value: Value| {
        if rng.bool() {
            record[key] = value;
        }
    };
    let (stock, score, active) = (json!(rng.i64(..)), json!(f64::from(rng.i32(..)) / 8.0), json!(rng.bool()));
    let (born, seen) =
        (json!(1_725_120_000_000 + rng.i64(-3_000..3_000) * 86_400_000), json!(rng.i64(0..4_000_000_000_000)));
    let tags: Vec<String> = (0..rng.usize(1..4)).map(|_| format!("\"{}\\", rng.u8(..))).collect();
    for (key, value) in [
        ("stock", stock),
        ("score", score),
        ("active", active),
        ("born", born),
        ("seen", seen),
        ("rise", json!(rng.i32(0..86_400_000))),
        ("gender", json!(if rng.bool() { "1" } else { "2" })),
        ("tags", json!(tags)),
        ("home", json!({ "city": format!("城{}", rng.u8(..)) })),
        ("course", json!(courses[rng.usize(..courses.len())])),
        ("teacher", json!({ "_id": courses[rng.usize(..courses.len())] })),
    ] {
        set(rng, key, value);
    }
    record
}

fn history(target: &str, rng: &mut Rng) {
    let gateway = if rng.bool() { Gateway::OData } else { Gateway::Model };
    let world = World::with(gateway, Profile::default());
    let courses: Vec<String> = (0..3).map(|n| world.create("course", json!({ "title": format!("课{n}") }))).collect();
    let mut alive: Vec<String> =
        (0..rng.usize(150..450)).map(|_| world.create("student", student(rng, &courses))).collect();
    let start: Vec<&str> = vec!["sync", target, "--rows-per-file", "60", "--allow-deletions", "100%"];
    let mut ever_copied = BTreeSet::new();
    for round in 0..7 {
        let mut is_silent = false;
        for _ in 0..rng.usize(..60) {
            match rng.u8(..10) {
                0..3 => alive.push(world.create("student", student(rng, &courses))),
                3..7 if !alive.is_empty() => {
                    let id = &alive[rng.usize(..alive.len())];
                    world.update("student", id, student(rng, &courses));
                }
                7..9 if !alive.is_empty() => {
                    let id = alive.swap_remove(rng.usize(..alive.len()));
                    world.delete("student", &[id]);
                }
                9 if !alive.is_empty() && round % 2 == 1 => {
                    is_silent = true;
                    let mut record = student(rng, &courses);
                    record["_id"] = json!(alive[rng.usize(..alive.len())]);
                    world.write_silently("student", &[record]);
                }
                _ => world.emulator.advance_clock(Duration::from_millis(rng.u64(..900_000))),
            }
        }
        // The calls of a few runs fail, and the runs are killed.
        let failing =
            [Effect::Html, Effect::Drop, Effect::Half, Effect::Refuse("SYS_ERR".to_owned()), Effect::ExpireTokens];
        let fault = Fault::new(failing[rng.usize(..failing.len())].clone()).probability(0.2, rng.u64(..));
        world.emulator.inject_fault(fault).unwrap();
        world.emulator.inject_fault(Fault::new(Effect::Delay(rng.u64(..15)))).unwrap();
        for _ in 0..rng.usize(..4) {
            let mut child = world.spawn(&start);
            std::thread::sleep(Duration::from_millis(rng.u64(..500)));
            let _ = child.kill();
            child.wait().unwrap();
            if !alive.is_empty() && rng.bool() {
                let id = &alive[rng.usize(..alive.len())];
                world.update("student", id, student(rng, &courses));
            }
        }
        world.emulator.clear_faults();
        let mut arguments = start.clone();
        if is_silent || rng.u8(..4) == 0 {
            arguments.push("--full");
        }
        let done = world.ok(&arguments);
        assert_same(&world.emulator, &world.path(target), &["student", "course"]);
        ever_copied.extend(alive.iter().cloned());
        let expected: BTreeSet<String> = ever_copied.iter().filter(|id| !alive.contains(id)).cloned().collect();
        let deleted: BTreeMap<_, _> = read::copy(&world.path(target), "student").deleted;
        let missing: Vec<_> = expected.iter().filter(|id| !deleted.contains_key(*id)).collect();
        assert!(missing.is_empty(), "round {round}: not marked as deleted: {missing:?} {done:?}");
        assert!(deleted.keys().all(|id| !alive.contains(id)), "round {round}");
        world.ok(&["verify", target]);
    }
}

/// A first copy is not begun again by each of many short lives.
fn a_first_copy_goes_on() {
    for target in ["copy.sqlite", "copy"] {
        let world = World::new();
        world.students(3_000);
        world.emulator.inject_fault(Fault::new(Effect::Delay(40)).path("/student")).unwrap();
        let (mut rng, mut lives, mut resumed, mut logged) = (Rng::with_seed(7), 0, 0, 0);
        // Twice 16 pages of at least 40 ms: all records, and those that were just created once more as the latest changes.
        loop {
            lives += 1;
            assert!(lives < 100, "{target}: no end after {lives} lives");
            let copied = is_begun(&world, target);
            let mut child = world.spawn(&["sync", target, "student", "--rows-per-file", "150"]);
            // Longer and longer, since the machine may be slow.
            let until = Instant::now() + Duration::from_millis(rng.u64(200..500) + lives * 10);
            let mut is_over = false;
            while !is_over && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
                is_over = child.try_wait().unwrap().is_some();
            }
            // Does nothing if it has ended.
            let _ = child.kill();
            let status = child.wait().unwrap();
            // Waits until the answers of this life are logged.
            let _ = world.emulator.log();
            for (number, entry) in world.emulator.log_since(logged) {
                logged = number;
                // Changes have a filter.
                if copied && entry.target.contains("$top=200") && !entry.target.contains("$filter") {
                    assert!(
                        !entry.target.contains("$skip=0&"),
                        "life {lives} of {target} began again: {}",
                        entry.target
                    );
                    resumed += 1;
                }
            }
            if is_over {
                assert!(status.success());
                break;
            }
        }
        assert!(lives > 2 && resumed > 0, "{target}: {lives} lives, {resumed} resumed");
        assert_same(&world.emulator, &world.path(target), &["student"]);
        world.ok(&["verify", target, "student"]);
    }
}

/// Returns true if a copy has records.
fn is_begun(world: &World, target: &str) -> bool {
    match target {
        "copy" => std::fs::read_to_string(world.path("copy/manifest.json")).is_ok_and(|text| text.contains(".parquet")),
        _ => {
            let path = world.path(target);
            let connection = path.exists().then(|| rusqlite::Connection::open(path).unwrap());
            let count =
                connection.map(|it| it.query_row("SELECT count(*) FROM student", [], |row| row.get::<_, i64>(0)));
            count.is_some_and(|count| count.is_ok_and(|count| count > 0))
        }
    }
}
