//! Processes that end while a query runs, and what they leave behind.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::cluster::Cluster;
use super::oracle::{rows_of_sqlite, sqlite};
use super::process::{exists, temporary};
use super::world::World;

/// Counts, sums and joins, so that a row that is missing or came twice shows.
const QUERY: &str = "SELECT c.name, count(*), sum(s.credits), count(DISTINCT s._id) FROM student s JOIN class c ON s.class = c._id \
                     GROUP BY c.name ORDER BY c.name";

/// A world whose records take a while, and the answer as the command prints it.
fn slow_cluster(executors: usize) -> (Cluster, String) {
    let cluster = Cluster::start(World::new(12_000), executors);
    let rows = rows_of_sqlite(&sqlite(&cluster.world), QUERY);
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    cluster.world.delay(100);
    (cluster, lines.join("\n") + "\n")
}

/// Starts the query, and waits until so many pages were read.
fn begin(cluster: &Cluster, pages: u64) -> Child {
    let before = cluster.world.lists();
    let mut command = cluster.sql(QUERY, &[]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    cluster.wait_for("pages to be read", |cluster| cluster.world.lists() >= before + pages);
    child
}

/// Waits for the query, and returns its rows and its errors.
fn finish(child: Child) -> (String, String) {
    let output = child.wait_with_output().expect("a child of this process");
    let out = String::from_utf8_lossy(&output.stdout);
    let rows = out.split_once('\n').map_or("", |(_, rows)| rows).to_owned();
    (rows, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// At a random moment: while a scan runs, or between two stages, when the rows of the first are lost with the executor.
#[test]
fn an_executor_that_is_killed_changes_no_answer() {
    let (mut cluster, expected) = slow_cluster(2);
    let pages = 3 + fastrand::u64(..40);
    let query = begin(&cluster, pages);
    let victim = fastrand::usize(..2);
    cluster.executors[victim].kill();
    let began = Instant::now();
    let (rows, errors) = finish(query);
    assert_eq!(rows, expected, "killed executor {victim} after {pages} pages: {errors}");
    println!("answered {:.1} s after the kill, at page {pages}", began.elapsed().as_secs_f64());
    // One is enough from now on.
    assert_eq!(finish(begin(&cluster, 0)).0, expected);
}

#[test]
fn a_scheduler_that_is_killed_is_a_clear_error() {
    let (mut cluster, expected) = slow_cluster(1);
    let query = begin(&cluster, 5);
    cluster.scheduler.kill();
    let began = Instant::now();
    let (rows, errors) = finish(query);
    assert_eq!(rows, "");
    assert!(errors.contains("the scheduler ended while the query ran"), "{errors}");
    assert!(errors.contains("no scheduler answers at"), "{errors}");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    // The executor asks on, and works for the next scheduler at the same address.
    cluster.restart_scheduler();
    cluster.wait_for("the executor to register again", |cluster| cluster.registered() == 1);
    assert_eq!(finish(begin(&cluster, 0)).0, expected);
}

#[test]
fn sigterm_ends_an_executor_and_then_a_scheduler_without_a_wrong_answer() {
    let (mut cluster, expected) = slow_cluster(2);
    let query = begin(&cluster, 5);
    cluster.executors[0].terminate();
    let (rows, errors) = finish(query);
    assert_eq!(rows, expected, "{errors}");
    assert!(cluster.executors[0].end().success(), "{}", cluster.executors[0].log());
    cluster.executors[0].line("executor stopped");

    let query = begin(&cluster, 5);
    cluster.scheduler.terminate();
    let end = Instant::now() + Duration::from_secs(5);
    let refused = loop {
        let asked = super::process::output(&mut cluster.sql("SELECT count(*) FROM class", &[]));
        if !asked.status.success() {
            break String::from_utf8_lossy(&asked.stderr).into_owned();
        }
        assert!(Instant::now() < end, "it takes new queries after SIGTERM");
    };
    assert!(refused.contains("is ending and takes no more queries"), "{refused}");
    let (rows, errors) = finish(query);
    assert_eq!(rows, expected, "{errors}");
    assert!(cluster.scheduler.end().success(), "{}", cluster.scheduler.log());

    cluster.executors[1].terminate();
    assert!(cluster.executors[1].end().success(), "{}", cluster.executors[1].log());
    let left: Vec<_> =
        fs::read_dir(temporary(&cluster.world)).expect("it exists").flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

/// A test that panics leaves no process either.
#[test]
fn no_process_outlives_its_test() {
    let mut ids = Vec::new();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let cluster = Cluster::start(World::new(1), 1);
        ids.extend(cluster.executors.iter().chain([&cluster.scheduler]).map(|process| process.id()));
        assert!(ids.iter().all(|id| exists(*id)));
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert_eq!(ids.len(), 2);
    assert!(!ids.iter().any(|id| exists(*id)), "{ids:?}");
}
