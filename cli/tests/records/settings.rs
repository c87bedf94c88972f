//! Which service is called: flags, a file of variables, variables, weda.toml; and that keys go to no other.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::fixture::{Done, World, bare};

const CLOUD: [(&str, &str); 3] =
    [("WEDA_ENV_ID", "lowcode-cloud"), ("WEDA_SECRET_ID", "cloud-id"), ("WEDA_SECRET_KEY", "cloud-key")];

fn run(world: &World, arguments: &[&str], variables: &[(&str, &str)]) -> Done {
    let mut command = bare(world.folder.path());
    Done::of(&command.args(arguments).envs(variables.iter().copied()).output().unwrap())
}

fn world() -> (World, String) {
    let world = World::new();
    world.load(3);
    // Nothing above the folder is looked at.
    std::fs::create_dir(world.path(".git")).unwrap();
    let address = world.emulator.address().to_string();
    (world, address)
}

const COUNT: [&str; 3] = ["query", "student", "--count"];

/// The emulator accepts its public pair alone: with keys of the cloud the call would fail.
#[test]
fn an_emulator_that_a_flag_names_gets_no_keys_of_the_cloud() {
    let (world, address) = world();
    let flag = [&COUNT[..], &["--emulator", &address]].concat();
    assert_eq!(run(&world, &flag, &CLOUD).ok().out, "3\n");
    assert_eq!(run(&world, &flag, &[]).ok().out, "3\n");
    // A variable with an address that nobody answers at counts less.
    assert_eq!(run(&world, &flag, &[("WEDA_EMULATOR_HOST", "127.0.0.1:9")]).ok().out, "3\n");
    let remote = [("WEDA_BASE_URL", "https://weda.example.com")];
    assert_eq!(run(&world, &flag, &remote).ok().out, "3\n");
    // Keys beside the emulator's own address are meant for it.
    let wrong = [("WEDA_EMULATOR_HOST", address.as_str()), CLOUD[1], CLOUD[2]];
    assert_eq!(run(&world, &COUNT, &wrong).code, Some(2));
}

/// The address was needed in every shell.
#[test]
fn weda_toml_names_an_emulator_where_nothing_names_an_environment() {
    let (world, address) = world();
    world.write("weda.toml", &format!("emulator = \"{address}\"\n"));
    assert_eq!(run(&world, &COUNT, &[]).ok().out, "3\n");
    // Keys without an environment name nothing, and stay where they are.
    assert_eq!(run(&world, &COUNT, &CLOUD[1..]).ok().out, "3\n");
    // Cloudbaserc.json is no nearer.
    world.write("cloudbaserc.json", r#"{ "envId": "lowcode-cloud" }"#);
    assert_eq!(run(&world, &COUNT, &[]).ok().out, "3\n");
    // A flag that names an environment is.
    let done = run(&world, &[&COUNT[..], &["--env-id", "lowcode-cloud"]].concat(), &[]);
    assert!(done.code == Some(2) && done.err.contains("no keys"), "{done:?}");
    let dead = run(&world, &COUNT, &[("WEDA_EMULATOR_HOST", "127.0.0.1:9")]);
    assert_eq!(dead.code, Some(5), "{dead:?}");
    world.write("weda.toml", "emulator = 4010\n");
    let broken = run(&world, &COUNT, &[]);
    assert_eq!(broken.code, Some(6), "{broken:?}");
    assert!(broken.err.contains("weda.toml:1 `emulator` cannot be used"), "{broken:?}");
}

/// The interface is named by a variable, or else by weda.toml.
#[test]
fn the_interface_is_chosen_by_a_variable_or_by_weda_toml() {
    let (world, address) = world();
    let lists = |call: &str| world.emulator.call_counts().get(call).copied().unwrap_or_default();
    world.write("weda.toml", &format!("emulator = \"{address}\"\ngateway = \"model\"\n"));
    assert_eq!(run(&world, &COUNT, &[]).ok().out, "3\n");
    assert_eq!((lists("model list"), lists("list")), (1, 0));
    assert_eq!(run(&world, &COUNT, &[("WEDA_GATEWAY", "odata")]).ok().out, "3\n");
    assert_eq!((lists("model list"), lists("list")), (1, 1));
    // A key of the process is not for an emulator that a file names.
    assert_eq!(run(&world, &COUNT, &[("WEDA_API_KEY", "geheim")]).ok().out, "3\n");
    let wrong = run(&world, &COUNT, &[("WEDA_EMULATOR_HOST", &address), ("WEDA_API_KEY", "geheim")]);
    assert!(wrong.code == Some(2) && !wrong.err.contains("geheim"), "{wrong:?}");
    world.write("weda.toml", &format!("emulator = \"{address}\"\ngateway = \"graphql\"\n"));
    let unknown = run(&world, &COUNT, &[]);
    assert!(unknown.code != Some(0) && unknown.err.contains("\"graphql\" is not an interface"), "{unknown:?}");
}

#[test]
fn a_file_of_variables_is_read_when_it_is_named() {
    let (world, address) = world();
    world.write(
        ".env",
        &format!("# 模拟器\nexport WEDA_EMULATOR_HOST=\"{address}\" # local\r\nOTHER=$(touch executed)\n"),
    );
    assert_eq!(run(&world, &COUNT, &[]).code, Some(3), "it is not read by itself");
    let flag = [&COUNT[..], &["--env-file", ".env"]].concat();
    assert_eq!(run(&world, &flag, &[]).ok().out, "3\n");
    assert_eq!(run(&world, &flag, &CLOUD).ok().out, "3\n", "the process's keys are not for the file's emulator");
    assert_eq!(run(&world, &flag, &[("WEDA_EMULATOR_HOST", "127.0.0.1:9")]).ok().out, "3\n");
    assert!(!world.path("executed").exists());
    // What the file says of keys is complete: none is taken from elsewhere.
    world.write(".env", &format!("WEDA_EMULATOR_HOST={address}\nWEDA_SECRET_ID=emulator-id\nWEDA_SECRET_KEY=wrong\n"));
    assert_eq!(run(&world, &flag, &[]).code, Some(2));
    world.write(".env", &format!("WEDA_EMULATOR_HOST={address}\nWEDA_SECRET_ID=emulator-id\n"));
    let half = run(&world, &flag, &CLOUD);
    assert_eq!(half.code, Some(2), "{half:?}");
    assert!(half.err.contains("WEDA_SECRET_KEY is not"), "{half:?}");
}

/// A file that names an environment is meant, whatever emulator the shell knows; and the shell's keys are not used with it
/// where it has its own.
#[test]
fn a_file_for_the_cloud_goes_to_the_cloud() {
    let (world, address) = world();
    world.write(
        "cloud.env",
        "WEDA_BASE_URL=http://127.0.0.1:9\nWEDA_ENV_ID=lowcode-file\nWEDA_SECRET_ID=a\nWEDA_SECRET_KEY=b\n",
    );
    let variables = [("WEDA_EMULATOR_HOST", address.as_str())];
    let done = run(&world, &[&COUNT[..], &["--env-file", "cloud.env"]].concat(), &variables);
    assert_eq!(done.code, Some(5), "{done:?}");
    assert!(done.err.contains("no answer from 127.0.0.1:9"), "{done:?}");
}

/// The line may hold a key.
#[test]
fn a_broken_line_is_named_and_not_shown() {
    let (world, _) = world();
    world.write("x.env", "A=1\nWEDA_SECRET_KEY geheim\n");
    let done = run(&world, &[&COUNT[..], &["--env-file", "x.env", "--json"]].concat(), &[]);
    assert_eq!(done.code, Some(6), "{done:?}");
    assert!(done.err.starts_with("error: x.env cannot be used: line 2 ("), "{done:?}");
    assert!(!done.err.contains("geheim") && !done.out.contains("geheim"));
    for file in ["nowhere.env", "."] {
        assert_eq!(run(&world, &[&COUNT[..], &["--env-file", file]].concat(), &[]).code, Some(6));
    }
}

/// A server that does not answer took 30 s of silence.
#[test]
fn a_call_is_given_up_when_the_flag_says_so() {
    let (world, _) = world();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    for command in [vec!["query", "student"], vec!["get", "student", "1"], vec!["models"], vec!["export", "student"]] {
        let begun = Instant::now();
        let done = run(&world, &[command.as_slice(), &["--emulator", &address, "--timeout", "1"]].concat(), &[]);
        assert!(begun.elapsed() < Duration::from_secs(5), "{command:?}");
        assert_eq!(done.code, Some(5), "{command:?} {done:?}");
        assert!(done.err.contains("allow more time with `--timeout SECONDS`"), "{done:?}");
    }
    let none = run(&world, &[&COUNT[..], &["--timeout", "0"]].concat(), &[]);
    assert_eq!((none.code, json!(none.out)), (Some(3), json!("")));
}
