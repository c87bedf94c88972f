//! Completion of models, fields and options, in real shells.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Project, weda};

/// A package with the models of the example, and an option that a shell would run.
fn project() -> Project {
    let project = Project::offline();
    project.write("Cargo.toml", "[package]\nname = \"hello\"\n");
    project.write("src/lib.rs", "");
    project.done(&["init", "--example"]);
    let hostile = r#"{ "title": "订单\u001b[31m\n`id`", "properties": {
        "state": { "type": "string", "format": "x-enum", "enum": ["open", "$(touch pwned)", "`touch pwned`", "a;touch pwned", "好"] },
        "a b": { "type": "string" }, "$(touch pwned)": { "type": "string" } } }"#;
    project.write("database-schemas/order.json", hostile);
    project.write("database-schemas/$(touch pwned).json", hostile);
    project
}

/// The values for a word behind others.
fn values(project: &Project, words: &[&str], word: &str) -> Vec<String> {
    let mut command = weda(&project.path(""));
    command.arg("__complete").arg(format!("--word={word}")).args(["--", "weda"]).args(words);
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    match lines.next() {
        Some(":values") => lines.map(|line| line.split('\t').next().unwrap().to_owned()).collect(),
        Some(other) => vec![other.to_owned()],
        None => panic!("{text}"),
    }
}

#[test]
fn models_fields_and_options_are_known() {
    let project = project();
    let of = |words: &[&str], word: &str| values(&project, words, word);
    assert_eq!(of(&[], "que"), ["query"]);
    assert!(!of(&[], "").contains(&"__complete".to_owned()));
    assert_eq!(of(&["query"], "stu"), ["student"]);
    assert_eq!(of(&["query"], ""), ["class", "order", "student"]);
    assert_eq!(of(&["query", "student"], "--sel"), ["--select"]);
    assert_eq!(of(&["query", "student", "--select"], "na"), ["name"]);
    assert_eq!(of(&["query", "student", "--select"], "name,sco"), ["name,score"]);
    assert_eq!(of(&["query", "student", "--select"], "name,na"), [""; 0], "it is named already");
    assert_eq!(of(&["query", "student"], "--select=sco"), ["--select=score"]);
    assert_eq!(of(&["query", "--select"], "na"), [""; 0], "no model is named");
    assert_eq!(of(&["query", "--top", "5", "student", "--order-by"], "ad"), ["admittedAt"]);
    assert_eq!(of(&["create", "student", "--set"], "sta"), ["status="]);
    assert_eq!(
        of(&["create", "student", "--set"], "status="),
        ["status=reading", "status=suspended", "status=graduated"]
    );
    assert_eq!(of(&["create", "student", "-s"], "boarding=t"), ["boarding=true"]);
    assert_eq!(of(&["create", "student", "--set"], "createdAt"), [""; 0], "it cannot be set");
    assert_eq!(of(&["update", "student", "student-1", "--clear"], "sc"), ["score"]);
    assert_eq!(of(&["pull", "--name"], "class,st"), ["class,student"]);
    assert_eq!(of(&["export", "class"], "stu"), ["student"], "several models");
    assert_eq!(of(&["export", "class", "--format"], "nd"), ["ndjson"]);
    assert_eq!(of(&["completions"], "f"), ["fish"]);
    assert_eq!(of(&["import", "student"], "rec"), [":files"]);
    assert_eq!(of(&["generate", "--dir"], ""), [":files"]);
    assert_eq!(of(&["generate", "--lang"], ""), ["rust", "ts", "openapi"]);
    assert_eq!(of(&["nonsense"], ""), [""; 0]);
    assert_eq!(of(&["get", "student"], "x"), [""; 0], "ids are not known here");

    // Elsewhere, by a flag; and where nothing can be read.
    project.write("defs/teacher.json", r#"{ "properties": { "subject": { "type": "string" } } }"#);
    assert_eq!(of(&["generate", "--dir", "defs", "--lang"], "t"), ["ts"]);
    project.write("weda.toml", "models = 5\n");
    assert_eq!(of(&["query"], ""), [""; 0]);
    project.write("weda.toml", "");
    project.write("database-schemas/student.json", "{");
    assert_eq!(of(&["query", "student", "--select"], ""), [""; 0]);
    assert_eq!(of(&["query"], "stu"), ["student"]);
}

/// Names and options are typed into the command line: one that is a command there is not offered.
#[test]
fn nothing_of_a_definition_becomes_a_command() {
    let project = project();
    assert_eq!(values(&project, &["create", "order", "--set"], "state="), ["state=open", "state=好"]);
    assert_eq!(values(&project, &["query", "order", "--select"], "").last().unwrap(), "state");
    let mut command = weda(&project.path(""));
    let output = command.args(["__complete", "--word=", "--", "weda", "query"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\norder\t订单\\u{1b}[31m `id`\n"), "{text:?}");
    assert!(!text.contains("touch"), "{text:?}");
}

/// A hundred models are read in less time than a person notices. The whole process is measured, unoptimized.
#[test]
fn it_is_not_felt() {
    let project = project();
    let text = project.read("database-schemas/student.json");
    for number in 0..100 {
        project.write(&format!("database-schemas/model_{number}.json"), &text);
    }
    values(&project, &["query"], "");
    let best = (0..10).map(|_| {
        let start = Instant::now();
        assert_eq!(values(&project, &["query"], "model_").len(), 100);
        start.elapsed()
    });
    let best = best.min().unwrap();
    assert!(best < Duration::from_millis(50), "{best:?}");
}

/// The words that bash offers for a line, with the script that `weda completions bash` prints.
fn bash(project: &Project, line: &str) -> Vec<String> {
    let script = project.done(&["completions", "bash"]).stdout;
    project.write("weda.bash", &script);
    // Bash itself splits the line, by an interactive completion of all words.
    let test = r#"
        source ./weda.bash
        set -f
        # Splits a line as readline does, at blanks and at COMP_WORDBREAKS.
        COMP_LINE="$1" COMP_POINT=${#1} COMP_WORDS=()
        rest="$1"
        while [[ -n $rest ]]; do
            case "$rest" in
                ' '*) rest="${rest# }" ;;
                [=:]*) COMP_WORDS+=("${rest:0:1}"); rest="${rest:1}" ;;
                *) word="${rest%%[ =:]*}"; COMP_WORDS+=("$word"); rest="${rest#"$word"}" ;;
            esac
        done
        case "$1" in *' ') COMP_WORDS+=("") ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        current="${COMP_WORDS[COMP_CWORD]}"
        case "$current" in =|:) current="" ;; esac
        _weda weda "$current" ""
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", test, "bash", line]).current_dir(project.path("")).stdin(Stdio::null());
    command.env("PATH", path()).env_remove("WEDA_MODELS");
    let output = command.output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// True if the programs are installed. Says otherwise that the test is left out, past the capture of the harness.
fn has(programs: &[&str], test: &str) -> bool {
    let folders: Vec<_> = std::env::split_paths(&path()).collect();
    let missing = programs.iter().find(|program| !folders.iter().any(|folder| folder.join(program).is_file()));
    if let Some(program) = missing {
        let _ = writeln!(std::io::stderr(), "left out: {test}, since {program} is not installed");
    }
    missing.is_none()
}

/// The command as `weda`, and the tools of the shell.
fn path() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_weda")).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([own].into_iter().chain(std::env::split_paths(&others))).unwrap()
}

#[test]
fn bash_completes_words_and_parts_of_words() {
    if !has(&["bash"], "completions of words in bash") {
        return;
    }
    let project = project();
    assert_eq!(bash(&project, "weda query stu"), ["student"]);
    assert_eq!(bash(&project, "weda query student --select na"), ["name"]);
    assert_eq!(bash(&project, "weda query student --select=na"), ["name"]);
    // Bash replaces the part behind `=`.
    assert_eq!(bash(&project, "weda create student --set status="), ["reading", "suspended", "graduated"]);
    assert_eq!(bash(&project, "weda create student --set status=re"), ["reading"]);
    assert_eq!(bash(&project, "weda create student --set sta"), ["status="]);
    assert_eq!(bash(&project, "weda  update   student --clear sc"), ["score"]);
    assert_eq!(bash(&project, "weda create order --set state="), ["open", "好"]);
    assert_eq!(bash(&project, "weda import student rec"), [""; 0]);
    assert!(!project.path("pwned").exists());
}

/// The real thing: a key is pressed on a terminal.
#[test]
fn a_tab_in_an_interactive_bash_completes() {
    if !has(&["bash", "sed"], "completions in an interactive bash") {
        return;
    }
    let project = project();
    project.write("weda.bash", &project.done(&["completions", "bash"]).stdout);
    let size = nix::pty::Winsize { ws_row: 24, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = nix::pty::openpty(&size, None).unwrap();
    let side = || Stdio::from(pty.slave.try_clone().unwrap());
    let mut command = Command::new("bash");
    command.args(["--norc", "--noprofile", "-i"]).current_dir(project.path("")).env("PATH", path()).env("PS1", "$ ");
    command.env("TERM", "xterm").env_remove("WEDA_MODELS").env("HISTFILE", "/dev/null");
    let mut shell = command.stdin(side()).stdout(side()).stderr(side()).spawn().unwrap();
    // They hold the other side of the terminal, which ends with them.
    drop((command, pty.slave));
    let mut terminal = std::fs::File::from(pty.master);
    // `weda` is a function from here on, which writes down its words; the completion finds the program by `command`.
    let lines = "source ./weda.bash\n\
                 eval \"$(declare -f _weda | sed 's/(weda __complete/(command weda __complete/')\"\n\
                 weda() { printf '%s\\n' \"$@\" > words; }\n\
                 weda query stu\t --sel\t na\t\n\
                 weda create student --set status=re\t --set sta\tgra\t\n\
                 exit\n";
    // Each line is sent by itself: what is typed before the shell reads is not completed.
    for line in lines.split_inclusive('\n') {
        std::thread::sleep(Duration::from_millis(700));
        terminal.write_all(line.as_bytes()).unwrap();
        if line.contains("query") {
            std::thread::sleep(Duration::from_millis(2500));
            assert_eq!(project.read("words"), "query\nstudent\n--select\nname\n");
        }
    }
    let mut shown = Vec::new();
    let _ = terminal.read_to_end(&mut shown);
    shell.wait().unwrap();
    let shown = String::from_utf8_lossy(&shown);
    assert_eq!(project.read("words"), "create\nstudent\n--set\nstatus=reading\n--set\nstatus=graduated\n", "{shown}");
}
