//! Single flags.

use std::fs;
use std::process::Command;

use nix::sys::signal::Signal;
use serde_json::json;

use crate::running::{CREATE, Running, folder, weda};

/// Acknowledged writes survive a killed process.
#[test]
fn a_data_file_survives_kill_9() {
    let folder = folder();
    for (round, durability) in ["process", "power"].into_iter().enumerate() {
        let running = Running::start(folder.path(), &["--data", "records", "--durability", durability]);
        assert!(running.introduction.contains("its records are stored in records"), "{}", running.introduction);
        for number in 0..50 {
            let created = running.call(CREATE, &json!({ "name": format!("{round}-{number}") }).to_string());
            assert!(created["_id"].is_string(), "{created}");
        }
        assert_eq!(running.end(Signal::SIGKILL), None);
    }
    let running = Running::start(folder.path(), &["--data", "records"]);
    let expected: Vec<String> =
        (0..2).flat_map(|round| (0..50).map(move |number| format!("{round}-{number}"))).collect();
    assert_eq!(running.names("pre"), expected);
}

#[test]
fn prod_follows_with_publish() {
    let folder = folder();
    drop(Running::start(folder.path(), &["--data", "records"]));
    let changed = r#"{ "properties": { "name": { "type": "string" }, "age": { "type": "number" } } }"#;
    fs::write(folder.path().join("database-schemas/student.json"), changed).unwrap();
    let running = Running::start(folder.path(), &["--data", "records"]);
    assert!(
        running.introduction.contains("unpublished  student: prod has older definitions"),
        "{}",
        running.introduction
    );
    let create = |running: &Running| running.call("POST /weda/odata/v1/prod/student", r#"{"name":"n","age":5}"#);
    assert_eq!(create(&running).get("age"), None);
    drop(running);
    let running = Running::start(folder.path(), &["--data", "records", "--publish"]);
    assert!(!running.introduction.contains("unpublished"), "{}", running.introduction);
    assert_eq!(create(&running)["age"], 5.0);
}

#[test]
fn profiles_option_sets_faults_and_the_control_path() {
    let folder = folder();
    fs::write(folder.path().join("emulator.toml"), "[accept]\nge_le = true\n").unwrap();
    let fault = r#"{"effect":{"refuse":"SYS_ERR"},"method":"POST","path":"/odata/","times":1}"#;
    let running = Running::start(folder.path(), &["--profile", "emulator.toml", "--fault", fault, "--control"]);
    assert_eq!(running.call(CREATE, "{}")["code"], "SYS_ERR");
    assert!(running.call(CREATE, r#"{"name":"n","level":"b"}"#)["Response"]["Error"]["Message"].is_string());
    assert!(running.call(CREATE, r#"{"name":"n","level":"a"}"#)["_id"].is_string());
    let page = running.call("GET /weda/odata/v1/pre/student?$filter=name%20ge%20'n'", "");
    assert_eq!(page["value"].as_array().map(Vec::len), Some(1), "{page}");
    assert_eq!(running.call("GET /_emulator/calls", "")["create"], 3);
}

#[test]
fn sql_templates_of_a_folder() {
    let folder = folder();
    fs::create_dir(folder.path().join("templates")).unwrap();
    let text = "-- model: student\nSELECT name FROM {{ model.tableName() }} WHERE name = {{ wanted }}\n";
    fs::write(folder.path().join("templates/named.sql"), text).unwrap();
    let running = Running::start(folder.path(), &["--templates", "templates"]);
    for name in ["李四", "王五"] {
        running.call(CREATE, &json!({ "name": name }).to_string());
    }
    let wanted = json!({ "parameter": [{ "key": "wanted", "type": "STRING", "value": "李四" }] });
    let answer = running.call("POST /v1/sql/pre/named/run", &wanted.to_string());
    assert_eq!(answer["Response"]["Data"]["records"], json!([{ "name": "李四" }]), "{answer}");
    let output = weda(folder.path(), &["--templates", "nowhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere"), "{output:?}");
}

#[test]
fn the_variables_of_a_client() {
    let folder = folder();
    fs::write(folder.path().join("client.env"), "old").unwrap();
    let running = Running::start(folder.path(), &["--env-file", "client.env"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.path().join("client.env")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it can hold keys");
    }
    let text = fs::read_to_string(folder.path().join("client.env")).unwrap();
    assert_eq!(text, format!("WEDA_EMULATOR_HOST={}\nWEDA_ENV_ID=lowcode-emulator\n", running.address));
    let mut running = Running::start(folder.path(), &["--env-file", "-"]);
    assert_eq!(running.line(), format!("WEDA_EMULATOR_HOST={}\n", running.address));
}

/// `--env-file` followed a link and replaced the target by keys. Now the link is replaced, and shells and `.env` readers
/// parse the lines correctly.
#[cfg(unix)]
#[test]
fn a_link_is_replaced_by_the_file_of_variables() {
    let folder = folder();
    fs::write(folder.path().join("victim"), "precious").unwrap();
    std::os::unix::fs::symlink("victim", folder.path().join("client.env")).unwrap();
    let keys = ["--secret-id", "my id", "--secret-key", "$(touch pwned)#"];
    drop(Running::start_with(
        folder.path(),
        &[&["--env-file", "client.env"][..], &keys].concat(),
        "my id:$(touch pwned)#",
    ));
    assert_eq!(fs::read_to_string(folder.path().join("victim")).unwrap(), "precious");
    assert!(fs::symlink_metadata(folder.path().join("client.env")).unwrap().is_file());
    let script = "set -a; . ./client.env; printf '%s|%s' \"$WEDA_SECRET_ID\" \"$WEDA_SECRET_KEY\"";
    let output = Command::new("/bin/sh").args(["-c", script]).current_dir(folder.path()).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "my id|$(touch pwned)#");
    assert!(!folder.path().join("pwned").exists());
}

#[test]
fn invalid_flags_are_errors() {
    let folder = folder();
    let fails = |arguments: &[&str], code: i32, sentence: &str| {
        let mut command = weda(folder.path(), &[]);
        // The last one of an option that is given twice would be a mistake of its own.
        if arguments.contains(&"--listen") {
            command = Command::new(env!("CARGO_BIN_EXE_weda"));
            command.current_dir(folder.path()).arg("emulate");
        }
        let output = command.args(arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(sentence), "{text}");
    };
    fs::write(folder.path().join("bad.toml"), "[accept]\nge = true\n").unwrap();
    fails(&["--profile", "bad.toml"], 3, "error: bad.toml: line 2: unknown field `ge`");
    fails(&["--profile", "nowhere.toml"], 6, "error: nowhere.toml cannot be read (");
    fails(&["--load", "nowhere"], 6, "error: nowhere cannot be read as a folder of records");
    fails(&["--data", "bad.toml"], 6, "error: bad.toml is not a data file of the emulator");
    fails(&["--data", "database-schemas"], 6, "error: database-schemas cannot be opened (");
    fails(&["--reload"], 3, "--load");
    fails(
        &["--env-file", "x", "--env-id", "a\nLD_PRELOAD=b"],
        3,
        "the value of WEDA_ENV_ID contains a control character",
    );
    for address in ["127.0.0.1", ":99999", "nowhere:http"] {
        fails(&["--listen", address], 3, "error: cannot listen on");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    fails(&["--listen", &taken.local_addr().unwrap().to_string()], 1, "choose a free port");
    fails(&["--env-file", "no/such/file"], 6, "choose another file for `--env-file`");
    fails(&["--save", "bad.toml"], 6, "error: bad.toml cannot be created");
    fails(&["--save", "bad.toml/kept"], 6, "choose another folder for `--save`");
    fails(&["--fault", "boom"], 3, "--fault");
    fails(&["--fault", r#"{"effect":"drop","probability":2}"#], 3, "2 is not a probability: use 0 to 1");
    fails(&["--durability", "power"], 3, "--data");
    fails(&["--json", "--quiet"], 3, "--quiet");
    for open in ["0.0.0.0:0", "[::]:0"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
        let output = command.current_dir(folder.path()).args(["emulate", "--listen", open]).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{text}");
        assert!(text.contains("other machines can reach") && text.contains("--listen-anyway"), "{text}");
    }
}
