//! Compile time of views, compared with generated files of the same models.
//!
//! `cargo bench -p weda-codegen --bench views`, with `WEDA_REPEAT=9` for nine runs of each instead of five. Without
//! `--bench`, as under `cargo test --benches`, it does nothing.

#[cfg(unix)]
mod definition;
#[cfg(unix)]
#[path = "views/measure.rs"]
mod measure;
#[cfg(unix)]
mod project;
#[cfg(unix)]
mod rusage;
#[cfg(unix)]
mod versions;

#[cfg(unix)]
fn main() {
    rusage::serve();
    if std::env::args().any(|argument| argument == "--bench") {
        measure::measure();
    }
}

#[cfg(not(unix))]
fn main() {
    println!("CPU and memory of a process are asked for as Unix does, so nothing is measured here");
}
