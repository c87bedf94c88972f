//! Our files as pyarrow reads them, and files of pandas and pyarrow.

use serde_json::{Value, json};

use crate::worlds::{pupil, pupils, script, special};

pub fn pyarrow_reads_ours() {
    let world = pupils();
    world.emulator.load("pupil", special().into_iter().chain((0..500).map(pupil))).unwrap();
    for (format, out, more) in [
        ("parquet", "backup", &["--rows-per-file", "200"][..]),
        ("arrow", "arrow", &["--rows-per-file", "300"]),
        ("parquet", "parts", &["--partition-by", "city"]),
    ] {
        world.run(&[&["export", "pupil", "--format", format, "--out", out], more].concat()).ok();
    }
    let read = script(&world, "ours");
    for name in ["parquet", "arrow", "parts"] {
        let read = &read[name];
        for (column, expected) in [
            ("_id", "string"),
            ("name", "string"),
            ("score", "double"),
            ("big", "int64"),
            ("active", "bool"),
            ("born", "date32[day]"),
            ("seen", "timestamp[ms, tz=Asia/Shanghai]"),
            ("rise", "time32[ms]"),
            ("city", "dictionary<values=string, indices=int32, ordered=0>"),
            ("mentor", "string"),
        ] {
            assert_eq!(read["types"][column], expected, "{name}: {column}");
        }
        let list = read["types"]["tags"].as_str().unwrap();
        assert!(list.starts_with("list<") && list.contains("string"), "{list}");
        let home = read["types"]["home"].as_str().unwrap();
        assert!(home.starts_with("struct<city: string, since: date32[day]"), "{home}");
        assert_eq!(read["rows"], 507);
        let row = &read["row"];
        assert_eq!(row["name"], "学生\"3\"\n=1+1");
        assert_eq!(row["big"], 9_007_199_254_740_993_i64 + 3_000_000_000_000_000);
        assert_eq!((&row["score"], &row["city"], &row["rise"]), (&json!(-9.25), &json!("西安"), &json!("12:34:56")));
        assert_eq!((&row["seen"], &row["tags"]), (&json!("2024-09-05 12:34:56.792000+08:00"), &json!(["甲", "3", ""])));
        assert_eq!(row["home"]["city"], "西安\n市");
        assert_eq!(read["days"], json!(["1986-05-04", "1988-07-01", "1991-09-14", "2024-09-01", "1950-01-01"]));
        let sum: i128 = (0..500).map(|at| i128::from(9_007_199_254_740_993_i64) + at * 1_000_000_000_000_000).sum();
        assert_eq!(read["sum"], sum.to_string(), "to the digit");
    }
    assert_eq!(read["compression"], "ZSTD");
}

pub fn pandas() {
    let world = pupils();
    script(&world, "foreign");
    let rows = |file: &str| -> Vec<Value> {
        let target = pupils();
        let path = world.path(file).display().to_string();
        let done = target.run(&["import", "pupil", &path, "--yes"]).ok();
        if file == "pandas.parquet" {
            assert!(done.err.contains("`__index_level_0__`") && done.err.contains("is an index of pandas"), "{done:?}");
        }
        let mut rows = target.stored("pupil");
        for row in &mut rows {
            row.as_object_mut().unwrap().retain(|name, value| name != "_id" && !value.is_null());
        }
        rows.sort_by_key(|row| row["name"].as_str().unwrap_or_default().to_owned());
        rows
    };
    // Stored as JSON, or as the text of it.
    let list = |row: &Value, name: &str| match row[name].as_str() {
        Some(text) => serde_json::from_str::<Value>(text).unwrap(),
        None => row[name].clone(),
    };
    let read = rows("pandas.parquet");
    assert_eq!(read.len(), 3, "{read:?}");
    assert!(read[0].as_object().unwrap().is_empty(), "nulls: {}", read[0]);
    let (third, first) = (&read[1], &read[2]);
    assert_eq!((&first["name"], &first["score"], &first["big"]), (&json!("甲"), &json!(1.5), &json!(1)));
    assert_eq!(third["big"], 1_234_567_890_123_456_789_i64);
    assert_eq!((&first["active"], &first["seen"]), (&json!(true), &json!(1_725_537_600_123_i64)));
    assert_eq!((&first["city"], &first["born"]), (&json!("北京"), &json!(583_686_000_000_i64)));
    assert_eq!((&first["rise"], &third["rise"]), (&json!(45_296_000), &json!(0)));
    assert_eq!((list(first, "tags"), list(first, "home")), (json!(["甲", "乙"]), json!({ "city": "西安" })));

    let read = rows("pyarrow.parquet");
    assert_eq!(rows("pyarrow.feather"), read);
    assert_eq!(rows("stream.arrow"), read);
    let first = read.iter().find(|row| row["name"] == "一").unwrap();
    let second = read.iter().find(|row| row["name"] == "二").unwrap();
    assert_eq!((&first["score"], &second["score"]), (&json!(1.25), &json!(-2)));
    assert_eq!((&first["big"], &first["seen"]), (&json!(1_234_567_890_123_456_789_i64), &json!(1_725_510_896_789_i64)));
    assert_eq!((&first["born"], &second["born"]), (&json!(515_520_000_000_i64), &json!(-631_180_800_000_i64)));
    assert_eq!((&first["rise"], &first["city"]), (&json!(45_296_000), &json!("西安")));
    assert_eq!((list(second, "tags"), list(first, "home")), (json!(["b", null]), json!({ "city": "西安" })));

    for codec in ["snappy", "brotli", "lz4", "zstd", "none"] {
        let read = rows(&format!("{codec}.parquet"));
        assert_eq!(read, [json!({ "name": "x", "big": 5, "score": 2 })], "{codec}");
    }
}

pub fn unsuitable() {
    let world = pupils();
    script(&world, "unsuitable");
    for (file, says) in [
        (
            "number-in-text",
            "column `name`: its type is Int64, but the field is of kind text; convert it to a text: Utf8",
        ),
        ("text-in-number", "column `score`: its type is Utf8, but the field is of kind number"),
        ("bytes", "column `name`: its type is Binary, and no field holds bytes"),
        ("duration", "column `score`: its type Duration"),
        ("unknown", "column `nmae`: field `nmae`: the model does not have it; did you mean `name`?"),
        ("list", "column `tags`: in its elements, its type is Int64"),
        ("member", "column `home`: in its member `city`, its type is Int64"),
        ("flag", "column `active`: its type is Int64, but the field is of kind boolean; convert it to Boolean"),
    ] {
        let name = format!("{file}.parquet");
        let done = world.run(&["import", "pupil", &name, "--yes"]);
        assert!(done.code == Some(3) && done.err.contains(&format!("`{name}`, {says}")), "{says}: {done:?}");
        assert_eq!(world.stored("pupil").len(), 0);
    }
}

/// Single values that no field holds: the row is rejected, the others are stored.
pub fn rejected() {
    let world = pupils();
    script(&world, "unsuitable");
    let done = world.run(&["import", "pupil", "values.parquet", "--yes"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(world.stored("pupil").len(), 2, "{done:?}");
    let rejects = world.read("values.parquet.rejects.ndjson");
    let lines: Vec<Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let reason = |at: usize| lines[at]["reason"].as_str().unwrap();
    assert!(reason(0).contains("`values.parquet`, row 2, column `score`: NaN is not a number in JSON"), "{rejects}");
    assert!(
        reason(1).contains("row 3, column `seen`") && reason(1).contains("is finer than a millisecond"),
        "{rejects}"
    );
    assert!(reason(2).contains("big"), "a fraction in a whole number: {rejects}");
    assert_eq!(lines[0]["record"]["score"], "NaN");
}
