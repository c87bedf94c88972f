//! Export and import through the studio.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use weda_emulator::{Effect, Emulator, Fault};

use crate::Plain;
use crate::support::{self, Attached, SECRET_ID, SECRET_KEY, at, environment};

pub const TESTS: &[Plain] = &[
    ("transfers::an_export_is_that_of_the_command", an_export_is_that_of_the_command),
    ("transfers::a_download_is_for_one_time_and_one_page", a_download_is_for_one_time_and_one_page),
    ("transfers::a_file_is_shown_checked_and_imported", a_file_is_shown_checked_and_imported),
    ("transfers::an_import_that_was_stopped_goes_on", an_import_that_was_stopped_goes_on),
    ("transfers::an_import_writes_where_the_studio_reads", an_import_writes_where_the_studio_reads),
    ("transfers::prod_and_read_only_are_guarded", prod_and_read_only_are_guarded),
    ("transfers::an_emulator_has_export_and_import_too", an_emulator_has_export_and_import_too),
];

fn command(emulator: &Emulator, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.env("WEDA_EMULATOR_HOST", emulator.address().to_string());
    command.env("WEDA_SECRET_ID", SECRET_ID).env("WEDA_SECRET_KEY", SECRET_KEY);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn an_export_is_that_of_the_command() {
    let emulator = environment();
    emulator
        .load("student", [json!({ "_id": "S3", "name": "=1+1,\"引\"\n号", "score": 9_007_199_254_740_993_i64 })])
        .unwrap();
    let studio = Attached::start(&emulator, &[]);
    let some = "score gt 50 and contains(name,'李')";
    for format in ["ndjson", "json", "csv", "tsv"] {
        for (options, flags) in [
            (json!({}), vec![]),
            (json!({ "titles": true }), vec!["--headers", "titles"]),
            (json!({ "select": ["score", "name"] }), vec!["--select", "score,name"]),
            (json!({ "filter": some }), vec!["--filter", some]),
            (json!({ "ids": ["S1", "S3"] }), vec!["--filter", "_id eq 'S1' or _id eq 'S3'"]),
            (json!({ "spreadsheets": true }), vec!["--for-spreadsheets"]),
        ] {
            let mut ask = json!({ "at": at("pre", "student"), "format": format });
            ask.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
            let made = studio.ok("export", &ask);
            let (head, body) = studio.download(made["ticket"].as_str().unwrap(), "");
            let expected = command(&emulator, &[&["export", "student", "--format", format], flags.as_slice()].concat());
            assert!(!expected.is_empty());
            assert_eq!(String::from_utf8_lossy(&body), String::from_utf8_lossy(&expected), "{ask} {head}");
            assert!(head.contains(&format!("filename=\"student.{format}\"")), "{head}");
        }
    }
    let made = studio.ok("export", &json!({ "at": at("pre", "student"), "format": "xlsx" }));
    assert_eq!(made["exported"], json!({ "records": 3, "unreadable": 0 }));
    assert!(studio.download(made["ticket"].as_str().unwrap(), "").1.starts_with(b"PK"));
    let wrong = json!({ "at": at("pre", "student"), "format": "csv", "select": ["none"] });
    assert!(studio.refused("export", &wrong, 400)["message"].as_str().unwrap().contains("none"));
    let many: Vec<String> = (0..101).map(|id| id.to_string()).collect();
    studio.refused("export", &json!({ "at": at("pre", "student"), "format": "csv", "ids": many }), 413);
}

fn a_download_is_for_one_time_and_one_page() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &[]);
    let made = studio.ok("export", &json!({ "at": at("pre", "student"), "format": "csv" }));
    let ticket = made["ticket"].as_str().unwrap();
    let (head, body) = studio.download(ticket, "Sec-Fetch-Site: cross-site\r\n");
    assert!(head.contains(" 403 ") && !String::from_utf8_lossy(&body).contains("李四"), "{head}");
    let (head, _) = studio.download(ticket, "Origin: http://evil.invalid\r\n");
    assert!(head.contains(" 403 "), "{head}");
    assert!(studio.download(&"0".repeat(64), "").0.contains(" 404 "));
    assert!(studio.download(ticket, "Sec-Fetch-Site: same-origin\r\n").0.contains(" 200 "));
    assert!(studio.download(ticket, "").0.contains(" 404 "), "it is used up");
}

/// The last object with this member.
fn last<'l>(lines: &'l [Value], member: &str) -> &'l Value {
    lines.iter().rev().find_map(|line| line.get(member)).unwrap_or_else(|| panic!("{member}: {lines:?}"))
}

fn a_file_is_shown_checked_and_imported() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    let file = studio.upload("score,姓名,tags\n77,赵六,\"[\"\"甲\"\"]\"\n不是数字,钱七,\n60,孙八,\n".as_bytes());
    let ask = json!({ "at": at("pre", "student"), "file": file, "format": "csv" });
    let preview = studio.ok("preview", &ask);
    assert_eq!(preview["columns"], json!(["score", "name", "tags"]), "in the order of the file: {preview}");
    assert_eq!((&preview["rows"][0]["name"], &preview["rows"][0]["tags"]), (&json!("赵六"), &json!(["甲"])));
    assert!(preview["rows"][1].as_str().is_some_and(|why| why.contains("score")), "{preview}");

    let mut dry = ask.clone();
    dry["dryRun"] = json!(true);
    let lines = studio.import(&dry);
    assert_eq!((&last(&lines, "summary")["ready"], &last(&lines, "summary")["rejected"]), (&json!(2), &json!(1)));
    assert_eq!(emulator.records("student").unwrap().len(), 2);

    let lines = studio.import(&ask);
    let summary = last(&lines, "summary");
    assert_eq!((&summary["created"], &summary["rejected"]), (&json!(2), &json!(1)), "{lines:?}");
    assert_eq!(lines.iter().find(|line| line["outcome"] == "rejected").unwrap()["row"], 2);
    assert!(!format!("{lines:?}").contains("weda-studio-"), "no path of the studio is told: {lines:?}");
    assert_eq!(emulator.records("student").unwrap().len(), 4);
    let ticket = studio.ok("rejects", &ask)["ticket"].clone();
    let (head, rejects) = studio.download(ticket.as_str().unwrap(), "");
    let rejects = String::from_utf8(rejects).unwrap();
    assert!(
        head.contains("student-rejected.csv") && rejects.contains("钱七") && !rejects.contains("赵六"),
        "{head} {rejects}"
    );

    // What is corrected there is imported by itself.
    let corrected = studio.upload(rejects.replace("不是数字", "59").as_bytes());
    let lines = studio.import(&json!({ "at": at("pre", "student"), "file": corrected, "format": "csv" }));
    assert_eq!(last(&lines, "summary")["created"], 1, "{lines:?}");

    let bad = studio.upload("谁,score\n甲,1\n".as_bytes());
    let bad = studio.refused("preview", &json!({ "at": at("pre", "student"), "file": bad, "format": "csv" }), 400);
    assert!(bad["message"].as_str().unwrap().contains("谁"), "{bad}");
    for file in ["../../etc/passwd", "none", ""] {
        let ask = json!({ "at": at("pre", "student"), "file": file, "format": "csv" });
        for call in ["preview", "import", "rejects"] {
            assert_eq!(studio.refused(call, &ask, 404)["kind"], "notFound", "{call} {file}");
        }
    }
}

fn an_import_that_was_stopped_goes_on() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    let rows: String = (0..4000).map(|row| format!("{{\"name\":\"第{row}行\",\"score\":{row}}}\n")).collect();
    let file = studio.upload(rows.as_bytes());
    let ask = json!({ "at": at("pre", "student"), "file": file, "format": "ndjson" });
    emulator.inject_fault(Fault::new(Effect::Delay(400)).method("POST").path("/odata/")).unwrap();
    thread::scope(|scope| {
        let running = scope.spawn(|| studio.import(&ask));
        let start = Instant::now();
        while emulator.records("student").unwrap().len() < 100 && start.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(20));
        }
        // The same file twice at the same time would be stored twice.
        assert_eq!(studio.refused("import", &ask, 409)["kind"], "conflict");
        assert_eq!(studio.ok("stop", &json!({ "file": file }))["stopped"], true);
        let lines = running.join().unwrap();
        assert_eq!(last(&lines, "error")["exit"], 130, "{:?}", lines.last());
    });
    let stored = emulator.records("student").unwrap().len();
    assert!((102..4002).contains(&stored), "{stored}");
    emulator.clear_faults();
    assert_eq!(studio.ok("preview", &ask)["resumes"], true);
    let lines = studio.import(&ask);
    let summary = last(&lines, "summary");
    let all = ["created", "created_before"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!((all[0] + all[1], all[1] > 0), (4000, true), "{summary}");
    let mut names: Vec<String> =
        emulator.records("student").unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names.len(), 4002, "each once");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4002);
}

/// The settings that the studio began with hold, whatever their files say by now.
fn an_import_writes_where_the_studio_reads() {
    let (shown, other) = (environment(), environment());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("variables.env");
    let name = |emulator: &Emulator, gateway: &str| {
        let text = format!(
            "WEDA_EMULATOR_HOST={}\nWEDA_SECRET_ID={SECRET_ID}\nWEDA_SECRET_KEY={SECRET_KEY}\n{gateway}",
            emulator.address()
        );
        std::fs::write(&file, text).unwrap();
    };
    name(&shown, "WEDA_GATEWAY=model\n");
    let mut command = support::command("", &["--write", "--env-file", file.to_str().unwrap()]);
    for variable in ["WEDA_EMULATOR_HOST", "WEDA_SECRET_ID", "WEDA_SECRET_KEY"] {
        command.env_remove(variable);
    }
    // Not used by the studio, since the file names the emulator.
    command.env("WEDA_ENV_ID", "another-env").env("TENCENTCLOUD_SECRETID", "AKIDother");
    let studio = Attached::of(command);
    name(&other, "WEDA_GATEWAY=odata\nWEDA_ENV_ID=another-env\n");
    let file = studio.upload("{\"name\":\"鲁迅\"}\n".as_bytes());
    let lines = studio.import(&json!({ "at": at("pre", "student"), "file": file, "format": "ndjson" }));
    assert_eq!(last(&lines, "summary")["created"], 1, "{lines:?}");
    assert_eq!((shown.records("student").unwrap().len(), other.records("student").unwrap().len()), (3, 2));
    let writes: Vec<_> = shown.log().into_iter().filter(|entry| entry.method == "POST" && entry.applied).collect();
    assert!(writes.iter().all(|entry| !entry.target.contains("/odata/")), "by the studio's interface: {writes:#?}");
}

fn prod_and_read_only_are_guarded() {
    let emulator = environment();
    let content = "{\"name\":\"正式\"}\n".as_bytes();
    let reading = Attached::start(&emulator, &[]);
    let file = reading.upload(content);
    for dry in [true, false] {
        let ask = json!({ "at": at("pre", "student"), "file": file, "format": "ndjson", "dryRun": dry });
        assert_eq!(reading.refused("import", &ask, 403)["kind"], "readOnly");
    }
    let writing = Attached::start(&emulator, &["--write"]);
    let file = writing.upload(content);
    let mut ask = json!({ "at": at("prod", "student"), "file": file, "format": "ndjson" });
    assert_eq!(writing.refused("import", &ask, 403)["kind"], "unconfirmed");
    assert!(emulator.records("prod/student").unwrap().is_empty());
    ask["confirm"] = json!("student");
    assert_eq!(last(&writing.import(&ask), "summary")["created"], 1);
    assert_eq!((emulator.records("prod/student").unwrap().len(), emulator.records("student").unwrap().len()), (1, 2));
    if cfg!(target_os = "linux") {
        assert!(!writing.said().contains(SECRET_KEY));
    }
}

fn an_emulator_has_export_and_import_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("student.json"), r#"{ "properties": { "name": { "type": "string" } } }"#)
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command
        .args(["studio", "--listen", "127.0.0.1:0", "--studio", "127.0.0.1:0", "--quiet", "--dir"])
        .arg(folder.path());
    // Of another environment: they must not reach the emulator's import.
    command.env("WEDA_BASE_URL", "http://127.0.0.1:9").env("TENCENTCLOUD_SECRETID", "AKIDother");
    command.env("WEDA_SECRET_ID", "id-of-it").env("WEDA_SECRET_KEY", "key-of-it-1234");
    let studio = Attached::of(command);
    let file = studio.upload("{\"name\":\"鲁迅\"}\n{\"name\":\"老舍\"}\n".as_bytes());
    let lines = studio.import(&json!({ "at": at("pre", "student"), "file": file, "format": "ndjson" }));
    assert_eq!(last(&lines, "summary")["created"], 2, "{lines:?}");
    let made = studio.ok(
        "export",
        &json!({ "at": at("pre", "student"), "format": "csv", "select": ["name"], "filter": "name ge '鲁'" }),
    );
    let (_, body) = studio.download(made["ticket"].as_str().unwrap(), "");
    assert_eq!(String::from_utf8(body).unwrap().replace("\r\n", "\n"), "name\n鲁迅\n");
}
