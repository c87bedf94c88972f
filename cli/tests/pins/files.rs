//! Files that an earlier build of the command has written go on being read, and what was not changed is written again equal.

use std::fs;
use std::io::{BufRead as _, BufReader, Cursor, Read as _};
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use weda_emulator::{Definition, Durability, Emulator, Fault, Profile};

use crate::steady::{check, folder};
use crate::support::{Project, Ran, weda};

fn text(name: &str) -> String {
    fs::read_to_string(folder().join("files").join(name)).unwrap()
}

/// The data file with two records and the first hundred of `rows.ndjson`, of which the checkpoint tells. It is packed,
/// since most of it is zeros.
fn data_file() -> Vec<u8> {
    let packed = fs::read(folder().join("files/data.db.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    let mut data = Vec::new();
    archive.by_name("data.db").unwrap().read_to_end(&mut data).unwrap();
    data
}

#[test]
fn a_data_file_and_a_checkpoint_of_before_are_gone_on_from() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data.db");
    fs::write(&data, data_file()).unwrap();
    let student = Definition::parse("student", "student.json", &text("student.json")).unwrap();
    let emulator = Emulator::builder().definitions(vec![student]).data(&data, Durability::Process).start().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = weda(place.path());
        Ran::of(command.args(arguments).env("WEDA_EMULATOR_HOST", emulator.address().to_string()).output().unwrap())
    };
    assert_eq!(run(&["query", "student", "--count"]).stdout, "102\n");
    let first: Value = serde_json::from_str(&run(&["get", "student", "s1", "--json"]).stdout).unwrap();
    assert_eq!(
        (&first["name"], &first["score"], &first["createdAt"]),
        (&Value::from("李四"), &Value::from(59.5), &Value::from(1_700_000_000_000_u64))
    );
    assert_eq!(first["tags"], r#"["a"]"#);

    // The emulator of then had another port, and is the same store by its id.
    let log = text("rows.ndjson.checkpoint");
    let log = log.replacen("http://127.0.0.1:43999", &emulator.url(), 1);
    fs::write(place.path().join("rows.ndjson.checkpoint"), log).unwrap();
    fs::write(place.path().join("rows.ndjson"), text("rows.ndjson")).unwrap();
    let done = run(&["import", "student", "rows.ndjson", "--yes", "--json"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(run(&["query", "student", "--count"]).stdout, "152\n", "{done:?}");
    assert!(!place.path().join("rows.ndjson.checkpoint").exists());
}

#[test]
fn a_lock_of_before_is_read_and_stays_as_it_is() {
    let project = Project::offline();
    project.serve("student", &text("student.json"));
    let project = project.started(&[]);
    project.write("weda.lock", &text("weda.lock"));
    project.write("database-schemas/student.json", &text("student.json"));
    let ran = project.done(&["pull", "--name", "student", "--check", "--json"]);
    assert_eq!(ran.json()["drift"], "none");
    project.done(&["pull", "--name", "student"]);
    assert_eq!(project.read("weda.lock"), text("weda.lock"));
    assert_eq!(project.read("database-schemas/student.json"), text("student.json"));
}

/// Their keys and values are what scripts and tests of users have written.
#[test]
fn profiles_and_faults_have_the_forms_that_they_had() {
    let mut told = String::from("# Profiles and faults; see files.rs\n");
    for (name, profile) in [("default", Profile::default()), ("lenient", Profile::lenient())] {
        let text = serde_json::to_string_pretty(&profile).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), profile);
        told += &format!("\n## profile {name}\n{text}\n");
    }
    told += "\n## faults\n";
    for effect in [
        r#"{"refuse":"SYS_ERR"}"#,
        r#"{"refuse-after":"SYS_ERR"}"#,
        r#"{"refuse_after":"SYS_ERR"}"#,
        r#""html""#,
        r#"{"status":503}"#,
        r#""drop""#,
        r#""drop-after""#,
        r#""drop_after""#,
        r#""half""#,
        r#"{"late":5}"#,
        r#"{"delay":5}"#,
        r#""twice""#,
        r#""answer-twice""#,
        r#""answer_twice""#,
        r#""expire-tokens""#,
        r#""expire_tokens""#,
        r#"{"advance":5}"#,
    ] {
        for rest in ["", r#","method":"POST","path":"/batch/","skip":1,"times":2"#, r#","body":"a","probability":0.5"#]
        {
            let text = format!(r#"{{"effect":{effect}{rest}}}"#);
            let read = match serde_json::from_str::<Fault>(&text) {
                Ok(fault) => serde_json::to_string(&fault).unwrap(),
                Err(error) => format!("refused: {error}"),
            };
            told += &format!("{text}\n  {read}\n");
        }
    }
    check("forms.txt", &told);
}

/// A folder of `--save` is one of `--load`, and what nobody changed is saved again as it was.
#[test]
fn records_that_were_saved_before_are_loaded_and_saved_again_equal() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("database-schemas")).unwrap();
    fs::write(place.path().join("database-schemas/student.json"), text("student.json")).unwrap();
    let kept = folder().join("files/kept");
    let mut command = weda(place.path());
    command.args(["emulate", "--listen", "127.0.0.1:0", "--dir", "database-schemas", "--save", "again", "--load"]);
    let mut process = command.arg(&kept).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("By hand:")));
    let pid = Pid::from_raw(i32::try_from(process.id()).unwrap());
    kill(pid, Signal::SIGINT).unwrap();
    // It says that it ends, and is read to its last line.
    assert!(lines.all(|line| line.is_ok()));
    assert!(process.wait().unwrap().success());
    let again = fs::read_to_string(place.path().join("again/student.json")).unwrap();
    assert_eq!(again, text("kept/student.json"));
}
