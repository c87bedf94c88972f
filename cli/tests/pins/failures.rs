//! Commands that fail: exit code and text.

use crate::commands::with_records;
use crate::steady::check;
use crate::story::Story;
use crate::support::Project;

#[test]
fn the_output_of_every_failure_is_unchanged() {
    let mut story = with_records();
    for line in [
        "",
        "nonsense",
        "query",
        "query nothing",
        "query nothing --json",
        "query 'no name'",
        "query student --filter 'score >> 1'",
        "query student --filter 'scroe gt 1'",
        "query student --filter 'score gt \"a\"' --json",
        "query student --order-by 'a,b'",
        "query student --order-by scroe",
        "query student --select scroe",
        "query student --top 0",
        "get student missing",
        "get student missing --json",
        "get student s1 missing --json",
        "get nothing s1",
        "create student",
        "create student --set nonsense",
        "create student --set scroe=1 --yes",
        "create student --set score=1 --yes",
        "create student --set name=a --set score=很好 --yes --json",
        "create student '{'",
        "create student --set name=a",
        "create nothing --set name=a --yes",
        "update student s1",
        "update student s1 --set score=1",
        "update student missing --set score=1 --yes",
        "update student missing --set score=1 --yes --json",
        "update student s1 --clear name --yes",
        "update student s1 --patch '[]' --yes",
        "delete student",
        "delete student s1",
        "delete student missing --yes",
        "describe nothing",
        "describe nothing --json",
        "export nothing --out x.csv",
        "export student --out no/such/folder/x.csv",
        "export student --out x.unknown",
        "export student --format nonsense",
        "import student missing.csv --yes",
        "import nothing missing.csv --yes --json",
        "import student weda.toml --yes",
        "copy student",
        "copy student --from pre --to pre",
        "copy student --from pre --to prod",
        "copy student --from pre --to prod --env-type pre",
        "copy student --from pre --to prod --yes",
        "copy student --from pre --to prod --yes --json",
        "copy student --from pre --to prod --key scroe --yes",
        "copy student --from pre --to prod --filter 'score >> 1' --yes",
        "copy student --from pre --to a/b --yes",
        "copy nothing --from pre --to prod --yes",
        "copy sys_user --from pre --to prod --yes",
        "pull --name nothing",
        "pull --name nothing --json",
        "pull --dir no/such",
        "generate",
        "generate --json",
        "check",
        "diff",
        "models --env-file missing.env",
        "models --env-type a/b",
        "models --timeout 0",
        "models --emulator 127.0.0.1:1 --timeout 1",
        "emulate --listen nonsense",
        "emulate --listen 0.0.0.0:0",
        "emulate --https 0.0.0.0:0",
        "emulate --proxy nonsense",
        "emulate --cert-file cert.pem",
        "emulate --cors localhost:5173",
        "emulate --profile missing.json",
        "emulate --fault '{}'",
        "emulate --fault '{\"effect\":\"nonsense\"}'",
        "emulate --dir missing",
        "emulate --secret-id a",
        "completions nonsense",
    ] {
        story.run(line);
    }
    faults(&mut story);
    let mut alone = Story::alone(Project::offline());
    for line in ["pull", "models --json", "models --env-id lowcode-1", "generate", "doctor --json", "query student"] {
        alone.run(line);
    }
    alone.project.write("database-schemas/student.json", "{");
    alone.project.write("weda.lock", "modles = 1");
    for line in ["generate", "generate --json", "check --json"] {
        alone.run(line);
    }
    check("failures.txt", &format!("# Failures of commands; see failures.rs\n{}{}", story.told, alone.told));
}

/// Possible answers of the service.
fn faults(story: &mut Story) {
    for effect in [
        r#"{"refuse":"PERMISSION_DENIED"}"#,
        r#"{"refuse":"INVALID_ACCESS_TOKEN"}"#,
        r#"{"refuse":"RESOURCE_NOT_FOUND"}"#,
        r#"{"refuse":"EXCEED_REQUEST_LIMIT"}"#,
        r#"{"refuse":"InvalidParameter"}"#,
        r#"{"refuse":"FailedOperation.AddDuplicationErr"}"#,
        r#"{"refuse":"SYS_ERR"}"#,
        r#"{"status":413}"#,
        r#""html""#,
        r#""drop""#,
        r#""half""#,
    ] {
        let fault = format!(r#"{{"effect":{effect},"path":"/weda/"}}"#);
        story.project.restart(&["--fault", &fault]);
        story.told += &format!("\n# with {fault}\n");
        for line in [
            "models --json --timeout 8",
            "query student --timeout 8",
            "create student --set name=a --yes --json --no-check --timeout 8",
            "delete student s1 --yes --timeout 8",
        ] {
            story.run(line);
        }
    }
}
