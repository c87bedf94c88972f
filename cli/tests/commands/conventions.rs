//! Conventions of all commands: output streams, settings, `--json`.

use std::io::Read as _;
use std::process::Stdio;

use crate::support::{Project, STUDENT, weda};

const COMMANDS: [&str; 8] = ["init", "pull", "generate", "check", "diff", "doctor", "emulate", "completions"];

/// Every command has `--json`, and the flags for environments and folders have the same names everywhere.
#[test]
fn the_flags_of_the_conventions_are_everywhere() {
    let project = Project::offline();
    for command in COMMANDS {
        let help = project.done(&[command, "--help"]).stdout;
        assert!(help.contains("--json"), "{command}: {help}");
        if matches!(command, "pull" | "diff" | "doctor" | "emulate") {
            assert!(help.contains("-e, --env-id") && help.contains("[alias: --envId]"), "{command}: {help}");
        }
        if matches!(command, "pull" | "generate" | "check" | "diff" | "doctor" | "emulate") {
            assert!(help.contains("-d, --dir"), "{command}: {help}");
        }
    }
    let help = project.done(&["--help"]).stdout;
    assert!(help.contains("10 compatible drift, 11 breaking drift"), "{help}");
}

/// An invalid command line exits with 3, and with `--json` prints JSON.
#[test]
fn wrong_flags_end_in_three() {
    let project = Project::new();
    for arguments in [
        ["pull", "--nmae", "student"].as_slice(),
        &["pull", "--check", "--dry-run"],
        &["check", "stray"],
        &["diff", "one"],
        &["doctor", "--env-id"],
        &["completions"],
        &["completions", "cmd"],
        &["pulll"],
    ] {
        let ran = project.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{arguments:?}");
        assert!(ran.stderr.starts_with("error: "), "{ran:?}");
        let json = project.run(&[arguments, &["--json"]].concat());
        assert_eq!((json.code, &json.json()["error"]["exit"]), (3, &3.into()), "{arguments:?}");
    }
}

/// The environment: the flag, then the variables, then the official tool's file, which is never written.
#[test]
fn the_environment_is_found_in_the_order_of_the_documents() {
    let project = Project::offline();
    let none = project.run(&["doctor", "--json"]);
    assert_eq!(none.code, 3, "{none:?}");
    let none = project.run(&["pull"]);
    assert_eq!(none.code, 3);
    assert!(none.stderr.starts_with("error: no environment is given: `--env-id` is missing"), "{none:?}");

    let rc = r#"{ "version": "2.0", "envId": "lowcode-file" }"#;
    project.write("cloudbaserc.json", rc);
    project.write("sub/keep", "");
    let asked = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = project.command(&["doctor"]);
        // Nobody listens there, so that nothing leaves the machine.
        command.args(arguments).env("WEDA_BASE_URL", "http://127.0.0.1:9").current_dir(project.path("sub"));
        command.env("WEDA_SECRET_ID", "id").env("WEDA_SECRET_KEY", "key").envs(variables.iter().copied());
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let line = text.lines().find(|line| line.contains(" environment ")).unwrap().to_owned();
        line.split_whitespace().nth(2).unwrap().to_owned()
    };
    assert_eq!(asked(&[], &[]), "lowcode-file");
    assert_eq!(asked(&[], &[("TCB_ENV", "lowcode-tcb")]), "lowcode-tcb");
    assert_eq!(asked(&[], &[("TCB_ENV", "lowcode-tcb"), ("WEDA_ENV_ID", "lowcode-weda")]), "lowcode-weda");
    assert_eq!(asked(&["-e", "lowcode-flag"], &[("WEDA_ENV_ID", "lowcode-weda")]), "lowcode-flag");
    assert_eq!(asked(&["--envId", "lowcode-flag"], &[]), "lowcode-flag");
    assert_eq!(project.read("cloudbaserc.json"), rc);

    // A template is filled in from the process, or from the file of variables beside it.
    project.write("cloudbaserc.json", r#"{ "envId": "{{env.MY_ENV}}", "region": "gz" }"#);
    project.write(".env", "MY_ENV=lowcode-dotenv\nMY_SECRET_KEY=geheim\n");
    assert_eq!(asked(&[], &[]), "lowcode-dotenv");
    assert_eq!(asked(&[], &[("MY_ENV", "lowcode-process")]), "lowcode-process");
    let elsewhere = project.run(&["pull"]);
    assert!(elsewhere.stderr.starts_with("note: `region` in "), "{elsewhere:?}");
    assert!(elsewhere.stderr.contains(" is `gz`, but the documented addresses"), "{elsewhere:?}");
    // The login of the tool is never read, and it is said that it does not help.
    project.write("home/.config/.cloudbase/auth.json", "{ \"credential\": \"geheim\" }");
    let output = project.command(&["pull"]).env("HOME", project.path("home")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!cfg!(unix) || said.contains("note: the login of `tcb` is not used here"), "{said}");
    assert!(!said.contains("geheim"), "{said}");
    project.write("cloudbaserc.json", r#"{ "envId": "x{{env.MY_SECRET_KEY}}" }"#);
    let refused = project.run(&["pull"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.stderr.contains("\nnote: `envId` in "), "{refused:?}");
    assert!(refused.stderr.contains("MY_SECRET_KEY looks like a secret"), "{refused:?}");
    assert!(!refused.stderr.contains("geheim"), "{refused:?}");

    project.write("cloudbaserc.json", "{");
    let broken = project.run(&["pull"]);
    assert_eq!(broken.code, 6);
    assert!(broken.stderr.contains("cloudbaserc.json cannot be read ("), "{broken:?}");
    // An invalid file that is not needed is not reported.
    assert_eq!(project.run(&["pull", "-e", "lowcode-flag"]).code, 2);
}

#[test]
fn missing_keys_are_a_matter_of_authentication() {
    let project = Project::offline();
    let ran = project.run(&["pull", "-e", "lowcode-own"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.starts_with("error: no keys: WEDA_SECRET_ID and WEDA_SECRET_KEY"), "{ran:?}");
    let ran = project.run(&["pull", "-e", "not an environment"]);
    assert_eq!(ran.code, 3, "{ran:?}");
}

/// `weda ... | head -1` succeeds.
#[test]
fn a_closed_pipe_is_not_an_error() {
    let project = Project::offline();
    let fields = |kind: &str| {
        let fields: Vec<String> = (0..5000).map(|at| format!("\"f{at}\": {{ \"type\": \"{kind}\" }}")).collect();
        format!("{{ \"properties\": {{ {} }} }}", fields.join(", "))
    };
    project.write("a/student.json", &fields("string"));
    project.write("b/student.json", &fields("number"));
    for arguments in [["diff", "a", "b"].as_slice(), &["diff", "a", "b", "--json"], &["completions", "bash"]] {
        let mut command = project.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut one = [0];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut one).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 11)), "{arguments:?}: {output:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked") && !stderr.contains("error"), "{arguments:?}: {stderr}");
    }
}

/// Output to pipes has no colours.
#[test]
fn there_are_no_colours_in_pipes() {
    let project = Project::offline();
    project.write("a/student.json", STUDENT);
    project.write("b/student.json", &STUDENT.replace("\"number\"", "\"string\""));
    for arguments in [["diff", "a", "b"].as_slice(), &["doctor"], &["pull"]] {
        let ran = project.run(arguments);
        assert!(!ran.stdout.contains('\x1b') && !ran.stderr.contains('\x1b'), "{ran:?}");
    }
}

#[test]
fn verbose_logs_each_call_without_keys() {
    let project = Project::new();
    let quiet = project.done(&["pull"]);
    assert!(!quiet.stderr.contains("getSchemaList"), "{quiet:?}");
    let ran = project.done(&["pull", "-v"]);
    assert!(ran.stderr.lines().any(|line| line.starts_with("call: ") && line.contains("getSchemaList")), "{ran:?}");
    assert!(!ran.stderr.contains("emulator-key") && !ran.stderr.contains("Bearer"), "{ran:?}");
}

#[test]
fn completion_scripts_are_printed_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = weda(folder.path()).args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        // The script of elvish knows the commands, the others ask the command.
        let is_known = if shell == "elvish" { script.contains("doctor") } else { script.contains("weda __complete") };
        assert!(output.status.success() && is_known, "{shell}");
    }
}
