//! Compile time of generated code, compared with the same fields with serde's derives.
//!
//! `cargo bench -p weda-codegen --bench compile`, with `WEDA_REPEAT=3` for medians of three runs and
//! `WEDA_MODELS_COUNT=300` for fewer models than 1000 in the first row. The other side takes up to 6 GB of memory for
//! 1000; with less memory the bench uses fewer and says so. Without `--bench`, as under `cargo test
//! --benches`, it does nothing. `-- serde` measures generated code alone, with and without serde's traits.
//!
//! `WEDA_BEFORE=/path/of/another/revision` compares generated code with that of another revision, and measures nothing else.

#[path = "compile/before.rs"]
mod before;
mod definition;
mod project;
mod rusage;
#[path = "compile/side.rs"]
mod side;
mod versions;

use std::io::Write;
use std::process::{Command, Stdio};

use project::Project;
use rusage::Cost;
use side::Side;

/// Models in the first row.
const MODELS: usize = 1000;

/// Memory of the compiler for the derives of one model, in bytes.
const MEMORY_OF_A_MODEL: usize = 6_000_000;

/// The two sides.
const SIDES: [Side; 2] = [Side::Generated, Side::Derived];

/// The commands for a check and for an optimised program.
const CHECK: &[&str] = &["check"];
const RELEASE: &[&str] = &["build", "--release"];

/// Two records that either side can read.
const PAGE: &str = r#"{ "value": [
    { "_id": "1", "orderNumber": "BX1", "title": "水龙头漏水", "reporter": "李四" },
    { "_id": "2", "orderNumber": "BX2", "title": "空调不制冷", "reporter": "王五", "floor": 3, "rating": 4.5,
      "isPaid": true, "state": "处理中", "keywords": ["家具"], "room": { "roomNumber": "204", "floorArea": 20.5 } }
] }"#;

fn main() {
    rusage::serve();
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let repeat = number("WEDA_REPEAT").unwrap_or(1).max(1);
    if let Some(before) = std::env::var_os("WEDA_BEFORE") {
        let before = std::fs::canonicalize(before).expect("WEDA_BEFORE is the folder of a revision");
        return before::compare(&before, number("WEDA_MODELS_COUNT").unwrap_or(MODELS), repeat);
    }
    let models = models();
    println!("```\n{}```\n", side::DERIVE);
    println!("20 fields and an id in each model; {}", versions::versions());
    println!("cargo bench -p weda-codegen --bench compile\n");
    println!("CPU, and memory of the largest process; dependencies are built before; medians of {repeat}\n");
    let packages = [Side::Generated, Side::Derived, Side::Bare].map(Side::package);
    let project = Project::new("bench-compile", &packages, &[CHECK, RELEASE]);
    if !std::env::args().any(|argument| argument == "serde") {
        beside_derives(&project, models, repeat);
    }
    println!("\n| | CPU | `serde = false` | ratio | goal | memory | `serde = false` | goal |");
    println!("|---|---|---|---|---|---|---|---|");
    let tables = from_nothing(&project, [Side::Generated, Side::Bare], CHECK, models, repeat.max(3));
    print(&format!("`cargo check` of {models} models"), tables, 1.25, None);
}

/// Compares generated code with serde's derives.
fn beside_derives(project: &Project, models: usize, repeat: usize) {
    println!("| | CPU | serde's derives | ratio | goal | memory | serde's derives | goal |");
    println!("|---|---|---|---|---|---|---|---|");
    let check = from_nothing(project, SIDES, CHECK, models, repeat);
    print(&format!("`cargo check` of {models} models"), check, 0.17, Some(1.3e9));
    let release = from_nothing(project, SIDES, RELEASE, 100, repeat);
    SIDES.into_iter().for_each(|side| {
        assert_eq!(answer(project, side).trim(), "200", "each of 100 models reads and writes two records")
    });
    print("`cargo build --release` of a program that uses each of 100", release, 0.22, None);
    print("`cargo check` after a change to one of 300", changed(project, 300, repeat), 0.40, None);
}

/// The output of a side's program for the page.
fn answer(project: &Project, side: Side) -> String {
    let mut command = Command::new(project.path("target/release").join(side.package()));
    let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    program.stdin.take().expect("it is piped").write_all(PAGE.as_bytes()).unwrap();
    String::from_utf8(program.wait_with_output().unwrap().stdout).unwrap()
}

/// Number of models that memory allows.
fn models() -> usize {
    let wanted = number("WEDA_MODELS_COUNT").unwrap_or(MODELS);
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let available =
        text.lines().find_map(|line| line.strip_prefix("MemAvailable:")?.strip_suffix("kB")?.trim().parse().ok());
    let bytes: usize = available.map_or(usize::MAX, |kilobytes: usize| kilobytes * 1024);
    let models = wanted.min(bytes / MEMORY_OF_A_MODEL);
    if models < wanted {
        println!("{wanted} models with derives take more memory than there is, so {models} are measured\n");
    }
    models
}

fn number(variable: &str) -> Option<usize> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not `{text}`")))
}

/// Measures both sides alternately, with only the dependencies built.
fn from_nothing(project: &Project, sides: [Side; 2], command: &[&str], models: usize, repeat: usize) -> [Cost; 2] {
    sides.into_iter().for_each(|side| side.write(&project.path(side.package()), models, command == RELEASE));
    median(sides, repeat, |side, _| project.fresh(command, side.package()))
}

/// Measures both sides alternately, each after a change to one model.
fn changed(project: &Project, models: usize, repeat: usize) -> [Cost; 2] {
    SIDES.into_iter().for_each(|side| {
        side.write(&project.path(side.package()), models, false);
        project.fresh(CHECK, side.package());
    });
    median(SIDES, repeat, |side, time| {
        side.change(&project.path(side.package()), models / 2, time);
        project.again(CHECK, side.package())
    })
}

fn median(sides: [Side; 2], repeat: usize, mut cost: impl FnMut(Side, usize) -> Cost) -> [Cost; 2] {
    let runs: Vec<[Cost; 2]> = (1..=repeat).map(|time| sides.map(|side| cost(side, time))).collect();
    [0, 1].map(|side| {
        let middle = |part: fn(&Cost) -> f64| {
            let mut parts: Vec<f64> = runs.iter().map(|run| part(&run[side])).collect();
            parts.sort_by(f64::total_cmp);
            parts[repeat / 2]
        };
        Cost { wall: middle(|cost| cost.wall), cpu: middle(|cost| cost.cpu), memory: middle(|cost| cost.memory) }
    })
}

fn print(name: &str, [ours, theirs]: [Cost; 2], goal: f64, memory: Option<f64>) {
    let ratio = ours.cpu / theirs.cpu;
    let [ours_memory, theirs_memory] = [ours, theirs].map(|cost| cost.memory / 1e9);
    let memory = memory.map_or_else(|| "-".to_owned(), |bytes| format!("{:.1} GB", bytes / 1e9));
    println!(
        "| {name} | {:.1} s | {:.1} s | {ratio:.3} | {goal:.2} | {ours_memory:.2} GB | {theirs_memory:.2} GB | {memory} |",
        ours.cpu, theirs.cpu
    );
}
