//! Commands one after the other in one project, and what each of them printed.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use crate::steady::steady;
use crate::support::{Project, Ran};

pub struct Story {
    pub project: Project,
    pub told: String,
    is_served: bool,
}

impl Story {
    pub fn of(project: Project) -> Story {
        Story { project, told: String::new(), is_served: true }
    }

    /// The same without a service.
    pub fn alone(project: Project) -> Story {
        Story { is_served: false, ..Self::of(project) }
    }

    /// Runs a command whose arguments are separated by blanks; those with blanks in them stand in single quotes.
    pub fn run(&mut self, line: &str) {
        self.run_with(line, "");
    }

    /// The same with something on stdin.
    pub fn run_with(&mut self, line: &str, input: &str) {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut command = self.project.command(&words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let ran = Ran::of(child.wait_with_output().unwrap());
        let address = if self.is_served { self.project.address() } else { "" };
        let folder = self.project.path("");
        let folder = folder.to_str().unwrap().trim_end_matches('/');
        let known = [(address, "<address>"), (folder, "<folder>"), (env!("CARGO_PKG_VERSION"), "<version>")];
        let _ = writeln!(self.told, "\n## weda {line}");
        let _ = writeln!(self.told, "exit {}", ran.code);
        for (name, text) in [("out", &ran.stdout), ("err", &ran.stderr)] {
            for line in steady(text, &known).lines() {
                let _ = writeln!(self.told, "{name} {line}");
            }
        }
    }

    /// The files that are there, and their texts.
    pub fn show(&mut self, names: &[&str]) {
        for name in names {
            let _ = writeln!(self.told, "\n## the file {name}");
            self.told += &steady(&self.project.read(name), &[(env!("CARGO_PKG_VERSION"), "<version>")]);
        }
    }
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, behind) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap(),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}
