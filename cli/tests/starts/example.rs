//! `weda init --example`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Project, Ran};

const CARGO_NEW: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";
const MANIFEST: &str = "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n";

/// A package as `cargo new` makes it.
fn package() -> Project {
    let project = Project::offline();
    project.write("Cargo.toml", MANIFEST);
    project.write("src/main.rs", CARGO_NEW);
    project
}

const EXAMPLE: [&str; 8] = [
    "database-schemas/class.json",
    "database-schemas/student.json",
    "option-sets.json",
    "records/class.json",
    "records/student.json",
    "src/main.rs",
    "tests/school.rs",
    "weda.toml",
];

#[test]
fn it_writes_everything_that_the_package_lacks() {
    let project = package();
    let ran = project.done(&["init", "--example", "--dry-run"]);
    assert_eq!(project.files(), ["Cargo.toml", "src/main.rs"], "{ran:?}");
    assert!(ran.stderr.contains("would write database-schemas/student.json\n"), "{ran:?}");
    assert!(ran.stderr.contains("would add to Cargo.toml:\n  [dependencies]\n  weda = { path = \""), "{ran:?}");
    assert_eq!(project.read("Cargo.toml"), MANIFEST);

    let ran = project.done(&["init", "--example", "--json"]);
    let answer = ran.json();
    let mut written: Vec<&str> =
        answer["written"].as_array().unwrap().iter().filter_map(|path| path.as_str()).collect();
    written.sort_unstable();
    assert_eq!(written, EXAMPLE);
    assert_eq!((&answer["kept"], &answer["added"]), (&serde_json::json!([]), &serde_json::json!(true)));
    assert_eq!(answer["next"][0], "run the program, with an offline WeDa inside it: `cargo run`");
    let manifest = project.read("Cargo.toml");
    let added = manifest.strip_prefix(MANIFEST).expect("only lines at the end are new");
    let names: Vec<&str> = added.lines().filter_map(|line| line.split(" = ").next()).collect();
    assert_eq!(names, ["weda", "tokio", "weda-emulator"]);
    let path = added.split('"').nth(1).unwrap();
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("runtime");
    assert_eq!(project.path("").join(path).canonicalize().unwrap(), runtime.canonicalize().unwrap(), "{added}");
    for line in project.read("src/models.rs").lines().filter(|line| line.starts_with("#[path")) {
        let path = line.split('"').nth(1).unwrap();
        assert!(project.path("src").join(path).is_file(), "{line}");
    }
    project.done(&["check"]);

    // A second run finds its own files.
    let answer = project.done(&["init", "--example", "--json"]).json();
    assert_eq!(answer["written"], serde_json::json!([]));
    assert_eq!(answer["unchanged"].as_array().unwrap().len(), EXAMPLE.len() - 1);
    assert_eq!(answer["dependencies"], serde_json::json!([]));
    assert_eq!(project.read("Cargo.toml"), manifest);
}

/// Files of the user are never replaced, and a program of the user stays the program.
#[test]
fn files_of_the_user_are_kept_and_named() {
    let project = package();
    let own = [
        ("src/main.rs", "fn main() { println!(\"mine\"); }\n"),
        ("records/student.json", "[]\n"),
        ("weda.toml", "# mine\n"),
        ("database-schemas/class.json", "{ \"properties\": { \"name\": { \"type\": \"string\" } } }"),
    ];
    own.iter().for_each(|(path, text)| project.write(path, text));
    // A link that leads nowhere is the user's too.
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", project.path("option-sets.json")).unwrap();
    let ran = project.run(&["init", "--example"]);
    for (path, text) in own {
        assert_eq!(project.read(path), text);
    }
    for path in ["records/student.json", "database-schemas/class.json"] {
        assert!(ran.stderr.contains(&format!("warning: {path} already exists and was not changed")), "{ran:?}");
    }
    assert!(project.read("examples/school.rs").contains("#[path = \"../src/models.rs\"]\nmod models;"));
    let manifest = project.read("Cargo.toml");
    assert!(manifest.contains("[dev-dependencies]\nweda-emulator = "), "{manifest}");
    #[cfg(unix)]
    assert!(!project.path("nowhere").exists());
}

/// A dependency on Tokio that is there already is the user's: the features that the program needs are named.
#[test]
fn features_that_tokio_lacks_are_named() {
    let of = |tokio: &str| {
        let project = package();
        project.write("Cargo.toml", &format!("{MANIFEST}tokio = {tokio}\n"));
        project.done(&["init", "--example"]).stderr
    };
    let step = "your dependency `tokio` lacks features: `cargo add tokio --features ";
    assert!(of("\"1\"").contains(&format!("{step}macros --features rt-multi-thread`")));
    assert!(of("{ version = \"1\", features = [\"macros\"] }").contains(&format!("{step}rt-multi-thread`")));
    for fits in ["{ version = \"1\", features = [\"full\"] }", "{ workspace = true }"] {
        assert!(!of(fits).contains(step), "{fits}");
    }
}

/// Manifests that cannot be edited safely are left to the user, with the lines to add.
#[test]
fn an_unusual_manifest_is_not_edited() {
    let project = package();
    let text = "dependencies = { serde = \"1\" }\n[package]\nname = \"hello\"\n";
    project.write("Cargo.toml", text);
    let ran = project.done(&["init", "--example"]);
    assert_eq!(project.read("Cargo.toml"), text);
    assert!(ran.stderr.contains("next:\n  1. add to Cargo.toml: [dependencies]\n       weda = { path = "), "{ran:?}");
}

#[test]
fn it_says_where_it_can_be_used() {
    let refused = |project: &Project, arguments: &[&str], words: &str| {
        let before = project.files();
        let ran = project.run(arguments);
        assert!(ran.code != 0 && ran.stderr.contains(words), "{words}: {ran:?}");
        assert!(ran.stderr.contains("\nhint: "), "{ran:?}");
        assert_eq!(project.files(), before, "{arguments:?}");
    };
    let example = &["init", "--example"][..];
    let project = Project::offline();
    refused(&project, example, "this folder has no Cargo.toml");
    project.write("Cargo.toml", "[workspace]\n");
    refused(&project, example, "Cargo.toml has no [package]");
    let project = package();
    refused(&project, &["init", "--example", "--weda", "src"], "src is not a clone of weda");
    project.write("database-schemas/order.json", "{}");
    refused(&project, example, "there is a model of your own, database-schemas/order.json");
    let project = package();
    project.write("weda.toml", "models = \"defs\"\n");
    refused(&project, example, "definitions are in defs here");
}

/// Where there are no definitions, commands say how to get some.
#[test]
fn commands_without_definitions_offer_both_ways() {
    let project = Project::offline();
    for words in [&["generate"][..], &["check"]] {
        let ran = project.run(words);
        assert!(ran.code != 0, "{ran:?}");
        assert!(
            ran.stderr.contains("hint: `weda pull` downloads") && ran.stderr.contains("`weda init --example` writes"),
            "{ran:?}"
        );
    }
    project.write("database-schemas/readme.txt", "");
    assert!(project.run(&["generate"]).stderr.contains("`weda init --example`"));
    project.write("database-schemas/broken.json", "{");
    assert!(!project.run(&["generate"]).stderr.contains("`weda init --example`"), "there is a definition");
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(folder).env("CARGO_TARGET_DIR", target).env_remove("WEDA_EMULATOR_HOST");
    cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_NET_OFFLINE", "true");
    cargo
}

fn done(mut command: Command) -> Ran {
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, 0, "{command:?}: {}{}", ran.stdout, ran.stderr);
    ran
}

/// From nothing to typed rows in four commands; then the same program against `weda emulate`, and beside a program of the
/// user's.
#[test]
#[ignore = "builds a package: run with `-- --ignored`"]
fn four_commands_lead_to_typed_rows() {
    let folder = tempfile::tempdir().unwrap();
    done(cargo(folder.path(), &["new", "--quiet", "--vcs", "none", "hello"]));
    let hello = folder.path().join("hello");
    let weda = |folder: &Path, arguments: &[&str]| {
        let mut command = crate::support::weda(folder);
        command.args(arguments);
        command
    };
    done(weda(&hello, &["init", "--example"]));
    // The versions of this workspace are those that are known to be there without a network.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("Cargo.lock");
    fs::copy(lock, hello.join("Cargo.lock")).unwrap();

    let ran = done(cargo(&hello, &["run", "--quiet"]));
    assert!(ran.stderr.is_empty(), "there are no warnings: {ran:?}");
    let rows = "李四: Some(95.0), 三年二班\n王芳: Some(88.5), 三年二班\n赵强: Some(59.5), 二年一班\n";
    assert!(ran.stdout.starts_with(rows), "{ran:?}");
    assert!(ran.stdout.contains("name: \"吴敏\"") && ran.stdout.contains("score: Some(\n            92.5,"), "{ran:?}");
    let ran = done(cargo(&hello, &["test", "--quiet"]));
    assert!(ran.stdout.contains("2 passed"), "{ran:?}");

    // The program prints the records of the emulator that the variable names.
    let records = hello.join("records/student.json");
    let text = fs::read_to_string(&records).unwrap();
    fs::write(&records, text.replace("李四", "韩梅")).unwrap();
    let emulator = Emulator::start(&hello);
    fs::write(&records, text).unwrap();
    let mut run = cargo(&hello, &["run", "--quiet"]);
    run.env("WEDA_EMULATOR_HOST", &emulator.address);
    assert!(done(run).stdout.starts_with("韩梅: Some(95.0), 三年二班\n"));

    // The same beside a program of the user's.
    done(cargo(folder.path(), &["new", "--quiet", "--vcs", "none", "own"]));
    let own = folder.path().join("own");
    fs::write(own.join("src/main.rs"), "fn main() { println!(\"mine\"); }\n").unwrap();
    done(weda(&own, &["init", "--example"]));
    fs::copy(hello.join("Cargo.lock"), own.join("Cargo.lock")).unwrap();
    assert!(done(cargo(&own, &["run", "--quiet", "--example", "school"])).stdout.starts_with(rows));
    assert_eq!(done(cargo(&own, &["run", "--quiet"])).stdout, "mine\n");
}

/// A `weda emulate` with the records of the example.
struct Emulator {
    process: std::process::Child,
    address: String,
}

impl Emulator {
    fn start(folder: &Path) -> Self {
        let file = folder.join("variables");
        let mut command = crate::support::weda(folder);
        command.args(["emulate", "--listen", "127.0.0.1:0", "--quiet", "--load", "records", "--env-file"]).arg(&file);
        let process = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        let read = || {
            fs::read_to_string(&file)
                .ok()?
                .lines()
                .find_map(|line| line.strip_prefix("WEDA_EMULATOR_HOST=").map(str::to_owned))
        };
        let address = (0..400).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            read()
        });
        Self { process, address: address.expect("it starts") }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
