//! Runs without anything unusual.

use libtest_mimic::Trial;
use serde_json::json;

use crate::read::{self, assert_same};
use crate::test;
use crate::world::{Gateway, World};
use weda_emulator::Profile;

pub(crate) fn tests() -> Vec<Trial> {
    vec![
        test("basics::a_copy_follows_the_service", a_copy_follows_the_service),
        test("basics::sqlite_is_readable_by_people", sqlite_is_readable_by_people),
        test("basics::a_run_without_changes_sends_few_requests", a_run_without_changes_sends_few_requests),
        test("basics::changes_beyond_the_overlap_need_full", changes_beyond_the_overlap_need_full),
        test("basics::a_record_from_the_future_hides_no_changes", a_record_from_the_future_hides_no_changes),
        test("basics::models_without_times_are_read_as_a_whole", models_without_times_are_read_as_a_whole),
        test("basics::a_trial_writes_nothing", a_trial_writes_nothing),
        test("basics::two_runs_never_write_one_copy", two_runs_never_write_one_copy),
        test("basics::targets_that_are_not_copies_are_refused", targets_that_are_not_copies_are_refused),
        test("basics::a_value_that_does_not_fit_is_named", a_value_that_does_not_fit_is_named),
        test("basics::a_first_copy_that_went_on_is_a_success", a_first_copy_that_went_on_is_a_success),
        test("basics::run_goes_on_until_it_is_interrupted", run_goes_on_until_it_is_interrupted),
    ]
}

const TARGETS: [&str; 2] = ["copy.sqlite", "copy"];

fn full_student() -> serde_json::Value {
    json!({
        "name": "李四 \"引号\" 'x' \u{1f600}", "stock": 9_007_199_254_740_993_i64, "score": -0.125, "active": true,
        "born": 1_725_120_000_000_i64, "seen": 1_646_034_692_306_i64, "rise": 30_600_000, "gender": "1",
        "tags": ["甲", "乙"], "home": { "city": "上海" },
    })
}

fn a_copy_follows_the_service() {
    for gateway in [Gateway::OData, Gateway::Model] {
        let world = World::with(gateway, Profile::default());
        let course = world.create("course", json!({ "title": "语文" }));
        let mut student = full_student();
        (student["course"], student["teacher"]) = (json!(course), json!({ "_id": course }));
        let first = world.create("student", student);
        let others = world.students(450);
        for target in TARGETS {
            let done = world.ok(&["sync", target]);
            assert!(done.stdout.contains("student: 451 new, 0 changed, 0 deleted; 451 records"), "{done:?}");
            assert_same(&world.emulator, &world.path(target), &["student", "course"]);
        }
        world.update("student", &first, json!({ "name": "王五", "tags": null, "home": null, "course": null }));
        world.delete("student", &others[10..13]);
        world.create("student", json!({ "name": "新" }));
        for target in TARGETS {
            let done = world.ok(&["sync", target]);
            assert!(done.stdout.contains("student: 1 new, 1 changed, 3 deleted; 449 records"), "{done:?}");
            assert_same(&world.emulator, &world.path(target), &["student", "course"]);
            let deleted: Vec<String> = read::copy(&world.path(target), "student").deleted.into_keys().collect();
            let mut expected = others[10..13].to_vec();
            expected.sort();
            assert_eq!(deleted, expected);
            let done = world.ok(&["sync", target, "student", "--json"]);
            let report: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
            for (key, value) in
                [("inserted", 0), ("updated", 0), ("deleted", 0), ("records", 449), ("service_records", 449)]
            {
                assert_eq!(report[key], value, "{key}: {report}");
            }
            world.ok(&["verify", target]);
        }
    }
}

fn sqlite_is_readable_by_people() {
    let world = World::new();
    world.create("student", full_student());
    let gone = world.create("student", json!({ "name": "赵六" }));
    world.create("student", json!({ "name": "孙七" }));
    world.ok(&["sync", "copy.sqlite"]);
    world.delete("student", &[gone]);
    world.ok(&["sync", "copy.sqlite", "--allow-deletions", "1"]);
    // One file can be copied away.
    assert!(!world.path("copy.sqlite-wal").exists());
    let connection = rusqlite::Connection::open(world.path("copy.sqlite")).unwrap();
    let text = |sql: &str| -> String {
        connection.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    };
    for (sql, expected) in [
        ("SELECT seen FROM student WHERE stock = 9007199254740993", "2022-02-28T15:51:32.306+08:00"),
        ("SELECT born || ' ' || rise FROM student WHERE active", "2024-09-01 08:30:00"),
        ("SELECT datetime(seen) FROM student WHERE active", "2022-02-28 07:51:32"),
        ("SELECT json_extract(tags, '$[1]') FROM student WHERE active", "乙"),
        ("SELECT typeof(stock) || typeof(score) || typeof(active) FROM student WHERE active", "integerrealinteger"),
        (
            "SELECT o.label FROM student s JOIN weda_options o ON o.model = 'student' AND o.field = 'gender' AND o.key = s.gender",
            "男",
        ),
        ("SELECT title FROM weda_fields WHERE model = 'student' AND field = 'born'", "生日"),
        ("SELECT title || env_id FROM weda_models, weda_copy WHERE model = 'student'", "学生lowcode-emulator"),
        ("SELECT group_concat(name, '') FROM weda_live_student WHERE active IS NULL", "孙七"),
        ("SELECT name FROM student WHERE _deleted_at LIKE '20__-__-__T%+08:00'", "赵六"),
    ] {
        assert_eq!(text(sql), expected, "{sql}");
    }
}

fn a_run_without_changes_sends_few_requests() {
    let world = World::new();
    world.students(1_000);
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
        world.emulator.advance_clock(std::time::Duration::from_secs(86_400));
        // The range of changes begins before the last change: all were written at that time.
        let done = world.ok(&["sync", target, "student", "--overlap", "0s", "--json"]);
        let report: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
        assert!(report["requests"].as_u64().unwrap() <= 9 && report["retries"] == 0, "{report}");
        world.create("student", json!({ "name": "新" }));
        world.ok(&["sync", target, "student", "--overlap", "0s"]);
        let done = world.ok(&["sync", target, "student", "--overlap", "0s", "--json"]);
        let report: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
        assert!(report["requests"].as_u64().unwrap() <= 4, "{report}");
    }
}

/// Documents do not say whether `updatedAt` moves under SQL.
fn changes_beyond_the_overlap_need_full() {
    let world = World::new();
    let ids = world.students(5);
    world.emulator.advance_clock(std::time::Duration::from_secs(60));
    world.create("student", json!({ "name": "后来" }));
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
    }
    world.write_silently("student", &[json!({ "_id": ids[2], "name": "悄悄" })]);
    for target in TARGETS {
        world.ok(&["sync", target, "student", "--overlap", "0s"]);
        assert_ne!(read::copy(&world.path(target), "student").live[&ids[2]]["name"], "悄悄");
    }
    // It is read again within the overlap.
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
        assert_same(&world.emulator, &world.path(target), &["student"]);
    }
    // A record that is committed late.
    let now = world.emulator.clock().now;
    let late = |id: &str, ago: i64| json!({ "_id": id, "name": "迟", "createdAt": now - ago, "updatedAt": now - ago });
    world.emulator.load("student", [late("late1", 400_000)]).unwrap();
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
        assert_same(&world.emulator, &world.path(target), &["student"]);
    }
    let old = json!({ "_id": "late1", "name": "改", "createdAt": now - 86_400_000, "updatedAt": now - 86_400_000 });
    world.write_silently("student", &[old]);
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
        assert_eq!(read::copy(&world.path(target), "student").live["late1"]["name"], "迟");
        world.run(&["verify", target, "student"]).fails(1, "the copy differs from the service");
        let done = world.ok(&["sync", target, "student", "--full"]);
        assert!(done.stdout.contains("student: 0 new, 1 changed, 0 deleted"), "{done:?}");
        assert_same(&world.emulator, &world.path(target), &["student"]);
        world.ok(&["verify", target, "student"]);
    }
}

fn a_record_from_the_future_hides_no_changes() {
    let world = World::new();
    world.students(3);
    let future = world.emulator.clock().now + 10 * 365 * 86_400_000;
    world.emulator.load("student", [json!({ "_id": "future", "name": "未来", "updatedAt": future })]).unwrap();
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
    }
    // The number of records stays the same, which would be noticed.
    let other = read::service(&world.emulator, "student").into_keys().find(|id| id != "future").unwrap();
    world.update("student", &other, json!({ "name": "现在" }));
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
        assert_same(&world.emulator, &world.path(target), &["student"]);
    }
}

fn models_without_times_are_read_as_a_whole() {
    let mut profile = Profile::default();
    profile.answers.system_fields_in_pre = false;
    let world = World::with(Gateway::OData, profile);
    let ids = world.students(7);
    world.ok(&["sync", "copy.sqlite", "student"]);
    world.update("student", &ids[3], json!({ "name": "改" }));
    world.delete("student", &ids[..1]);
    let done = world.ok(&["sync", "copy.sqlite", "student"]);
    assert!(done.stdout.contains("0 new, 1 changed, 1 deleted; 6 records, read until the end"), "{done:?}");
}

fn a_trial_writes_nothing() {
    let world = World::new();
    let ids = world.students(300);
    for target in TARGETS {
        let done = world.ok(&["sync", target, "student", "--dry-run"]);
        assert!(
            done.stdout.contains("would be written: student: 300 new, 0 changed, 0 deleted; 300 records"),
            "{done:?}"
        );
        assert!(!world.path(target).exists());
        world.ok(&["sync", target, "student"]);
    }
    world.update("student", &ids[3], json!({ "name": "改" }));
    world.delete("student", &ids[7..9]);
    world.create("student", json!({ "name": "新" }));
    for target in TARGETS {
        let before = read::copy(&world.path(target), "student");
        let done = world.ok(&["sync", target, "student", "--dry-run"]);
        assert!(
            done.stdout.contains("would be written: student: 1 new, 1 changed, 2 deleted; 299 records"),
            "{done:?}"
        );
        assert_eq!(read::copy(&world.path(target), "student"), before);
    }
}

fn two_runs_never_write_one_copy() {
    let world = World::new();
    world.students(3);
    for (target, lock) in [("copy.sqlite", "copy.sqlite.lock"), ("copy", "copy/weda-mirror.lock")] {
        world.ok(&["sync", target]);
        let lock = std::fs::File::create(world.path(lock)).unwrap();
        lock.lock().unwrap();
        world
            .run(&["sync", target])
            .fails(6, "is in use by another run\nhint: wait until it ends, or name another target");
        // Reading needs no lock.
        world.ok(&["verify", target]);
        drop(lock);
        world.ok(&["sync", target]);
    }
}

fn targets_that_are_not_copies_are_refused() {
    let world = World::new();
    world.students(3);
    std::fs::write(world.path("notes.txt"), "买菜").unwrap();
    world.run(&["sync", "notes.txt"]).fails(3, "`notes.txt` is a file whose extension is not that of SQLite");
    std::fs::create_dir(world.path("photos")).unwrap();
    std::fs::write(world.path("photos/a.jpg"), "").unwrap();
    world
        .run(&["sync", "photos"])
        .fails(3, "`photos` is a directory with other files\nhint: name a file with the extension");
    let other = rusqlite::Connection::open(world.path("other.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE student (name TEXT); INSERT INTO student VALUES ('别人')").unwrap();
    world.run(&["sync", "other.sqlite"]).fails(3, "`other.sqlite` is a database of another program");
    let name: String = other.query_row("SELECT name FROM student", [], |row| row.get(0)).unwrap();
    assert_eq!(name, "别人");
    world.run(&["verify", "absent.sqlite"]).fails(3, "`absent.sqlite` does not exist");
    world.run(&["sync", "copy.sqlite", "studnet"]).fails(4, "no definition of the model `studnet`");
    for target in TARGETS {
        world.ok(&["sync", target, "student"]);
        let message = "is a copy of lowcode-emulator (pre), and the client reads lowcode-emulator (prod)";
        world.run(&["sync", target, "--env-type", "prod"]).fails(3, message);
        world.run(&["verify", target, "course"]).fails(4, "has no copy of the model `course`");
    }
}

fn a_value_that_does_not_fit_is_named() {
    let world = World::new();
    let ids = world.students(3);
    world.update("student", &ids[1], json!({ "name": "geheim" }));
    // The folder is older than the definition of the service.
    let text = crate::world::STUDENT.replace(r#""name": { "type": "string""#, r#""name": { "type": "number""#);
    std::fs::write(world.path("database-schemas/student.json"), text).unwrap();
    for target in TARGETS {
        let done = world.run(&["sync", target]);
        done.fails(
            7,
            "of `student`, field `name`: expected a number, found a text\nhint: correct the record in the console",
        );
        assert!(!done.stderr.contains("geheim"), "{done:?}");
        // One model does not keep the others from theirs.
        assert!(done.stdout.contains("course: 0 new"), "{done:?}");
    }
}

/// The records of the first run are not seen by the second one, and were reported as perhaps deleted.
fn a_first_copy_that_went_on_is_a_success() {
    let world = World::new();
    let number = r#"{ "properties": { "hours": { "type": "number" } } }"#;
    world.define("course", number);
    let course = |n: u32| json!({ "_id": format!("C{n:04}"), "hours": if n == 450 { 1.5 } else { 2.0 } });
    world.emulator.load("course", (0..500).map(course)).unwrap();
    // In the folder it is a whole number, which the record of the third page is not.
    let whole = number.replace("\"number\"", "\"number\", \"numberCount\": 0");
    std::fs::write(world.path("database-schemas/course.json"), whole).unwrap();
    for target in TARGETS {
        let done = world.run(&["sync", target, "course", "--rows-per-file", "100"]);
        done.fails(7, "record `C0450` of `course`, field `hours`: expected a whole number");
    }
    world.update("course", "C0450", json!({ "hours": 2 }));
    for target in TARGETS {
        let done = world.ok(&["sync", target, "course"]);
        assert!(!done.stdout.contains(": 500 new") && done.stdout.contains("0 deleted; 500 records"), "{done:?}");
        world.ok(&["verify", target, "course"]);
    }
}

fn run_goes_on_until_it_is_interrupted() {
    let world = World::new();
    world.students(3);
    let mut child = world.spawn(&["run", "copy.sqlite", "student", "--every", "50ms"]);
    let path = world.path("copy.sqlite");
    let wait_for = |count: i64| {
        for _ in 0..600 {
            std::thread::sleep(std::time::Duration::from_millis(50));
            // The file may have no table yet.
            let connection = rusqlite::Connection::open(&path).unwrap();
            let rows = connection.query_row("SELECT count(*) FROM student", [], |row| row.get::<_, i64>(0));
            if rows == Ok(count) {
                return;
            }
        }
        panic!("the copy has not {count} records");
    };
    wait_for(3);
    world.create("student", json!({ "name": "新" }));
    wait_for(4);
    #[cfg(unix)]
    {
        let status = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(status.success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
    }
    let _ = child.kill();
    world.ok(&["verify", "copy.sqlite", "student"]);
}
