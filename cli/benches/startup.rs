//! Start-up time of the command: `cargo bench -p weda-cli --bench startup`.
//!
//! The binary includes a client, an emulator with SQLite and a code generator, which must not slow down short commands,
//! such as a check in a Git hook.

#[cfg(unix)]
#[path = "../../codegen/benches/rusage.rs"]
mod rusage;

#[cfg(unix)]
fn main() {
    use std::process::Command;

    rusage::serve();
    let folder = tempfile::tempdir().unwrap();
    println!("| `weda` | wall, least | wall, median | CPU, least | memory, most |\n|---|---|---|---|---|");
    for arguments in [["--version"].as_slice(), &["--help"], &["completions", "bash"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
        command.args(arguments).current_dir(folder.path());
        let costs: Vec<rusage::Cost> = (0..RUNS).map(|_| rusage::cost(&command)).collect();
        let mut walls: Vec<f64> = costs.iter().map(|cost| cost.wall * 1e3).collect();
        walls.sort_by(f64::total_cmp);
        let memory = costs.iter().map(|cost| cost.memory / 1e6).fold(0.0, f64::max);
        let cpu = costs.iter().map(|cost| cost.cpu * 1e3).fold(f64::INFINITY, f64::min);
        let (least, median) = (walls[0], walls[RUNS / 2]);
        let arguments = arguments.join(" ");
        println!("| `{arguments}` | {least:.1} ms | {median:.1} ms | {cpu:.1} ms | {memory:.1} MB |");
    }
}

#[cfg(unix)]
const RUNS: usize = 51;

#[cfg(not(unix))]
fn main() {
    println!("nothing is measured: this bench needs Unix");
}
