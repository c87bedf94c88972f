//! Chapters of the guide are replayed: every block of them is what the commands print, one after the other.
//!
//! `UPDATE_GOLDEN=1 cargo test -p weda-cli --test commands transcript` writes the blocks anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::support::{Project, SETS};

pub const STUDENT: &str = include_str!("../../../guide/service/database-schemas/student.json");
pub const COURSE: &str = include_str!("../../../guide/service/database-schemas/course.json");

/// The address that the guide names.
const ADDRESS: &str = "127.0.0.1:4010";

pub fn chapter(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/en").join(name)
}

#[test]
fn the_first_steps_are_what_the_commands_print() {
    replay("getting-started.md");
}

#[test]
fn the_chapter_on_definitions_shows_what_the_commands_print() {
    replay("definitions.md");
}

#[test]
fn the_chapter_on_commands_shows_what_they_print() {
    replay("commands.md");
}

#[test]
fn the_chapter_on_records_shows_what_the_commands_print() {
    replay("records.md");
}

#[test]
fn the_chapter_on_files_shows_what_the_commands_print() {
    replay("import-export.md");
}

fn replay(name: &str) {
    let chapter = &chapter(name);
    let text = fs::read_to_string(chapter).unwrap();
    let mut story = Story::begin();
    let mut told = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        told = told + line + "\n";
        if let Some(event) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            story.happen(event);
        }
        if line == "```console" {
            for line in lines.by_ref().take_while(|line| *line != "```") {
                if let Some(command) = line.strip_prefix("$ ") {
                    told = told + line + "\n" + &story.run(command);
                }
            }
            told += "```\n";
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(chapter, told).unwrap();
    } else {
        assert_eq!(text, told, "UPDATE_GOLDEN=1 writes it anew");
    }
}

/// The steps of the chapter.
struct Story {
    project: Project,
    code: i32,
}

impl Story {
    fn begin() -> Self {
        let project = Project::offline();
        project.serve("student", STUDENT.trim_end());
        project.serve("course", COURSE.trim_end());
        project.serve_sets(SETS);
        Self { project: project.started(&[]), code: 0 }
    }

    /// A step outside the terminal.
    fn happen(&mut self, event: &str) {
        let retyped = STUDENT.trim_end().replace("\"number\"", "\"string\"").replace(
            "    \"properties\": {\n",
            "    \"properties\": {\n        \"nickname\": {\n            \"type\": \"string\"\n        },\n",
        );
        match event {
            "the service: score is a text, and there is a nickname" => self.project.serve("student", &retyped),
            "the service: the title of the model is another one" => {
                self.project.serve("student", &retyped.replace("学生", "同学"));
            }
            "the folder: a title is edited" => {
                self.project.write("database-schemas/student.json", &retyped.replace("成绩", "分数"));
            }
            "the service: there are students" => {
                self.project.write("records/student.json", RECORDS);
                let folder = self.project.path("records");
                self.project.restart(&["--load", folder.to_str().unwrap()]);
                return;
            }
            "the folder: there is a weda.toml" => {
                self.project.write("weda.toml", "");
                return;
            }
            "the folder: there are students" => {
                self.project.write("students.ndjson", STUDENTS);
                // The service goes on, with its records.
                return;
            }
            "the folder: there is a table of students" => {
                self.project.write("students.csv", TABLE);
                return;
            }
            "the folder: the score is corrected" => {
                self.project.write("students.csv", &TABLE.replace("很好", "47"));
                return;
            }
            event => panic!("nobody knows how to let this happen: {event}"),
        }
        self.project.restart(&[]);
    }

    /// Runs a line as a shell would, and hands out all that it prints, in that order.
    fn run(&mut self, line: &str) -> String {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["weda", "emulate", ..] => self.introduction(),
            ["export", variable] => {
                assert_eq!(*variable, format!("WEDA_EMULATOR_HOST={ADDRESS}"));
                String::new()
            }
            ["cat", file] => self.plain(self.project.read(file).trim_start_matches('\u{feff}')),
            ["echo", "$?"] => format!("{}\n", self.code),
            ["weda", arguments @ .., ">", file] => {
                let stdout = fs::File::create(self.project.path(file)).unwrap();
                assert!(self.project.command(arguments).stdout(stdout).status().unwrap().success());
                String::new()
            }
            ["weda", arguments @ ..] => self.weda(arguments),
            _ => panic!("nobody knows how to run this: {line}"),
        }
    }

    fn weda(&mut self, arguments: &[&str]) -> String {
        // Both into one file, so that the order is that of a terminal.
        let path = self.project.path(".said");
        let file = fs::File::create(&path).unwrap();
        let mut command = self.project.command(arguments);
        command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
        self.code = command.status().unwrap().code().unwrap();
        let text = self.project.read(".said");
        fs::remove_file(path).unwrap();
        self.plain(&text)
    }

    fn introduction(&self) -> String {
        let text = self.project.introduction();
        let text = text.lines().take_while(|line| *line != "With the vendor's clients:").collect::<Vec<_>>().join("\n");
        format!("{}\n", self.plain(text.replace("from database-schemas", "from service/database-schemas").trim_end()))
    }

    /// Replaces what differs between machines and days by the text of the guide.
    fn plain(&self, text: &str) -> String {
        let folder = self.project.path("");
        let text = text.replace(folder.to_str().unwrap(), "").replace(self.project.address(), ADDRESS);
        let text = replace_after(&text, "pulled = \"", '"', "2026-11-23T08:00:00Z");
        let version = concat!("weda ", env!("CARGO_PKG_VERSION"), " (");
        let text = replace_after(&replace_after(&text, "At\":", ',', "1794297600000"), ", in ", '\n', "0.1 s");
        replace_after(&text, version, ')', "x86_64-unknown-linux-gnu, release, rustc 1.95.0")
            .lines()
            .map(|line| format!("{}\n", without_ids(line)))
            .collect()
    }
}

const TABLE: &str = "姓名,成绩,gender\n李四,89,1\n赵六,很好,2\n王五,92.5,1\n";

const STUDENTS: &str = r#"{"name":"李四","score":89,"gender":"1"}
{"name":"赵六","score":"很好"}
{"name":"王五","score":92.5}
"#;

const RECORDS: &str = r#"[
    { "_id": "s1", "name": "李四", "score": 89, "gender": "1" },
    { "_id": "s2", "name": "赵六", "score": 47, "gender": "2" },
    { "_id": "s3", "name": "王五", "score": 92.5, "gender": "1" },
    { "_id": "s4", "name": "钱七", "score": 58, "gender": "2" }
]"#;

/// The words of a line, as a shell takes quotes.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for character in line.chars() {
        match (character, quote) {
            (character, Some(end)) if character == end => quote = None,
            ('\'' | '"', None) => quote = Some(character),
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words
}

/// Replaces what stands between each `before` and the next `end`.
fn replace_after(text: &str, before: &str, end: char, by: &str) -> String {
    let mut parts = text.split(before);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.find(end).map_or("", |at| &part[at..]);
        replaced = replaced + before + by + rest;
    }
    replaced
}

/// The ids of requests are new in every run.
fn without_ids(line: &str) -> String {
    let is_id = |word: &str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = line.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| match word.split_at_checked(32) {
            Some((id, rest)) if is_id(id) && rest.len() < 2 => format!("79e7c0fc8286e{rest}"),
            _ => word.to_owned(),
        })
        .collect()
}
