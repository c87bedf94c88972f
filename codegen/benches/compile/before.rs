//! Comparison with generated code of another revision, by its own generator and runtime.

use std::fs;
use std::path::Path;

use crate::CHECK;
use crate::project::Project;
use crate::rusage::Cost;
use crate::side::Side;

/// Maximum cost, as a multiple of the other revision.
const GOAL: f64 = 1.1;

const GENERATOR: &str = "fn main() {
    let settings = weda_codegen::Settings::default();
    weda_codegen::generate(\"definitions\".as_ref(), \"src/models\".as_ref(), &settings).unwrap();
}
";

/// Prints the costs of a check of generated code: of this revision, and of the one in the folder `before`.
pub fn compare(before: &Path, models: usize, repeat: usize) {
    let package = Side::Generated.package();
    let now = Project::new("bench-compile-now", &[package], &[CHECK]);
    let then = Project::of(before, "bench-compile-before", &[package], &[CHECK]);
    for project in [&now, &then] {
        Side::Generated.write(&project.path(package), models, false);
    }
    generate(&then, before, package);
    let runs: Vec<[Cost; 2]> =
        (0..repeat).map(|_| [&now, &then].map(|project| project.fresh(CHECK, package))).collect();
    // Other load only adds to a run.
    let least = |side: usize, part: fn(&Cost) -> f64| runs.iter().map(|run| part(&run[side])).fold(f64::MAX, f64::min);
    let [now, then] = [0, 1].map(|side| (least(side, |cost| cost.cpu), least(side, |cost| cost.memory) / 1e9));
    let ratio = now.0 / then.0;
    println!("`cargo check` of {models} models; CPU, and memory of the largest process; the least of {repeat}\n");
    println!("| CPU | before | ratio | goal | memory | before |\n|---|---|---|---|---|---|");
    println!("| {:.2} s | {:.2} s | {ratio:.3} | {GOAL:.2} | {:.2} GB | {:.2} GB |", now.0, then.0, now.1, then.1);
}

/// Generates the code anew by the generator of the other revision.
fn generate(project: &Project, before: &Path, package: &str) {
    let folder = project.path("generator");
    fs::create_dir_all(folder.join("src")).unwrap();
    let codegen = before.join("codegen");
    let manifest = format!(
        "[package]\nname = \"generator\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nweda-codegen = {{ path = {codegen:?} }}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), GENERATOR).unwrap();
    fs::copy(before.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    project.run_in(package, &["run", "--manifest-path", "../generator/Cargo.toml"]);
}
