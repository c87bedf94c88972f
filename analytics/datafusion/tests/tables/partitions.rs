//! Ranges of ids.

use std::collections::BTreeSet;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::cast::as_string_array;
use datafusion::physical_plan::{collect, displayable};
use serde_json::json;
use weda::{Dialect, GatewayKind};
use weda_datafusion::TableOptions;
use weda_emulator::{Effect, Fault};

use crate::world::{World, plan, rows};

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_read_in_ranges_that_have_every_record_once() {
    let world = World::new(1500);
    for (partitions, expected) in [(1, 1), (2, 2), (3, 3), (4, 4), (64, 4)] {
        let session = world.session(TableOptions { partitions, ..TableOptions::default() });
        let plan = plan(&session, "SELECT _id FROM student").await;
        assert!(plan.contains(&format!("partitions={expected},")), "{plan}");
        let ids = rows(&session, "SELECT _id FROM student").await;
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (1500, 1500), "{partitions}");
    }
    let session = world.session(TableOptions::default());
    assert!(plan(&session, "SELECT _id FROM class").await.contains("partitions=1,"), "12 records are one page");
}

/// The gateway orders no texts, so that it has no ranges; its pages are read at the same time instead.
#[tokio::test(flavor = "multi_thread")]
async fn the_data_model_gateway_reads_one_range() {
    let world = World::new(1500);
    let session = world.session_of(&world.client(GatewayKind::Model, Dialect::documented()), TableOptions::default());
    assert!(plan(&session, "SELECT _id FROM student").await.contains("partitions=1,"));
    let ids = rows(&session, "SELECT _id FROM student").await;
    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (1500, 1500));
}

/// As many pages are requested at the same time as the table may have partitions, in ranges or of a single one.
#[tokio::test(flavor = "multi_thread")]
async fn pages_are_requested_at_the_same_time() {
    let world = World::new(1500);
    world.emulator.inject_fault(Fault::new(Effect::Delay(60)).path("student")).expect("a fault");
    for gateway in [GatewayKind::OData, GatewayKind::Model] {
        for partitions in [1, 4] {
            let options = TableOptions { partitions, ..TableOptions::default() };
            let session = world.session_of(&world.client(gateway, Dialect::documented()), options);
            let mark = world.mark();
            assert_eq!(rows(&session, "SELECT name FROM student").await.len(), 1500);
            let _ = world.emulator.log();
            let entries: Vec<_> = world.emulator.log_since(mark).into_iter().map(|(_, entry)| entry).collect();
            let runs = entries.iter().filter(|entry| entry.call != "token");
            let spans: Vec<_> = runs.map(|entry| (entry.time, entry.time + (entry.micros / 1000) as i64)).collect();
            let at_once = spans.iter().map(|(start, _)| spans.iter().filter(|(a, b)| a <= start && start < b).count());
            assert_eq!(at_once.max(), Some(partitions), "{gateway:?} {spans:?}");
        }
    }
}

/// Pages dealt out by number would shift; ranges do not.
#[tokio::test(flavor = "multi_thread")]
async fn records_that_are_created_after_planning_double_and_hide_nothing() {
    let world = World::new(1500);
    let session = world.session(TableOptions::default());
    let old: BTreeSet<String> = rows(&session, "SELECT _id FROM student").await.into_iter().collect();
    let frame = session.sql("SELECT _id FROM student").await.expect("a frame");
    let plan = frame.create_physical_plan().await.expect("a plan");
    assert!(displayable(plan.as_ref()).indent(false).to_string().contains("partitions=4"));
    // Everywhere: before the first, after the last, and between.
    let mut random = fastrand::Rng::with_seed(3);
    let new = (0..700).map(|n| json!({ "_id": format!("{:08X}N{n}", random.u32(..)), "name": "新生" }));
    world.emulator.load("student", new).expect("they fit");
    let batches = collect(plan, session.task_ctx()).await.expect("rows");
    let ids = texts(&batches);
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), distinct.len(), "doubled");
    assert!(old.is_subset(&distinct), "hidden");
    assert_eq!(distinct.len(), 2200);
}

/// The ends are asked for one after the other, so that deletions in between cannot exchange them.
#[test]
fn records_that_are_deleted_while_a_query_is_planned_double_nothing() {
    let world = World::new(1500);
    let session = world.session(TableOptions::default());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let ids = runtime.block_on(rows(&session, "SELECT _id FROM student ORDER BY _id"));
    let runs = std::thread::scope(|scope| {
        let deletions = scope.spawn(|| {
            for chunk in ids[..800].chunks(10) {
                world.emulator.delete("student", chunk).expect("it deletes");
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        });
        let read = || runtime.block_on(async { session.sql("SELECT _id FROM student").await?.collect().await });
        let mut runs = Vec::new();
        while !deletions.is_finished() {
            runs.push(read());
        }
        runs.push(read());
        runs
    });
    // Pages shift while they are read, which is an error of the client; the last run has none.
    let mut successes = 0;
    for found in runs.iter().flatten().map(|batches| texts(batches)) {
        successes += 1;
        let distinct: BTreeSet<_> = found.iter().collect();
        assert_eq!(found.len(), distinct.len(), "doubled");
        assert!(ids[800..].iter().all(|id| distinct.contains(id)), "hidden");
    }
    assert!(successes > 0);
}

/// The texts of the first column.
fn texts(batches: &[RecordBatch]) -> Vec<String> {
    let columns = batches.iter().map(|batch| as_string_array(batch.column(0)).expect("texts"));
    columns.flat_map(|column| column.iter().flatten().map(str::to_owned)).collect()
}
