//! Answers of a cluster are those of DataFusion in one process, and of SQLite.

use super::cluster::Cluster;
use super::oracle::{rows_of_batches, rows_of_sqlite, sqlite};
use super::process;
use super::world::World;

/// Queries, and whether the order of their rows is determined.
const QUERIES: [(&str, bool); 22] = [
    ("SELECT count(*) FROM student", true),
    ("SELECT count(*), count(score), sum(score), min(score), max(score), avg(score) FROM student", true),
    ("SELECT count(*) FROM student WHERE score > 60", true),
    ("SELECT count(*) FROM student WHERE name = 'li' AND score <= 75.5", true),
    ("SELECT count(DISTINCT name), count(DISTINCT class) FROM student", true),
    ("SELECT grade, count(*) FROM student GROUP BY grade ORDER BY grade", true),
    ("SELECT grade, boarding, count(*), sum(score) FROM student GROUP BY grade, boarding ORDER BY 1, 2", true),
    ("SELECT course, count(*) FROM student GROUP BY course HAVING count(*) > 1990 ORDER BY 1", true),
    ("SELECT grade, note FROM student WHERE note LIKE '%good%' AND grade = '二年级' ORDER BY _id LIMIT 5", true),
    ("SELECT DISTINCT grade, course FROM student", false),
    ("SELECT _id, name, score FROM student ORDER BY score DESC, _id LIMIT 7", true),
    ("SELECT _id, credits FROM student ORDER BY credits, _id LIMIT 9 OFFSET 600", true),
    ("SELECT _id, name, grade, class FROM student", false),
    ("SELECT _id FROM student WHERE name <> 'Li' AND grade IS NULL", false),
    ("SELECT count(*) FROM student WHERE score > 1000", true),
    ("SELECT _id, score FROM student WHERE score BETWEEN 20 AND 21 ORDER BY _id", true),
    (
        "SELECT c.name, count(*) FROM student s JOIN class c ON s.class = c._id WHERE s.score > 60 GROUP BY c.name \
         ORDER BY 2 DESC, 1 LIMIT 3",
        true,
    ),
    ("SELECT s._id, c.room FROM student s LEFT JOIN class c ON s.class = c._id", false),
    ("SELECT c._id, count(s._id) FROM class c LEFT JOIN student s ON s.class = c._id GROUP BY c._id ORDER BY 1", true),
    (
        "SELECT _id FROM class WHERE _id NOT IN (SELECT class FROM student WHERE class IS NOT NULL AND score > 99)",
        false,
    ),
    ("SELECT a._id, b._id FROM student a JOIN student b ON a._id = b._id WHERE a.score > 90", false),
    ("SELECT grade, count(*) FROM student WHERE boarding GROUP BY grade UNION ALL SELECT room, 0 FROM class", false),
];

/// 6,000 records are 30 pages, so that there are several partitions. A scan that is whole in each task answers 12,000.
#[test]
fn answers_are_those_of_one_process_and_of_sqlite() {
    let cluster = Cluster::start(World::new(6_000), 2);
    let database = sqlite(&cluster.world);
    let local = weda_datafusion::session(&cluster.world.models());
    let mut compared = 0;
    for partitions in [1, 2, 4] {
        let session = cluster.session(partitions);
        for (sql, is_ordered) in QUERIES {
            let ask = |session: &datafusion::prelude::SessionContext| {
                let asked = async { session.sql(sql).await?.collect().await };
                let batches = cluster.runtime.block_on(asked).unwrap_or_else(|error| panic!("{sql}: {error}"));
                let mut rows = rows_of_batches(&batches);
                if !is_ordered {
                    rows.sort();
                }
                rows
            };
            let mut expected = rows_of_sqlite(&database, sql);
            if !is_ordered {
                expected.sort();
            }
            let found = ask(&session);
            assert_eq!(found.len(), expected.len(), "{sql} in {partitions} partitions");
            assert_eq!(found, expected, "{sql} in {partitions} partitions");
            if partitions == 1 {
                assert_eq!(ask(&local), expected, "{sql} in this process");
            }
            compared += found.len();
        }
    }
    assert!(compared > 35_000, "only {compared} rows were compared");
}

/// The command prints what the session returns.
#[test]
fn the_command_prints_tables_and_csv() {
    let cluster = Cluster::start(World::new(450), 1);
    let sql = "SELECT grade AS 年级, count(*) AS n FROM student GROUP BY grade ORDER BY grade";
    let csv = cluster.answer(sql);
    let expected = rows_of_sqlite(&sqlite(&cluster.world), sql);
    let lines: Vec<String> = expected.iter().map(|row| row.join(",").replace("null", "")).collect();
    assert_eq!(csv, format!("年级,n\n{}\n", lines.join("\n")));
    let table = process::output(&mut cluster.sql(sql, &["--format", "table"]));
    let table = String::from_utf8_lossy(&table.stdout);
    assert!(table.contains("| 年级   | n") && table.contains("| 一年级 |"), "{table}");
    for refused in
        ["DROP TABLE student", "INSERT INTO class SELECT * FROM class", "SET datafusion.execution.batch_size = 1"]
    {
        assert!(cluster.failure(refused, &[]).contains("not supported"), "{refused}");
    }
    let missing = cluster.failure("SELECT * FROM studnet", &[]);
    assert!(missing.contains("studnet") && !missing.contains("Status {"), "{missing}");
}
