//! Queries as a user writes them.

use weda_datafusion::TableOptions;

use crate::world::{World, rows};

#[tokio::test(flavor = "multi_thread")]
async fn joins_groups_and_windows_have_the_results_of_the_engine_alone() {
    let world = World::new(700);
    let session = world.session(TableOptions::default());
    let unpushed = world.session(TableOptions { pushdown: false, ..TableOptions::default() });
    for sql in [
        "SELECT c.name, count(*) FROM student s JOIN class c ON s.class = c._id \
         WHERE s.admittedAt >= '1988-01-01' GROUP BY c.name ORDER BY c.name",
        "SELECT c._id, count(s._id) FROM class c LEFT JOIN student s ON s.class = c._id AND s.boarding \
         GROUP BY c._id ORDER BY 1",
        "SELECT date_trunc('day', updatedAt) d, count(*) FROM student GROUP BY 1 ORDER BY 1",
        "SELECT _id, rank() OVER (PARTITION BY grade ORDER BY seenAt, _id) FROM student WHERE credits < 100 ORDER BY _id",
        "SELECT name FROM student WHERE class IN (SELECT _id FROM class WHERE room IS NULL) ORDER BY name",
        "SELECT a._id FROM student a JOIN student b ON a.class = b.class AND a.score = b.score AND b.name = 'li' ORDER BY 1",
        // Each round has other ids on one side of the join.
        "WITH RECURSIVE t AS (SELECT 1 n, class FROM student WHERE name = 'Zoë' AND score = 0 UNION ALL \
         SELECT t.n + 1, b.class FROM t JOIN student a ON a.class = t.class AND a.name = '' AND a.score > 90 \
         JOIN student b ON b.lesson = a.lesson AND b.name = 'Li' AND b.boarding WHERE t.n < 3) \
         SELECT n, class, count(*) FROM t GROUP BY 1, 2 ORDER BY 1, 2",
    ] {
        let (pushed, unpushed) = (rows(&session, sql).await, rows(&unpushed, sql).await);
        assert!(!pushed.is_empty(), "{sql}");
        assert_eq!(pushed, unpushed, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_one_of_china() {
    let world = World::new(0);
    // 2024-09-05 in China, the day before in Greenwich.
    let record = serde_json::json!({ "_id": "1", "updatedAt": 1_725_469_200_000_i64, "seenAt": 1_725_469_200_000_i64 });
    world.emulator.load("student", [record]).expect("it fits");
    let session = world.session(TableOptions::default());
    let sql = "SELECT seenAt::date, date_part('hour', seenAt) FROM student WHERE seenAt::date = '2024-09-05'";
    assert_eq!(rows(&session, sql).await, ["2024-09-05|1"]);
}
