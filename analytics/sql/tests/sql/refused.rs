//! Statements that are refused, and errors that help.

use std::fs;

use crate::command::{Place, Ran};

/// Nothing in a SQL text writes, or reaches a file or the network.
#[test]
fn only_reading_is_possible() {
    let place = Place::new();
    let secret = place.path().join("secret.csv");
    fs::write(&secret, "a\ngeheim\n").expect("a file");
    let (path, new) = (secret.display().to_string(), place.path().join("new").display().to_string());
    let files = || fs::read_dir(place.path()).expect("the folder").count();
    let before = files();
    for sql in [
        "INSERT INTO student VALUES ('S9')".to_owned(),
        "UPDATE student SET name = 'x'".to_owned(),
        "DELETE FROM student".to_owned(),
        "DROP TABLE student".to_owned(),
        "CREATE TABLE a AS SELECT 1".to_owned(),
        "CREATE VIEW a AS SELECT 1".to_owned(),
        "CREATE DATABASE a".to_owned(),
        "CREATE FUNCTION f(INT) RETURNS INT RETURN $1".to_owned(),
        "SELECT * INTO a FROM student".to_owned(),
        "WITH a AS (INSERT INTO student VALUES (1) RETURNING *) SELECT * FROM a".to_owned(),
        format!("CREATE EXTERNAL TABLE a STORED AS CSV LOCATION '{path}'"),
        format!("CREATE EXTERNAL TABLE a STORED AS CSV LOCATION '{path}'; SELECT * FROM a"),
        format!("COPY student TO '{new}.csv'"),
        format!("COPY (SELECT 1) TO '{new}.parquet' STORED AS PARQUET"),
        format!("EXPLAIN COPY student TO '{new}.csv'"),
        format!("EXPLAIN ANALYZE COPY student TO '{new}.csv'"),
        "EXPLAIN ANALYZE INSERT INTO student VALUES ('S9')".to_owned(),
        format!("SELECT * FROM '{path}'"),
        format!("SELECT * FROM \"{path}\""),
        format!("SELECT * FROM 'file://{path}'"),
        format!("SELECT * FROM read_csv('{path}')"),
        format!("SELECT * FROM parquet_metadata('{path}')"),
        "SET datafusion.catalog.location = '/'".to_owned(),
        "RESET datafusion.catalog.location".to_owned(),
        "SHOW ALL".to_owned(),
        "PREPARE a AS SELECT 1".to_owned(),
        "BEGIN; SELECT 1; COMMIT".to_owned(),
        "SELECT 1; DROP TABLE student".to_owned(),
    ] {
        let ran = place.run(&[&sql]);
        assert!(matches!(ran.code, 3 | 4), "{sql}: {ran:?}");
        assert_eq!(ran.stdout, "", "{sql}");
        assert!(ran.stderr.starts_with("error: ") && !ran.stderr.contains("geheim"), "{sql}: {ran:?}");
    }
    assert_eq!(files(), before, "no file was made");
    let reads = ["token", "list"];
    let counts = place.emulator.call_counts();
    assert!(counts.iter().all(|(kind, count)| *count == 0 || reads.contains(kind)), "{counts:?}");
}

#[track_caller]
fn fails(place: &Place, arguments: &[&str], code: i32, stderr: &str) {
    let ran = place.run(arguments);
    assert_eq!((ran.code, ran.stderr.as_str(), ran.stdout.as_str()), (code, stderr, ""), "{arguments:?}");
}

#[test]
fn an_error_has_its_place_and_a_suggestion() {
    let place = Place::new();
    fails(
        &place,
        &["SELECT _id,\n  nmae FROM student"],
        3,
        "error: there is no column nmae\n2 |   nmae FROM student\n  |   ^\nhint: did you mean name?\n",
    );
    fails(
        &place,
        &["SELECT createdat FROM student"],
        3,
        "error: there is no column createdat\n1 | SELECT createdat FROM student\n  |        ^\n\
         hint: capital letters count in names: write createdAt\n",
    );
    fails(
        &place,
        &["SELECT 1 FROM studnet"],
        4,
        "error: there is no table studnet\n1 | SELECT 1 FROM studnet\n  |               ^\nhint: did you mean student?\n",
    );
    fails(
        &place,
        &["SELECT '李四' name FORM student"],
        3,
        "error: the SQL is not valid at line 1, column 18: Expected: end of statement, found: FORM\n\
         1 | SELECT '李四' name FORM student\n  |                    ^\n",
    );
    fails(
        &place,
        &["DESCRIBE Student"],
        4,
        "error: there is no table Student\nhint: capital letters count in names: write student\n",
    );
    fails(
        &place,
        &["SELECT cuont(1) FROM student"],
        3,
        "error: there is no function cuont\n1 | SELECT cuont(1) FROM student\n  |        ^\nhint: did you mean count?\n",
    );
    fails(
        &place,
        &["SELECT name FROM student s JOIN class c ON s.class = c._id"],
        3,
        "error: the column name is in more than one table\n\
         1 | SELECT name FROM student s JOIN class c ON s.class = c._id\n  |        ^\nhint: name the table too, as in t.name\n",
    );
    fails(&place, &[""], 3, "error: the SQL has no statement\nhint: give one, such as `weda-sql 'SHOW TABLES'`\n");
    let escaped = place.run(&["SELECT \u{1b}[2J\u{202e}"]);
    assert!(escaped.code == 3 && !escaped.stderr.contains(['\u{1b}', '\u{202e}']), "{escaped:?}");
}

/// None of these ends in a crash.
#[test]
fn bad_inputs_end_in_errors() {
    let place = Place::new();
    fs::write(place.path().join("latin.sql"), b"SELECT '\xe9'").expect("a file");
    fs::write(place.path().join("long.sql"), format!("SELECT 1 --{}", "x".repeat(1 << 20))).expect("a file");
    fs::write(place.path().join("broken.parquet"), "PAR1 not really").expect("a file");
    let deep = format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000));
    let too_many = format!("SELECT count(*) FROM class WHERE {}", vec!["room <> 'x'"; 8_000].join(" OR "));
    let sums = format!("SELECT 1{}", " + 1".repeat(25_000));
    let nots = format!("SELECT {} true", "NOT ".repeat(5000));
    for (arguments, code) in [
        (vec!["--file", "latin.sql"], 6),
        (vec!["--file", "long.sql"], 6),
        (vec!["--file", "nothing.sql"], 6),
        (vec!["--file", "."], 6),
        (vec!["--dir", "nowhere", "SHOW TABLES"], 6),
        (vec!["--table", "t=broken.parquet", "SELECT * FROM t"], 6),
        (vec!["SELECT 1", "--output", "no/such/folder.csv"], 6),
        (vec!["SELECT 1", "--output", "."], 6),
        (vec!["SELECT 1", "--output", ".", "--force"], 6),
        (vec!["--partitions", "0", "SELECT 1"], 3),
        (vec!["--format", "xml", "SELECT 1"], 3),
        (vec!["--force", "SELECT 1"], 3),
        (vec!["SELECT 1", "--file", "latin.sql"], 3),
        (vec!["--no-such-flag\n\u{1b}[2J"], 3),
        (vec!["SELECT 1 / 0"], 3),
        (vec!["SELECT 'x'::date"], 3),
        (vec!["SELECT name FROM student WHERE createdAt > 'gestern'"], 3),
        (vec![deep.as_str()], 3),
        (vec![too_many.as_str()], 3),
        (vec![sums.as_str()], 3),
        (vec![nots.as_str()], 3),
    ] {
        let ran = place.run(&arguments);
        let shown: Vec<&str> = arguments.iter().map(|text| text.get(..40).unwrap_or(text)).collect();
        assert_eq!(ran.code, code, "{shown:?}: {ran:?}");
        assert!(ran.stderr.starts_with("error: ") && !ran.stderr.contains(['\u{1b}', '\u{7}']), "{shown:?}: {ran:?}");
    }
    // Many conditions side by side are deep in the plan, but no mistake.
    let many = format!("SELECT count(*) FROM class WHERE {}", vec!["room <> 'x'"; 1000].join(" OR "));
    assert_eq!(place.rows(&["--format", "csv", &many]), "count(*)\n1\n");
}

/// As of the client, and with the exit codes of `weda`.
#[test]
fn errors_of_the_service_are_the_client_s() {
    let place = Place::new();
    let none = Ran::from(place.bare(&["SELECT count(*) FROM student"]).output().expect("the binary runs"));
    assert_eq!(none.code, 3, "{none:?}");
    assert!(none.stderr.contains("set WEDA_ENV_ID"), "{none:?}");
    let mut keyless = place.bare(&["SELECT count(*) FROM student"]);
    let keyless = Ran::from(keyless.env("WEDA_ENV_ID", "lowcode-2gay8jgh25").output().expect("the binary runs"));
    assert_eq!(keyless.code, 2, "{keyless:?}");
    let mut wrong = place.command(&["SELECT count(*) FROM student"]);
    let wrong = Ran::from(wrong.env("WEDA_SECRET_KEY", "geheim").output().expect("the binary runs"));
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(!wrong.stderr.contains("geheim"), "{wrong:?}");
    let mut absent = place.command(&["--timeout", "1", "SELECT count(*) FROM student"]);
    let absent = Ran::from(absent.env("WEDA_EMULATOR_HOST", "127.0.0.1:9").output().expect("the binary runs"));
    assert_eq!(absent.code, 5, "{absent:?}");
    assert!(place.emulator.undefine("exam"));
    let unknown = place.run(&["SELECT count(*) FROM exam"]);
    assert!(matches!(unknown.code, 4 | 5), "{unknown:?}");
    assert!(unknown.stderr.starts_with("error: ") && unknown.stderr.contains("exam"), "{unknown:?}");
}

/// The keys of a cloud in the variables are not sent to an emulator that a flag names.
#[test]
fn keys_of_the_cloud_stay_out_of_an_emulator() {
    let place = Place::new();
    let address = place.emulator.address().to_string();
    let mut command = place.bare(&["--emulator", &address, "SELECT count(*) FROM class"]);
    command
        .env("WEDA_ENV_ID", "lowcode-2gay8jgh25")
        .env("WEDA_SECRET_ID", "cloud-id")
        .env("WEDA_SECRET_KEY", "cloud-key");
    let ran = Ran::from(command.output().expect("the binary runs"));
    // The emulator of this test has keys of its own, which were not given, so it refuses.
    assert_eq!(ran.code, 2, "{ran:?}");
    let log = format!("{:?}", place.emulator.log());
    assert!(!log.contains("2gay8jgh25") && !log.contains("cloud-id"), "{log}");
}

/// weda.toml names the directory and the emulator, as for the command `weda`.
#[test]
fn the_settings_of_weda_toml_are_used() {
    let place = Place::new();
    let emulator =
        weda_emulator::Emulator::builder().definitions(crate::world::directory()).start().expect("an emulator");
    fs::rename(place.path().join("database-schemas"), place.path().join("definitions")).expect("a folder");
    let settings = format!("models = \"definitions\"\nemulator = \"{}\"\ngateway = \"model\"\n", emulator.address());
    fs::write(place.path().join("weda.toml"), settings).expect("a file");
    let ran = Ran::from(
        place.bare(&["--format", "csv", "SELECT count(*) AS n FROM class"]).output().expect("the binary runs"),
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "n\n0\n"), "{ran:?}");
    let log = emulator.log();
    assert!(log.iter().any(|entry| entry.target.contains("/v1/model/")), "{log:?}");
}
