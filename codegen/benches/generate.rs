//! Cost of `weda generate` for 1000 models, the first time and without changes.
//!
//! `cargo bench -p weda-codegen --bench generate`. Each run is a separate process that does the work of the command
//! between parsing arguments and reporting. The baseline reads the same files into `serde_json::Value`s. Without `--bench`, as under
//! `cargo test --benches`, it does nothing.

#[cfg(unix)]
#[path = "generate/definition.rs"]
mod definition;
#[cfg(unix)]
#[path = "generate/run.rs"]
mod run;
#[cfg(unix)]
mod rusage;

#[cfg(unix)]
fn main() {
    rusage::serve();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, work, folder] if flag == "--work" => run::work(work, folder.as_ref()),
        _ if arguments.iter().any(|argument| argument == "--bench") => measure(),
        _ => {}
    }
}

#[cfg(not(unix))]
fn main() {
    println!("CPU and memory of a process are asked for as Unix does, so nothing is measured here");
}

/// Number of models, and of runs of each.
#[cfg(unix)]
const MODELS: usize = 1000;
#[cfg(unix)]
const RUNS: usize = 7;

/// Limits of time and memory.
#[cfg(unix)]
type Goal = (f64, f64);

/// Name, work, goal.
#[cfg(unix)]
const ROWS: [(&str, &str, Option<Goal>); 3] = [
    ("every definition into a `serde_json::Value`", "values", None),
    ("first run", "first", Some((1.2, 100.0))),
    ("second run, nothing changed", "second", Some((0.15, 100.0))),
];

#[cfg(unix)]
fn measure() {
    let folder = tempfile::tempdir().expect("a folder for the definitions");
    let bytes = definition::write(&folder.path().join("database-schemas"), MODELS);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{MODELS} definitions of {bytes} bytes on average, {threads} threads, {RUNS} runs of each work");
    println!("cargo bench -p weda-codegen --bench generate\n");
    println!("| | wall, least | wall, median | goal | CPU, median | memory, most | goal |");
    println!("|---|---|---|---|---|---|---|");
    for (name, work, goal) in ROWS {
        let mut costs: Vec<rusage::Cost> = (0..RUNS).map(|_| run::cost(work, folder.path())).collect();
        let memory = costs.iter().map(|cost| cost.memory / 1e6).fold(0.0, f64::max);
        costs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        let cpu = costs[RUNS / 2].cpu;
        costs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
        let [seconds, megabytes] = goal.map_or(["-".to_owned(), "-".to_owned()], |(seconds, megabytes)| {
            [format!("{seconds:.2} s"), format!("{megabytes:.0} MB")]
        });
        let (least, median) = (costs[0].wall, costs[RUNS / 2].wall);
        println!("| {name} | {least:.2} s | {median:.2} s | {seconds} | {cpu:.2} s | {memory:.0} MB | {megabytes} |");
    }
}
