//! The flags of `weda emulate`: files, profiles, faults, the log, and how it ends.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

const MODEL: &str = r#"{ "properties": { "name": { "type": "string" }, "level": {
    "type": "string", "format": "x-enum", "x-enum-type": "general-option", "x-option-name": "level" } } }"#;

const SETS: &str = r#"{ "response": { "data": { "items": [ { "name": "level", "config": "[{\"key\":\"a\",\"value\":\"甲\"}]" } ] } } }"#;

struct Running {
    process: Child,
    address: String,
    introduction: String,
    lines: BufReader<ChildStdout>,
    bearer: String,
}

/// A folder with one model and its option set.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("student.json"), MODEL).unwrap();
    fs::write(folder.path().join("option-sets.json"), SETS).unwrap();
    folder
}

fn weda(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.current_dir(folder).args(["emulate", "--listen", "127.0.0.1:0"]).args(arguments);
    for variable in ["WEDA_MODELS", "WEDA_ENV_ID", "WEDA_SECRET_ID", "WEDA_SECRET_KEY"] {
        command.env_remove(variable);
    }
    command
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut process = weda(folder, arguments).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut introduction = String::new();
        while !introduction.contains("Bearer $TOKEN") {
            introduction += &errors.next().unwrap_or_else(|| panic!("it ended: {introduction}")).unwrap();
            introduction += "\n";
        }
        let address = introduction.split("http://").nth(1).unwrap().lines().next().unwrap().to_owned();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut running = Self { process, address, introduction, lines, bearer: String::new() };
        let basic = "Authorization: Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
        let target = "POST /auth/v1/token/clientCredential";
        let token = running.send(target, basic, r#"{"grant_type":"client_credentials"}"#);
        running.bearer = format!("Authorization: Bearer {}", token["access_token"].as_str().unwrap());
        running
    }

    fn send(&self, head: &str, header: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{header}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() }
    }

    fn call(&self, head: &str, body: &str) -> Value {
        self.send(head, &self.bearer, body)
    }

    fn names(&self, stage: &str) -> Vec<String> {
        let page = self.call(&format!("GET /weda/odata/v1/{stage}/student?$top=1000"), "");
        page["value"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    /// Asks the process to end, and how it ended.
    fn end(mut self, signal: Signal) -> Option<i32> {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), signal).unwrap();
        self.process.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const CREATE: &str = "POST /weda/odata/v1/pre/student";

/// What was acknowledged is there after the process was killed in the middle of things.
#[test]
fn a_data_file_survives_kill_9() {
    let folder = folder();
    for (round, durability) in ["process", "power"].into_iter().enumerate() {
        let running = Running::start(folder.path(), &["--data", "records", "--durability", durability]);
        assert!(running.introduction.contains("its records are kept in records"), "{}", running.introduction);
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
fn records_are_loaded_at_the_start_and_saved_at_the_end() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("given/prod")).unwrap();
    fs::write(folder.path().join("given/student.json"), r#"[{ "name": "李四" }]"#).unwrap();
    fs::write(folder.path().join("given/prod/student.json"), r#"[{ "name": "王五" }]"#).unwrap();
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let running = Running::start(folder.path(), &["--load", "given", "--save", "kept"]);
        assert_eq!((running.names("pre"), running.names("prod")), (vec!["李四".to_owned()], vec!["王五".to_owned()]));
        running.call(CREATE, r#"{"name":"赵六"}"#);
        assert_eq!(running.end(signal), Some(0));
        let kept: Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join("kept/student.json")).unwrap()).unwrap();
        assert_eq!((&kept[0]["name"], &kept[1]["name"]), (&json!("李四"), &json!("赵六")));
        assert!(folder.path().join("kept/prod/student.json").exists());
    }
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
fn a_line_for_each_request() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &[]);
    running.call("GET /weda/odata/v1/pre/studnet", "");
    assert!(running.line().ends_with("POST /auth/v1/token/clientCredential\n"));
    let line = running.line();
    assert!(line.starts_with("200 ") && line.contains("GET /weda/odata/v1/pre/studnet  ResourceNotFound"), "{line}");
    let mut running = Running::start(folder.path(), &["--json"]);
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!((&line["call"], &line["status"], &line["sent"]), (&json!("token"), &json!(200), &json!("whole")));
    let running = Running::start(folder.path(), &["--quiet"]);
    kill(Pid::from_raw(running.process.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    let mut running = running;
    assert_eq!(running.line(), "", "it ends without a line");
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

#[test]
fn what_makes_no_sense() {
    let folder = folder();
    let fails = |arguments: &[&str], code: i32, sentence: &str| {
        let output = weda(folder.path(), arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(sentence), "{text}");
    };
    fs::write(folder.path().join("bad.toml"), "[accept]\nge = true\n").unwrap();
    fails(&["--profile", "bad.toml"], 1, "error: bad.toml: line 2: unknown field `ge`");
    fails(&["--profile", "nowhere.toml"], 1, "error: nowhere.toml: it cannot be read");
    fails(&["--load", "nowhere"], 1, "error: nowhere cannot be read as a folder of records");
    fails(&["--data", "bad.toml"], 1, "error: bad.toml is not a file of the emulator");
    fails(&["--env-file", "no/such/file"], 1, "choose another file for `--env-file`");
    fails(&["--fault", "boom"], 3, "--fault");
    fails(&["--fault", r#"{"effect":"drop","probability":2}"#], 3, "2 is not a probability: give a share from 0 to 1");
    fails(&["--durability", "power"], 3, "--data");
    fails(&["--json", "--quiet"], 3, "--quiet");
    for open in ["0.0.0.0:0", "[::]:0"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
        let output = command.current_dir(folder.path()).args(["emulate", "--listen", open]).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{text}");
        assert!(text.contains("other machines reach") && text.contains("--listen-anyway"), "{text}");
    }
}
