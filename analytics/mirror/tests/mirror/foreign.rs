//! The blocks of the guide that other programs run: pyarrow over a copy of Parquet files.

use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::world::World;

pub(crate) fn tests(is_list: bool) -> Vec<Trial> {
    let python = Command::new("python3").args(["-c", "import pyarrow.dataset"]).stderr(Stdio::null()).status();
    let has_python = python.is_ok_and(|status| status.success());
    if !has_python && !is_list {
        eprintln!("left out: foreign::pyarrow_reads_the_current_snapshot (python3 has no package pyarrow)");
    }
    let test = Trial::test("foreign::pyarrow_reads_the_current_snapshot", pyarrow_reads_the_current_snapshot);
    vec![test.with_ignored_flag(!has_python)]
}

/// The program of the guide, which prints by JSON in place of pandas.
fn pyarrow_reads_the_current_snapshot() -> Result<(), Failed> {
    let world = World::new();
    let first = world.create(
        "student",
        json!({ "name": "李四", "stock": i64::MAX, "born": 581_094_000_000_i64, "seen": 1_646_034_692_306_i64, "gender": "1",
                "tags": ["甲"], "score": 0.1, "active": true }),
    );
    let others = world.students(120);
    world.ok(&["sync", "school", "student", "--rows-per-file", "50"]);
    world.delete("student", &others[5..10]);
    world.update("student", &others[0], json!({ "name": "改" }));
    world.ok(&["sync", "school", "student", "--rows-per-file", "50"]);
    let chapter = include_str!("../../../../guide/en/mirror.md");
    let block = chapter.split("python3 - <<'END'\n").nth(1).and_then(|rest| rest.split("END\n").next()).unwrap();
    let program = block.replace(".to_pandas())", ".num_rows)")
        + &format!(
            "table = ds.dataset(files).to_table(filter=ds.field('_id') == '{first}')
row = table.to_pylist()[0]
print(row['stock'], row['born'], row['seen'].isoformat(), row['gender'], row['tags'], row['score'], row['active'])
print(table.schema.field('stock').type, table.schema.field('born').type, table.schema.field('seen').type)"
        );
    let output = Command::new("python3").args(["-c", &program]).current_dir(world.folder.path()).output()?;
    let expected = "116
9223372036854775807 1988-06-01 2022-02-28T15:51:32.306000+08:00 1 ['甲'] 0.1 True
int64 date32[day] timestamp[ms, tz=Asia/Shanghai]";
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), expected, "{output:?}");
    Ok(())
}
