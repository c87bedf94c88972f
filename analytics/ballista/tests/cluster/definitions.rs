//! Processes with different definitions, environments or addresses say so.

use std::fs;
use std::net::TcpListener;

use super::cluster::Cluster;
use super::process::{self, Process};
use super::world::World;

const QUERY: &str = "SELECT name, score FROM student WHERE boarding";

#[test]
fn different_definitions_are_an_error_that_names_the_difference() {
    let world = World::new(450);
    let other = world.other_definitions("other");
    let student = fs::read_to_string(other.join("student.json")).expect("a copy");
    let changed = student.replacen(
        "\"type\": \"number\",\n            \"format\": \"\",\n            \"title\": \"成绩\"",
        "\"type\": \"string\",\n            \"format\": \"\",\n            \"title\": \"成绩\"",
        1,
    );
    assert_ne!(student, changed, "the definition of the examples is another one");
    fs::write(other.join("student.json"), changed).expect("a file in the world's folder");
    let fewer = world.other_definitions("fewer");
    fs::remove_file(fewer.join("student.json")).expect("a copy");
    let mut cluster = Cluster::start(world, 0);

    cluster.add_executor(&other);
    let error = cluster.failure(QUERY, &[]);
    assert!(error.contains("the definition of the model `student` in an executor is another one"), "{error}");
    assert!(error.contains("`name`, `score`") && error.contains("the same definitions"), "{error}");
    // Queries of equal columns are answered.
    assert_eq!(cluster.answer("SELECT count(name) FROM student WHERE name <> '0'"), "count(student.name)\n450\n");
    cluster.executors.clear();

    cluster.wait_for("the scheduler to miss it", |cluster| cluster.registered() == 0);
    cluster.add_executor(&fewer);
    let error = cluster.failure(QUERY, &[]);
    assert!(error.contains("an executor has no definition of the model `student`"), "{error}");

    // A program with other definitions than the scheduler.
    let folder = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    let error = cluster.failure(QUERY, &["--dir", &folder(&other)]);
    assert!(error.contains("in the scheduler is another one"), "{error}");
    assert!(error.contains("the column `score` is Float64 in the definition of this process, and Utf8 in"), "{error}");
    let error = cluster.failure(QUERY, &["--dir", &folder(&fewer)]);
    assert!(error.contains("student") && !error.contains("scheduler"), "{error}");
    let error = cluster.failure(QUERY, &["--dir", "nowhere"]);
    assert!(error.contains("`nowhere`") && error.contains("`--dir` names it"), "{error}");

    // The store of the environment, which both sides name.
    let asked = process::output(cluster.sql(QUERY, &[]).env("WEDA_ENV_TYPE", "prod"));
    let error = String::from_utf8_lossy(&asked.stderr);
    assert!(error.contains("asks for the environment type `prod`, and the scheduler reads `pre`"), "{error}");
}

#[test]
fn an_executor_of_another_environment_is_an_error() {
    let world = World::new(450);
    let mut cluster = Cluster::start(world, 0);
    let definitions = cluster.world.definitions();
    let mut command = vec!["executor", "--vcores", "1", "--scheduler", &cluster.address];
    command.extend(["--dir", definitions.to_str().expect("UTF-8")]);
    let executor = Process::start_with(&cluster.world, "executor", &command, &[("WEDA_ENV_TYPE", "prod")]);
    executor.line("executor listening on ");
    cluster.executors.push(executor);
    cluster.wait_for("the executor to register", |cluster| cluster.registered() == 1);
    let error = cluster.failure(QUERY, &[]);
    assert!(error.contains("an executor reads another environment than the scheduler"), "{error}");
}

#[test]
fn wrong_addresses_and_ports_are_errors_of_their_own() {
    let world = World::new(1);
    let definitions = world.definitions();
    let definitions = definitions.to_str().expect("UTF-8");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let fails = |arguments: &[&str]| {
        let output = process::output(&mut process::command(&world, arguments));
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let error = fails(&["scheduler", "--port", &port, "--dir", definitions]);
    assert!(error.contains(&format!("127.0.0.1:{port} cannot be listened on")), "{error}");
    let error = fails(&["scheduler", "--listen", "0.0.0.0", "--port", "0", "--dir", definitions]);
    assert!(error.contains("`--advertise`"), "{error}");
    let error = fails(&["executor", "--port", &port, "--dir", definitions]);
    assert!(error.contains("cannot be listened on"), "{error}");
    let error = fails(&["sql", "--scheduler", "http://127.0.0.1", "--dir", definitions, "SELECT 1"]);
    assert!(error.contains("df://HOST:PORT"), "{error}");
    // The emulator answers, and is not a scheduler.
    let emulator = world.emulator.address().to_string();
    let error = fails(&["sql", "--scheduler", &emulator, "--dir", definitions, "SELECT 1"]);
    assert!(error.contains("is not a scheduler of Ballista"), "{error}");
    drop(taken);
    let error = fails(&["sql", "--scheduler", &format!("127.0.0.1:{port}"), "--dir", definitions, "SELECT 1"]);
    assert!(error.contains("no scheduler answers at") && error.contains("weda-ballista scheduler"), "{error}");
}
