//! `weda emulate`, as it is run and talked to by hand.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A running `weda emulate` on a free port, stopped at the end of its test.
struct Emulator {
    process: Child,
    address: String,
    introduction: String,
}

impl Emulator {
    fn start(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut process = weda(folder)
            .args(["emulate", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It serves on after this reader is gone.
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut introduction = String::new();
        // The last line shows how to read records by hand.
        while !introduction.contains("Bearer $TOKEN") {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {introduction}")).unwrap();
            introduction = introduction + &line + "\n";
        }
        let address = introduction.split("http://").nth(1).unwrap().lines().next().unwrap().to_owned();
        Self { process, address, introduction }
    }

    /// Sends a request as it stands and returns status and body.
    fn send(&self, head: &str, headers: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n{headers}\r\n\r\n{body}",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(body).unwrap())
    }

    fn token(&self, basic: &str) -> (u16, Value) {
        let headers = format!("Authorization: Basic {basic}");
        self.send("POST /auth/v1/token/clientCredential", &headers, r#"{"grant_type":"client_credentials"}"#)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn weda(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.current_dir(folder);
    for variable in ["WEDA_MODELS", "WEDA_ENV_ID", "WEDA_SECRET_ID", "WEDA_SECRET_KEY"] {
        command.env_remove(variable);
    }
    command
}

/// `emulator-id:emulator-key` and `my-id:my-key`, as a Basic header carries them.
const PUBLIC: &str = "ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
const OWN: &str = "bXktaWQ6bXkta2V5";

#[test]
fn the_vendors_flow_works_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("student.json"), r#"{ "properties": { "name": { "type": "string" } } }"#).unwrap();
    let emulator = Emulator::start(folder.path(), &[], &[]);
    assert!(emulator.introduction.contains("models       student (from "), "{}", emulator.introduction);
    assert!(emulator.introduction.contains("environment  lowcode-emulator, with pre and prod"));

    let (status, answer) = emulator.token(PUBLIC);
    assert_eq!(status, 200);
    let bearer = format!("Authorization: Bearer {}", answer["access_token"].as_str().unwrap());
    let (_, users) = emulator.send("GET /weda/odata/v1/prod/sys_user", &bearer, "");
    assert!(!users["value"].as_array().unwrap().is_empty(), "{users}");
    let (status, created) = emulator.send("POST /weda/odata/v1/pre/student", &bearer, r#"{"name":"李四"}"#);
    assert_eq!((status, created["name"].as_str()), (201, Some("李四")));
}

#[test]
fn keys_may_stand_in_variables_and_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("WEDA_ENV_ID", "lowcode-own"), ("WEDA_SECRET_ID", "my-id"), ("WEDA_SECRET_KEY", "my-key")];
    let emulator = Emulator::start(folder.path(), &[], &variables);
    assert_eq!(emulator.token(OWN).0, 200);
    assert_eq!(emulator.token(PUBLIC).0, 400);
    assert!(emulator.introduction.contains("lowcode-own"), "{}", emulator.introduction);
    assert!(!emulator.introduction.contains("my-"), "{}", emulator.introduction);
    assert!(emulator.introduction.contains("-u \"$WEDA_SECRET_ID:$WEDA_SECRET_KEY\""));
}

#[test]
fn flags_come_before_variables() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--secret-id", "my-id", "--secret-key", "my-key"];
    let emulator = Emulator::start(folder.path(), &flags, &[("WEDA_SECRET_KEY", "another")]);
    assert_eq!(emulator.token(OWN).0, 200);
}

#[test]
fn without_definitions_the_built_in_models_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::start(folder.path(), &[], &[]);
    assert!(emulator.introduction.contains("none of your own: there are no definitions in "));
}

#[test]
fn what_cannot_be_served_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |arguments: &[&str], code: i32, sentence: &str| {
        let output = weda(folder.path()).arg("emulate").args(arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(sentence), "{text}");
    };
    fails(&["--dir", "nowhere"], 6, "error: nowhere cannot be read as a directory of definitions");
    fs::write(folder.path().join("weda.toml"), "models = \"nowhere\"").unwrap();
    fails(&[], 6, "nowhere, because `models` in ");
    fs::remove_file(folder.path().join("weda.toml")).unwrap();
    fails(&["--listen", "nowhere"], 3, "error: cannot listen on nowhere");
    fails(&["--secret-id", "my-id"], 3, "the secret id and the secret key must be given together");
    fails(&["--port", "1"], 3, "--port");
}

/// A broken file kept `weda emulate` from starting although `skip` in weda.toml names its model.
/// The command read the whole directory and asked the settings for its place alone.
/// Broken files of models that are left out are passed over now; others still stop it.
#[test]
fn what_is_left_out_may_be_broken() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    for model in ["course", "student"] {
        fs::write(dir.join(format!("{model}.json")), r#"{ "properties": { "name": { "type": "string" } } }"#).unwrap();
    }
    fs::write(dir.join("broken.json"), "[]").unwrap();
    let settings = |text: &str| fs::write(folder.path().join("weda.toml"), text).unwrap();
    for text in [r#"skip = ["broken"]"#, r#"only = ["student"]"#] {
        settings(text);
        let emulator = Emulator::start(folder.path(), &[], &[]);
        assert!(emulator.introduction.contains("models       course, student (from "), "{}", emulator.introduction);
    }
    for text in [r#"skip = ["course"]"#, r#"only = ["broken"]"#] {
        settings(text);
        let output = weda(folder.path()).args(["emulate", "--listen", "127.0.0.1:0"]).output().unwrap();
        let lines = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(6), "{lines}");
        assert!(lines.starts_with("error: ") && lines.contains("broken.json:1:1 is not a definition"), "{lines}");
    }
}
