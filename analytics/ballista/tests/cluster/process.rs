//! Processes that do not outlive the test.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::world::{KEYS, World};

/// Timeout of a process to begin or to end, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process of the cluster. It is killed at the end, also of a test that panics.
pub struct Process {
    child: Child,
    lines: Receiver<String>,
    log: PathBuf,
    name: String,
}

impl Process {
    /// Starts the command with these arguments. Its log is a file of the world's folder.
    pub fn start(world: &World, name: &str, arguments: &[&str]) -> Self {
        Self::start_with(world, name, arguments, &[])
    }

    /// The same, with more variables.
    pub fn start_with(world: &World, name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let log = world.folder().join(format!("{name}.log"));
        let file = File::create(&log).expect("a file for the log");
        let mut command = command(world, arguments);
        let mut child = command
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .expect("the binary starts");
        let stdout = child.stdout.take().expect("it was piped");
        let (send, lines) = channel();
        thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Self { child, lines, log, name: name.to_owned() }
    }

    /// Waits for a line on stdout that begins so, and returns what follows.
    pub fn line(&self, beginning: &str) -> String {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.to_owned();
            }
        }
        panic!("{} did not say `{beginning}`; its log: {}", self.name, self.log());
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The text that it wrote to stderr.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it with SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed, or has ended");
        self.child.wait().expect("it is a child of this process");
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("the command `kill`");
        assert!(sent.success(), "{} has ended; its log: {}", self.name, self.log());
    }

    /// Waits until it ends by itself.
    pub fn end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().expect("it is a child of this process") {
                Some(status) => return status,
                None => assert!(Instant::now() < end, "{} does not end; its log: {}", self.name, self.log()),
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- log of {}\n{}", self.name, self.log());
        }
    }
}

/// Returns the command of the tests, with nothing of this process's environment.
pub fn command(world: &World, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda-ballista"));
    command.args(arguments).env_clear().current_dir(world.folder()).stdin(Stdio::null());
    command.env("PATH", "/usr/bin:/bin").env("TMPDIR", temporary(world));
    command.env("WEDA_EMULATOR_HOST", world.emulator.address().to_string()).env("WEDA_ENV_ID", world.emulator.env_id());
    command.env("WEDA_SECRET_ID", KEYS.0).env("WEDA_SECRET_KEY", KEYS.1);
    command
}

/// The folder of the processes' temporary files.
pub fn temporary(world: &World) -> PathBuf {
    let folder = world.folder().join("temporary");
    fs::create_dir_all(&folder).expect("a folder in the world's");
    folder
}

/// Returns what `weda-ballista sql` printed.
pub fn output(command: &mut Command) -> Output {
    command.output().expect("the binary starts")
}

/// Returns true if a process with this id exists.
pub fn exists(id: u32) -> bool {
    Path::new(&format!("/proc/{id}")).exists()
}
