//! Measures the packages.

use std::fs;
use std::path::Path;

use weda_codegen::{Settings, generate};

use crate::definition::definition;
use crate::project::Project;
use crate::rusage::Cost;
use crate::versions;

const MODELS: usize = 100;

/// Maximum cost of views, as a multiple of generated files.
const GOAL: f64 = 1.5;

/// Maximum cost of a pair of views of which one loads the other, as a multiple of one that holds its id. Of a view alone it is
/// twice the rest above 1: 1.30.
const LOAD_GOAL: f64 = 1.15;

/// The package without models, whose cost is that of Cargo and an empty crate; the two sides; the views with rustc's derives
/// for the traits that generated rows implement themselves; and pairs of views that hold an id, or load its record.
const PACKAGES: [&str; 6] = ["empty", "generated", "viewed", "derived", "holding", "loading"];
const DERIVES: &str = "#[derive(Debug, Clone)]\n";

/// A pair of views: a part, and its ticket.
const HOLDING: &str = include_str!("holding.rs");
const LOADING: &str = include_str!("loading.rs");
const PART: &str = include_str!("part.json");

/// One view of all fields of the model.
const VIEW: &str = include_str!("view.rs");

const MAIN: &str = "#![allow(dead_code)]\nmod models;\nfn main() {}\n";

/// Prints the costs.
pub fn measure() {
    let runs = std::env::var("WEDA_REPEAT").map_or(5, |text| text.parse().expect("WEDA_REPEAT is a number"));
    println!("```\n{VIEW}\n{HOLDING}\n{LOADING}```\n");
    println!(
        "{MODELS} models of 20 fields and an id, and a view of each that loads them all; {}",
        versions::versions()
    );
    println!("cargo bench -p weda-codegen --bench views\n");
    println!(
        "`cargo check` from nothing but the dependencies, and memory of the largest process; the cheapest of {runs} runs;"
    );
    println!("the ratio is that of what is left without the empty crate\n");
    let project = Project::new("bench-views", &PACKAGES, &[&["check"]]);
    write(&project);
    let [empty, generated, viewed, derived, holding, loading] = least(&project, runs);
    let with_derives = format!("views with `{}`", DERIVES.trim());
    println!("| | wall | CPU | without the empty crate | ratio | goal | memory |\n|---|---|---|---|---|---|---|");
    print("an empty crate", empty, empty, None, "-");
    print("generated files", generated, empty, None, "-");
    print("views", viewed, empty, Some(generated), &format!("{GOAL:.2}"));
    print(&with_derives, derived, empty, Some(generated), "-");
    print("pairs of views, one with an id", holding, empty, None, "-");
    print("pairs of views, one with the record", loading, empty, Some(holding), &format!("{LOAD_GOAL:.2}"));
}

fn print(name: &str, cost: Cost, empty: Cost, beside: Option<Cost>, goal: &str) {
    let own = cost.cpu - empty.cpu;
    let ratio = beside.map_or("-".to_owned(), |other| format!("{:.2}", own / (other.cpu - empty.cpu)));
    let Cost { wall, cpu, memory } = cost;
    println!("| {name} | {wall:.2} s | {cpu:.2} s | {own:.2} s | {ratio} | {goal} | {:.2} GB |", memory / 1e9);
}

fn write(project: &Project) {
    for package in PACKAGES {
        let folder = project.path(package);
        fs::remove_dir_all(folder.join("src/models")).ok();
        fs::create_dir_all(folder.join("src/models")).unwrap();
        fs::create_dir_all(folder.join("database-schemas")).unwrap();
        fs::write(folder.join("src/main.rs"), MAIN).unwrap();
        // `weda generate` does not overwrite other files.
        fs::remove_file(folder.join("src/models.rs")).ok();
        for number in 0..MODELS {
            let file = folder.join(format!("database-schemas/ticket{number}.json"));
            fs::write(file, definition(number, 0)).unwrap();
            let file = folder.join(format!("database-schemas/part{number}.json"));
            if package.ends_with("ing") {
                fs::write(file, PART.replace("ticket", &format!("ticket{number}"))).unwrap();
            }
        }
    }
    fs::write(project.path("empty/src/models.rs"), "").unwrap();
    let generated = project.path("generated");
    let settings = Settings::default();
    generate(&generated.join("database-schemas"), &generated.join("src/models"), &settings).unwrap();
    views(&project.path("viewed"), VIEW);
    views(&project.path("derived"), &VIEW.replace("pub struct", &format!("{DERIVES}pub struct")));
    views(&project.path("holding"), HOLDING);
    views(&project.path("loading"), LOADING);
}

fn views(package: &Path, view: &str) {
    let mut modules = String::new();
    for number in 0..MODELS {
        let mut view = view.replace("Ticket", &format!("Ticket{number}"));
        for model in ["ticket", "part"] {
            view = view.replace(&format!("(\"{model}\")"), &format!("(\"{model}{number}\")"));
        }
        fs::write(package.join(format!("src/models/ticket{number}.rs")), view).unwrap();
        modules += &format!("pub mod ticket{number};\n");
    }
    fs::write(package.join("src/models.rs"), modules).unwrap();
}

/// The cheapest run of each package, since other load only adds to a run. Packages alternate, so that load affects them
/// equally.
fn least(project: &Project, runs: usize) -> [Cost; 6] {
    let runs: Vec<[Cost; 6]> =
        (0..runs.max(1)).map(|_| PACKAGES.map(|package| project.fresh(&["check"], package))).collect();
    std::array::from_fn(|package| {
        let costs = runs.iter().map(|run| run[package]);
        costs.min_by(|one, other| one.cpu.total_cmp(&other.cpu)).expect("there is one run at least")
    })
}
