//! Every command that succeeds, with and without `--json`.

use std::fs;

use crate::steady::check;
use crate::story::Story;
use crate::support::{Project, SETS, STUDENT};

const RECORDS: &str = r#"[
    { "_id": "s1", "name": "李四", "score": 59.5, "gender": "1" },
    { "_id": "s2", "name": "王\"五", "score": 89, "gender": "2" },
    { "_id": "s3", "name": "赵六" }
]"#;

/// A service with three students, of whose records nothing but times differs from run to run.
pub fn with_records() -> Story {
    let mut project = Project::offline();
    project.serve("student", STUDENT);
    project.serve_sets(SETS);
    let loaded = project.path("loaded");
    fs::create_dir(&loaded).unwrap();
    fs::write(loaded.join("student.json"), RECORDS).unwrap();
    project.restart(&["--load", loaded.to_str().unwrap()]);
    fs::remove_dir_all(loaded).unwrap();
    Story::of(project)
}

#[test]
fn the_output_of_every_command_is_unchanged() {
    let mut story = with_records();
    for line in [
        "init --dry-run",
        "init --dry-run --json",
        "init",
        "init --json",
        "pull --dry-run --json",
        "pull --json",
        "pull",
        "pull --check --json",
        "diff --json",
        "diff",
        "generate --check --json",
        "generate --json",
        "generate",
        "check --json",
        "check",
        "doctor --json",
        "models",
        "models --json",
        "models --count --json",
        "describe student",
        "describe student --json",
        "describe sys_user --json",
        "query student --json",
        "query student",
        "query student --vertical",
        "query student --count",
        "query student --count --json",
        "query student --filter 'score gt 60' --json",
        "query student --filter 'name contains \"李\"' --select name,score --json",
        "query student --order-by 'score desc' --top 1 --json",
        "query student --skip 1 --top 1 --json",
        "get student s1",
        "get student s1 s2 --json",
        "create student --set name=孙七 --set score=1.5 --dry-run --json",
        "create student '{\"name\":\"孙七\"}' --dry-run",
        "update student s1 --set score=60 --dry-run --json",
        "update student s1 --set score=60 --clear gender --yes --json",
        "update student s1 --set score=61 --yes",
        "delete student s3 --dry-run --json",
        "delete student s3 --yes --json",
        "export student --out - --format ndjson",
        "export student --out students.csv --json",
        "export student --out students.json --json",
        "export student --out students.ndjson",
    ] {
        story.run(line);
    }
    story.show(&[
        "weda.toml",
        "weda.lock",
        "option-sets.json",
        "database-schemas/student.json",
        "src/models.rs",
        "students.csv",
        "students.json",
        "students.ndjson",
    ]);
    story.project.write("more.ndjson", "{\"name\":\"周八\",\"score\":7}\n{\"name\":\"吴九\"}\n");
    story.project.write("bad.csv", "name,score\n郑十,很好\n,5\n");
    for line in [
        "import student more.ndjson --dry-run --json",
        "import student more.ndjson --yes --json",
        "import student bad.csv --dry-run",
        "import student bad.csv --yes --json",
        "copy student --from pre --to prod --dry-run",
        "copy student --from pre --to prod --dry-run --json",
        "copy student --from pre --to prod --filter 'score gt 60' --key name --yes",
        "copy student --from pre --to prod --key name --yes --json",
        "copy student --from pre --to prod --key name --yes",
    ] {
        story.run(line);
    }
    let files = story.project.files();
    story.told += &format!("\n## files\n{}\n", files.join("\n"));
    check("commands.txt", &format!("# What commands print; see commands.rs\n{}", story.told));
}
