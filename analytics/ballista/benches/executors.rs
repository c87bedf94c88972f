//! The speed of two executors compared with one, with a service that takes 20 ms for a page.
//!
//! Each executor has one call in flight, as its one vcore. The sum of 20,000 records is 100 pages. The second executor joins
//! the first one at the same scheduler and emulator.

// The bench uses a part of what the tests do.
#![allow(dead_code)]

#[path = "../tests/cluster/cluster.rs"]
mod cluster;
#[path = "../tests/cluster/process.rs"]
mod process;
#[path = "../tests/cluster/world.rs"]
mod world;

use std::time::{Duration, Instant};

use cluster::Cluster;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use world::World;

const STUDENTS: usize = 20_000;
const ROUNDS: usize = 5;
const LEAST: f64 = 1.8;

/// It reads all pages: a count alone would be answered without one.
const QUERY: &str = "SELECT count(*), sum(credits), count(note) FROM student WHERE name IS NOT NULL";

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let world = World::new(STUDENTS);
    world.delay(20);
    let mut cluster = Cluster::start(world, 1);
    let one: Vec<_> = (0..ROUNDS).map(|_| time(&cluster)).collect();
    let definitions = cluster.world.definitions();
    cluster.add_executor(&definitions);
    let two: Vec<_> = (0..ROUNDS).map(|_| time(&cluster)).collect();
    println!("one executor:  {one:.2?}");
    println!("two executors: {two:.2?}");
    let (one, two) = (median(one), median(two));
    let times = one.as_secs_f64() / two.as_secs_f64();
    println!("100 pages of 20 ms: one {one:.2?}, two {two:.2?}: {times:.2} times as fast (at least {LEAST})");
    assert!(times >= LEAST, "two executors are only {times:.2} times as fast as one");
}

/// The time of one query, whose answer is checked.
fn time(cluster: &Cluster) -> Duration {
    let session = cluster.session(2);
    let began = Instant::now();
    let asked = async { session.sql(QUERY).await?.collect().await };
    let batches = cluster.runtime.block_on(asked).expect("the cluster answers");
    let taken = began.elapsed();
    let count = batches.iter().find(|batch| batch.num_rows() > 0).expect("one row");
    assert_eq!(count.column(0).as_primitive::<Int64Type>().value(0), STUDENTS as i64);
    taken
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
