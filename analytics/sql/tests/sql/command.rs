//! The real binary: its outputs to the letter.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;
use weda_emulator::Emulator;

use crate::world;

/// A folder with definitions, and an emulator with a few records.
pub struct Place {
    pub folder: TempDir,
    pub emulator: Emulator,
}

/// The output of a run and its exit code.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code().expect("an exit code, not a signal"),
        }
    }
}

/// The secrets that the environment of every run has.
pub const SECRETS: [&str; 2] = ["the-id-of-nobody", "the-key-of-nobody"];

impl Place {
    pub fn new() -> Self {
        Self::with(world::directory())
    }

    fn with(definitions: PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("weda.toml"), "").expect("a file");
        let schemas = folder.path().join("database-schemas");
        fs::create_dir(&schemas).expect("a folder");
        for file in fs::read_dir(definitions).expect("the definitions").flatten() {
            fs::copy(file.path(), schemas.join(file.file_name())).expect("a copy");
        }
        let [id, key] = SECRETS;
        let emulator = Emulator::builder().definitions(schemas).keys(id, key).clock(1_725_163_200_000).start();
        let emulator = emulator.expect("an emulator");
        let load = |model, records: Value| {
            emulator.load(model, records.as_array().expect("a list").clone()).expect("valid records");
        };
        load("class", json!([{ "_id": "C1", "name": "三班", "room": "204" }, { "_id": "C2", "name": "四班" }]));
        load(
            "student",
            json!([
                { "_id": "S1", "name": "李四", "score": 59.5, "credits": 3, "boarding": true, "admittedAt": 1_725_120_000_000_i64,
                  "wakes": 27_000_000, "tags": ["转学", "a,b"], "address": { "city": "北京" }, "class": "C1",
                  "serial": 1_234_567_890_123_456_789_i64 },
                { "_id": "S2", "name": "a\u{1b}[2J\nb", "score": 88, "class": "C1", "grade": "一年级", "boarding": false },
                { "_id": "S3", "name": "", "class": "C9" },
            ]),
        );
        Self { folder, emulator }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command with the environment of the emulator, and nothing of the machine's.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        let [id, key] = SECRETS;
        command.env("WEDA_EMULATOR_HOST", self.emulator.address().to_string());
        command.env("WEDA_SECRET_ID", id).env("WEDA_SECRET_KEY", key);
        command
    }

    /// The command without any variables.
    pub fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda-sql"));
        command.env_clear().current_dir(self.path()).args(arguments).stdin(std::process::Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let ran = Ran::from(self.command(arguments).output().expect("the binary runs"));
        for secret in SECRETS {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{arguments:?}: {ran:?}");
        }
        ran
    }

    /// The rows on stdout of a run without failures and notes.
    pub fn rows(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
        ran.stdout
    }
}

#[test]
fn a_table_is_aligned_and_escaped() {
    let place = Place::new();
    assert_eq!(
        place.rows(&["SELECT _id, name, score, boarding, admittedAt, wakes, createdAt, tags, address, serial FROM student ORDER BY _id"]),
        "\
_id  name           score  boarding  admittedAt  wakes     createdAt            tags            address                       serial
---  -------------  -----  --------  ----------  --------  -------------------  --------------  ---------------  -------------------
S1   李四            59.5  true      2024-09-01  07:30:00  2024-09-01 12:00:00  [\"转学\",\"a,b\"]  {\"city\":\"北京\"}  1234567890123456789
S2   a\\u{1b}[2J\\nb   88.0  false     NULL        NULL      2024-09-01 12:00:00  NULL            NULL                            NULL
S3                   NULL  NULL      NULL        NULL      2024-09-01 12:00:00  NULL            NULL                            NULL
"
    );
}

#[test]
fn csv_and_json_keep_every_value() {
    let place = Place::new();
    let sql = "SELECT _id, name, admittedAt, createdAt, tags, serial FROM student ORDER BY _id";
    assert_eq!(
        place.rows(&["--format", "csv", sql]),
        "_id,name,admittedAt,createdAt,tags,serial\n\
         S1,李四,2024-09-01,2024-09-01 12:00:00,\"[\"\"转学\"\",\"\"a,b\"\"]\",1234567890123456789\n\
         S2,\"a\u{1b}[2J\nb\",,2024-09-01 12:00:00,,\n\
         S3,\"\",,2024-09-01 12:00:00,,\n"
    );
    assert_eq!(
        place.rows(&["--format", "json", sql]),
        "{\"_id\":\"S1\",\"name\":\"李四\",\"admittedAt\":\"2024-09-01\",\"createdAt\":\"2024-09-01T12:00:00+08:00\",\
         \"tags\":[\"转学\",\"a,b\"],\"serial\":1234567890123456789}\n\
         {\"_id\":\"S2\",\"name\":\"a\\u001b[2J\\nb\",\"admittedAt\":null,\"createdAt\":\"2024-09-01T12:00:00+08:00\",\
         \"tags\":null,\"serial\":null}\n\
         {\"_id\":\"S3\",\"name\":\"\",\"admittedAt\":null,\"createdAt\":\"2024-09-01T12:00:00+08:00\",\"tags\":null,\"serial\":null}\n"
    );
    let twice =
        place.run(&["--format", "json", "SELECT s.name, c.name FROM student s JOIN class c ON s.class = c._id"]);
    assert_eq!((twice.code, twice.stdout.as_str()), (3, ""));
    assert!(twice.stderr.contains("two columns are named `name`"), "{twice:?}");
}

/// Days and hours are those of Beijing, wherever a point in time was taken from.
#[test]
fn times_are_beijing_s() {
    let place = Place::new();
    assert_eq!(
        place.rows(&[
            "--format",
            "csv",
            "SELECT createdAt::date AS d, extract(hour FROM createdAt) AS h, date_trunc('day', createdAt) AS t, \
             TIMESTAMP '2024-09-01T00:30:00Z' AT TIME ZONE 'UTC' AS u FROM class LIMIT 1"
        ]),
        "d,h,t,u\n2024-09-01,12,2024-09-01 00:00:00,2024-09-01 08:30:00\n"
    );
}

/// They are known without the service: nothing is sent, and no keys are needed.
#[test]
fn tables_and_columns_are_listed_with_titles_offline() {
    let place = Place::new();
    fs::write(place.path().join("people.csv"), "id,n\nS1,5\n").expect("a file");
    let offline = |arguments: &[&str]| {
        let ran = Ran::from(place.bare(arguments).output().expect("the binary runs"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
        ran.stdout
    };
    let tables = "table    title         columns\n\
                  -------  ------------  -------\n\
                  class    班级                8\n\
                  exam     考试               10\n\
                  people   (local file)        2\n\
                  student  学生               21\n";
    assert_eq!(offline(&["--tables", "--table", "people=people.csv"]), tables);
    assert_eq!(offline(&["show tables", "--table", "people=people.csv"]), tables);
    assert_eq!(
        offline(&["DESCRIBE exam"]),
        "column     type       null   title     about\n\
         ---------  ---------  -----  --------  ----------------------------\n\
         _id        text       false  数据标识  NULL\n\
         createdAt  timestamp  true   创建时间  NULL\n\
         updatedAt  timestamp  true   更新时间  NULL\n\
         subject    text       true   科目      语文, 数学, 英语, Math, math\n\
         points     double     true   得分      NULL\n\
         takenAt    timestamp  true   考试时间  NULL\n\
         day        date       true   考试日期  NULL\n\
         passed     boolean    true   及格      NULL\n\
         student    text       true   学生      relation to `student`\n\
         class      text       true   班级      relation to `class`\n"
    );
    assert_eq!(place.emulator.call_counts().values().sum::<u64>(), 0, "nothing was sent");
}

#[test]
fn explain_shows_the_requests() {
    let place = Place::new();
    let plan = place.rows(&["EXPLAIN SELECT name FROM student WHERE score > 60 AND name LIKE '%李%' LIMIT 3"]);
    assert!(plan.contains("physical plan:\n"), "{plan}");
    assert!(
        plan.contains("GET /weda/odata/v1/pre/student?$filter=score%20gt%2060%20and%20contains(name,%27%E6%9D%8E%27)"),
        "{plan}"
    );
    assert!(
        plan.contains("name@0 LIKE %李%"),
        "the condition that the service may answer otherwise is checked here: {plan}"
    );
}

#[test]
fn several_statements_come_from_arguments_files_and_stdin() {
    let place = Place::new();
    let expected = "n\n-\n3\n\nn\n-\n2\n";
    let sql = "/* 两个表 */\nSELECT count(*) AS n FROM student;\nSELECT count(*) AS n FROM class;";
    assert_eq!(place.rows(&[sql]), expected);
    fs::write(place.path().join("report.sql"), format!("\u{feff}{sql}")).expect("a file");
    assert_eq!(place.rows(&["--file", "report.sql"]), expected);
    let mut piped = place.command(&[]);
    piped.stdin(fs::File::open(place.path().join("report.sql")).expect("the file"));
    let ran = Ran::from(piped.output().expect("the binary runs"));
    assert_eq!((ran.stdout.as_str(), ran.code), (expected, 0), "{ran:?}");
    let csv = place.run(&["--format", "csv", sql]);
    assert_eq!((csv.code, csv.stdout.as_str()), (3, ""));
    assert!(csv.stderr.contains("there are 2 statements"), "{csv:?}");
}

#[test]
fn printed_rows_are_limited_and_it_is_said() {
    let place = Place::new();
    let records = (0..250).map(|n| json!({ "_id": format!("X{n:03}"), "subject": "数学" }));
    place.emulator.load("exam", records).expect("records");
    let ran = place.run(&["SELECT _id FROM exam ORDER BY _id"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 202));
    assert_eq!(ran.stderr, "note: there are more rows than the 200 shown; `--rows 0` prints all\n");
    for (arguments, lines) in [
        (["--rows", "0", "SELECT _id FROM exam"], 252),
        (["--rows", "250", "SELECT _id FROM exam"], 252),
        (["--format", "csv", "SELECT _id FROM exam"], 251),
    ] {
        assert_eq!(place.rows(&arguments).lines().count(), lines, "{arguments:?}");
    }
    // A limit is part of the plan, so that pages that are not printed are not read.
    let before = world::requests(&place.emulator);
    place.run(&["--rows", "5", "SELECT _id FROM exam"]);
    assert!(world::requests(&place.emulator) - before <= 2);
}

#[test]
fn parquet_is_read_again() {
    let place = Place::new();
    let file = place.path().join("out.parquet");
    let write = ["SELECT * FROM student ORDER BY _id", "--output", "out.parquet"];
    assert_eq!(place.rows(&write), "");
    let sql = "SELECT _id, name, score, serial, admittedAt, wakes, createdAt, tags, address FROM TABLE_ ORDER BY _id";
    let again = place.rows(&["--table", "stored=out.parquet", &sql.replace("TABLE_", "stored")]);
    assert_eq!(again, place.rows(&[&sql.replace("TABLE_", "student")]));

    let bytes = fs::read(&file).expect("the file");
    let refused = place.run(&write);
    assert_eq!(refused.code, 6, "{refused:?}");
    assert_eq!(
        refused.stderr,
        "error: `out.parquet` exists already\nhint: name another file, or give `--force` to replace it\n"
    );
    assert_eq!(fs::read(&file).expect("the file"), bytes, "the file is as it was");
    assert_eq!(place.rows(&["SELECT 1 AS one", "--output", "out.parquet", "--force"]), "");
    assert_eq!(place.rows(&["--table", "t=out.parquet", "SELECT * FROM t"]), "one\n---\n  1\n");

    // A failure leaves nothing behind.
    let failed = place.run(&["SELECT 1 / (score - 88) FROM student", "--output", "new.csv"]);
    assert_eq!(failed.code, 0, "a division of doubles is not an error: {failed:?}");
    let failed = place.run(&["SELECT 1 / (credits - 3) FROM student", "--output", "other.csv"]);
    assert_eq!(failed.code, 3, "{failed:?}");
    let names: Vec<String> = fs::read_dir(place.path())
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("other") || name.contains("weda-sql"))
        .collect();
    assert_eq!(names, Vec::<String>::new());
    assert_eq!(place.run(&["--format", "parquet", "SELECT 1"]).code, 3);
}

#[test]
fn local_files_join_models() {
    let place = Place::new();
    fs::write(place.path().join("加分*?.csv"), "id,points\nS1,5\nS2,7\n").expect("a file");
    let sql = "SELECT s._id, s.score + b.points AS total FROM bonus b JOIN student s ON s._id = b.id ORDER BY s._id";
    assert_eq!(place.rows(&["--table", "bonus=加分*?.csv", sql]), "_id  total\n---  -----\nS1    64.5\nS2    95.0\n");
    for (flag, code, said) in [
        ("student=加分*?.csv", 3, "there is a table `student` already"),
        ("bonus=nothing.csv", 6, "cannot read `nothing.csv`"),
        ("bonus=weda.toml", 3, "the extension of `weda.toml`"),
        ("bonus=https://example.com/a.csv", 6, "cannot read `https://example.com/a.csv`"),
        ("bonus", 3, "does not name a table and its file"),
    ] {
        let ran = place.run(&["--table", flag, "SELECT 1"]);
        assert_eq!(ran.code, code, "{flag}: {ran:?}");
        assert!(ran.stderr.contains(said), "{flag}: {ran:?}");
    }
}

#[test]
fn a_run_says_what_it_cost() {
    let place = Place::new();
    let ran = place.run(&["--verbose", "SELECT count(*) FROM student WHERE score > 60"]);
    let note = ran.stderr.trim_end();
    assert!(note.starts_with("note: 1 row, 1 request (1 to plan), ") && note.ends_with(" s"), "{note}");
    let (before, ran) =
        (world::requests(&place.emulator), place.run(&["-v", "SELECT * FROM student WHERE name LIKE '%四%'"]));
    let sent = world::requests(&place.emulator) - before;
    assert!(ran.stderr.starts_with(&format!("note: 1 row, {sent} request")), "{sent}: {ran:?}");
}
