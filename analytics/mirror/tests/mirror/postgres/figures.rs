//! Memory and speed of a large table.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::server::Server;
use super::world::{Run, World, model};

/// Megabytes of memory that a hundred thousand more records may cost: their ids, by which the client notices records that
/// change places.
const GROWTH: u64 = 12;

/// Peak memory does not follow the number of records.
pub fn memory_does_not_follow_the_records(server: &Arc<Server>) {
    let properties = json!({
        "name": { "type": "string" }, "score": { "type": "number" }, "born": { "type": "number", "format": "date" },
        "home": { "type": "object", "properties": { "city": { "type": "string" } } }
    });
    let world = World::of(server, &[("student", model("学生", properties))]);
    let record = |n: u32| {
        json!({ "_id": format!("S{n:07}"), "name": "李四".repeat(10), "score": f64::from(n) / 8.0,
                "born": 581_094_000_000_i64, "home": { "city": "上海" } })
    };
    let mut peaks = Vec::new();
    for (from, to) in [(0, 20_000), (20_000, 120_000)] {
        world.emulator.load("student", (from..to).map(record)).unwrap();
        let started = Instant::now();
        let mut child = world.command("odata", &["--schema", &format!("s{to}")]).spawn().unwrap();
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            peak = peak_memory(child.id()).unwrap_or(peak).max(peak);
            std::thread::sleep(Duration::from_millis(20));
        }
        let run = Run::of(&child.wait_with_output().unwrap());
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(world.number(&format!("select count(*) from s{to}.student")), u64::from(to));
        let seconds = started.elapsed().as_secs_f64();
        println!("{to} records: {:.0} records/s, {} MB", f64::from(to) / seconds, peak / 1_024);
        peaks.push(peak / 1_024);
    }
    assert!(peaks[1] <= peaks[0] + GROWTH, "{peaks:?} MB");
}

/// The peak of a process's memory in kilobytes.
fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
