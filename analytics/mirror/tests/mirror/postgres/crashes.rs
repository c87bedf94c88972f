//! Crashes of the command and of the server: everything or nothing.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use super::server::{Server, signal};
use super::world::{Run, World, model};

/// Rows of each of the two models.
const ROWS: usize = 3_000;

fn world(server: &Arc<Server>) -> World {
    let class = model("班级", json!({ "name": { "type": "string" } }));
    let parent = json!({ "parentDataSourceName": "class" });
    let student = model(
        "学生",
        json!({ "n": { "type": "number", "numberCount": 0 },
                "class": { "type": "object", "format": "many-one", "x-parent": parent } }),
    );
    let world = World::of(server, &[("class", class), ("student", student)]);
    let class = |n: usize| json!({ "_id": format!("C{n:05}"), "name": "班".repeat(40) });
    world.emulator.load("class", (0..ROWS).map(class)).unwrap();
    let student = |n: usize| json!({ "_id": format!("S{n:05}"), "n": n, "class": { "_id": format!("C{n:05}") } });
    world.emulator.load("student", (0..ROWS).map(student)).unwrap();
    world
}

/// The remains of a run: nothing, or all rows with all constraints.
fn is_complete(world: &World, schema: &str) -> bool {
    let exists = format!("select count(*) from pg_namespace where nspname = '{schema}'");
    if world.number(&exists) == 0 {
        return false;
    }
    let rows = format!("select (select count(*) from {schema}.class) || ' ' || (select sum(n) from {schema}.student)");
    assert_eq!(world.value(&rows), Some(format!("{ROWS} {}", ROWS * (ROWS - 1) / 2)));
    let constraints =
        format!("select count(*) from pg_constraint where connamespace = '{schema}'::regnamespace and convalidated");
    assert_eq!(world.number(&constraints), 3);
    true
}

/// Waits until so many pages have been sent.
fn wait_for_pages(world: &World, pages: u64) {
    while world.emulator.call_counts().get("list").is_none_or(|calls| *calls < pages) {
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub fn a_killed_run_leaves_nothing_or_everything(server: &Arc<Server>) {
    let world = world(server);
    world.emulator.inject_fault(Fault::new(Effect::Delay(8)).path("/odata/")).unwrap();
    let started = std::time::Instant::now();
    world.load("odata", &["--schema", "whole"]);
    assert!(is_complete(&world, "whole"));
    let whole = started.elapsed();
    let mut outcomes = [0, 0];
    let mut rng = fastrand::Rng::with_seed(super::seed());
    for attempt in 0..14 {
        let schema = format!("s{attempt}");
        let mut child = world.command("odata", &["--schema", &schema]).spawn().unwrap();
        // The last ones near the end, where the transaction is committed.
        let part = if attempt < 8 { 0.7 * rng.f64() } else { 0.5 + 0.6 * rng.f64() };
        std::thread::sleep(whole.mul_f64(part));
        signal(child.id(), "KILL");
        child.wait().unwrap();
        server.wait_for_clients(&world.database);
        let is_complete = is_complete(&world, &schema);
        outcomes[usize::from(is_complete)] += 1;
        if !is_complete {
            world.load("odata", &["--schema", &schema]);
            assert!(self::is_complete(&world, &schema), "the next run starts from nothing");
            world.psql(&format!("drop schema {schema} cascade"));
        }
    }
    assert!(outcomes[0] > 0, "no run was killed in the middle");
    println!("{} runs left nothing, {} everything", outcomes[0], outcomes[1]);
}

pub fn an_interrupted_run_leaves_nothing(server: &Arc<Server>) {
    let world = world(server);
    world.emulator.inject_fault(Fault::new(Effect::Delay(50)).path("/odata/")).unwrap();
    let child = world.command("odata", &["--schema", "s"]).spawn().unwrap();
    wait_for_pages(&world, 2);
    signal(child.id(), "INT");
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(run.errors.contains("a load into PostgreSQL starts again"), "{}", run.errors);
    server.wait_for_clients(&world.database);
    assert!(!is_complete(&world, "s"));
}

/// A server of its own, since it ends.
pub fn a_server_that_goes_away_is_named() {
    let server = Arc::new(Server::start(&[]));
    let world = world(&server);
    world.emulator.inject_fault(Fault::new(Effect::Delay(100)).path("/odata/")).unwrap();
    let child = world.command("odata", &["--schema", "s"]).spawn().unwrap();
    wait_for_pages(&world, 2);
    let World { server: own, emulator, dir, .. } = world;
    drop(own);
    let mut server = Arc::into_inner(server).unwrap();
    server.crash();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(6), "{run:?}");
    assert!(run.errors.contains("cannot fill the table"), "{}", run.errors);
    assert!(run.errors.contains("; nothing was loaded"), "{}", run.errors);
    drop((emulator, dir));
}

/// The service ends for good in the middle.
pub fn a_service_that_fails_is_named(server: &Arc<Server>) {
    let world = world(server);
    world.emulator.inject_fault(Fault::new(Effect::Refuse("SYS_ERR".into())).path("/odata/").skip(9)).unwrap();
    let run = world.run("odata", &["--schema", "s", "--timeout", "3"]);
    assert_eq!(run.code, Some(5), "{run:?}");
    assert!(run.errors.contains("model `") && run.errors.contains("SYS_ERR"), "{}", run.errors);
    assert!(!is_complete(&world, "s"));
}

/// Records that are created meanwhile move the later ones to other pages.
pub fn records_that_change_places_are_read_again(server: &Arc<Server>) {
    let world = world(server);
    world.emulator.inject_fault(Fault::new(Effect::Delay(40)).path("/odata/")).unwrap();
    let child = world.command("odata", &["--schema", "s"]).spawn().unwrap();
    // After the first pages of the first model, and before the last.
    wait_for_pages(&world, 7);
    let new = |n: usize| -> Value { json!({ "_id": format!("A{n:05}"), "n": 0 }) };
    world.emulator.load("student", (0..250).map(new)).unwrap();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(world.number("select count(*) from s.student"), (ROWS + 250) as u64);
    assert_eq!(world.number("select count(distinct _id) from s.student"), (ROWS + 250) as u64);
    let calls = world.emulator.call_counts()["list"];
    assert!(calls > (2 * ROWS as u64 + 250).div_ceil(200) + 1, "{calls} calls: nothing was read again");
}
