//! What it costs to start the command: `cargo bench -p weda-cli --bench startup`.
//!
//! Linked beside it stand a client, an emulator with SQLite and a code generator; whoever asks for the version, or runs a
//! check in a hook of version control, must not notice.

#[cfg(unix)]
#[path = "../../codegen/benches/rusage.rs"]
mod rusage;

#[cfg(unix)]
fn main() {
    use std::process::Command;

    rusage::serve();
    let folder = tempfile::tempdir().unwrap();
    println!("| `weda` | wall, least | wall, median | memory, most |\n|---|---|---|---|");
    for arguments in [["--version"].as_slice(), &["--help"], &["completions", "bash"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
        command.args(arguments).current_dir(folder.path());
        let costs: Vec<rusage::Cost> = (0..RUNS).map(|_| rusage::cost(&command)).collect();
        let mut walls: Vec<f64> = costs.iter().map(|cost| cost.wall * 1e3).collect();
        walls.sort_by(f64::total_cmp);
        let memory = costs.iter().map(|cost| cost.memory / 1e6).fold(0.0, f64::max);
        println!("| `{}` | {:.1} ms | {:.1} ms | {memory:.1} MB |", arguments.join(" "), walls[0], walls[RUNS / 2]);
    }
}

#[cfg(unix)]
const RUNS: usize = 51;

#[cfg(not(unix))]
fn main() {
    println!("nothing is measured: what a process cost is asked of Unix");
}
