//! Failures of the service and the machine: exit codes, messages, and no partial files.

use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::support::{Project, STUDENT};

/// Each failure of the service, and the code for it.
#[test]
fn every_failure_of_the_service_has_its_code() {
    let mut project = Project::new();
    let refuse = |code: &str| format!(r#"{{"effect":{{"refuse":"{code}"}},"path":"/model/"}}"#);
    for (fault, code, part) in [
        (refuse("PERMISSION_DENIED"), 2, "PERMISSION_DENIED"),
        (refuse("INVALID_ACCESS_TOKEN"), 2, "INVALID_ACCESS_TOKEN"),
        (r#"{"effect":{"refuse":"SIGN_PARAM_INVALID"},"path":"/auth/"}"#.to_owned(), 2, "check the keys"),
        (refuse("RESOURCE_NOT_FOUND"), 4, "RESOURCE_NOT_FOUND"),
        (refuse("EXCEED_REQUEST_LIMIT"), 5, "EXCEED_REQUEST_LIMIT"),
        (refuse("InvalidParameter"), 5, "InvalidParameter"),
        (refuse("FailedOperation"), 5, "FailedOperation"),
        (refuse("SYS_ERR"), 5, "SYS_ERR"),
        (r#"{"effect":"html","path":"/model/"}"#.to_owned(), 5, "HTTP 502"),
        (r#"{"effect":"drop","path":"/model/"}"#.to_owned(), 5, "no answer from 127.0.0.1"),
        (r#"{"effect":"half","path":"/model/"}"#.to_owned(), 5, "no answer from 127.0.0.1"),
    ] {
        project.restart(&["--fault", &fault]);
        let ran = project.run(&["pull", "--json"]);
        assert_eq!(ran.code, code, "{fault}: {ran:?}");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains(part), "{fault}: {ran:?}");
        assert_eq!(ran.json()["error"]["exit"], code, "{ran:?}");
        assert_eq!(project.files(), [""; 0], "{fault}");
    }
}

/// Transient errors are retried.
#[test]
fn a_transient_fault_is_not_an_error() {
    let mut project = Project::new();
    project.restart(&["--fault", r#"{"effect":"drop","path":"/model/","times":2}"#]);
    project.done(&["pull"]);
}

#[test]
fn a_refused_connection_is_a_network_error() {
    let project = Project::offline();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = project.command(&["pull"]);
    let output = command.env("WEDA_EMULATOR_HOST", free.to_string()).output().unwrap();
    assert_eq!(output.status.code(), Some(5));
}

/// A pull may repair an invalid file, but only if the user confirms.
#[test]
fn a_broken_file_is_replaced_when_that_is_meant() {
    let project = Project::new();
    fs::create_dir_all(project.path("database-schemas")).unwrap();
    fs::write(project.path("database-schemas/student.json"), "{").unwrap();
    let ran = project.run(&["pull"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    project.done(&["pull", "--yes"]);
    assert_eq!(project.read("database-schemas/student.json"), STUDENT);
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_written_are_local_failures() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new();
    // Root may write anywhere, and there is nothing to see then.
    let probe = project.path("probe");
    fs::create_dir(&probe).unwrap();
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(probe.join("file"), "").is_ok() {
        project.write("database-schemas", "a file, and no folder");
        let ran = project.run(&["pull"]);
        assert_eq!(ran.code, 6, "{ran:?}");
        return;
    }
    let mut command = project.command(&["pull", "--dir", "probe/definitions"]);
    assert_eq!(command.output().unwrap().status.code(), Some(6));
}

/// Ctrl-C while the service is slow ends the command immediately, without changing files.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_everything_as_it_was() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    let mut project = Project::new();
    project.restart(&["--fault", r#"{"effect":{"delay":20000},"path":"/model/"}"#]);
    let mut child = project.command(&["pull"]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let start = Instant::now();
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGINT).unwrap();
    let status = child.wait().unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(!status.success());
    assert_eq!(project.files(), [""; 0]);
}

/// Help and version too are lost on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_version_that_nobody_gets_is_no_success() {
    let project = Project::offline();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = project.command(&["--version"]).stdout(full).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(6), [].as_slice()));
}
