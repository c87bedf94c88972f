//! Time from the start of `weda studio` to the first record on its page: `cargo bench -p weda-cli --bench studio`.
//!
//! The browser runs already, as it does when a person starts the command. The baseline of the same run is the command
//! without a page: the time until it prints its address. It needs Chromium, and measures nothing without it.

// The client of the browser is shared with the tests of the pages, which use more of it.
#[allow(dead_code)]
#[path = "../../studio/tests/browser/devtools.rs"]
mod devtools;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

const RUNS: usize = 11;

const RECORDS: usize = 100_000;

const MODELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas");

/// Stores the moment in which the first cell of a record has a text.
const WATCH: &str = "new MutationObserver((_, observer) => { \
     const cell = document.querySelector('.grid .body .row .first'); \
     if (cell && cell.innerText.trim()) { observer.disconnect(); window.firstRow = performance.timeOrigin + performance.now(); } \
     }).observe(document, { childList: true, subtree: true, characterData: true })";

fn main() {
    let Some(program) = devtools::find() else {
        println!("nothing is measured: chromium is not installed");
        return;
    };
    let browser = devtools::Browser::start(&program);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("records.db");
    fill(&data, folder.path());
    let mut runs: Vec<(f64, f64)> = (0..RUNS).map(|_| run(&browser, &data)).collect();
    println!("first row of {RECORDS} records, median of {RUNS} starts:");
    for (name, of) in [("address printed", (|run| run.0) as fn(&(f64, f64)) -> f64), ("first row", |run| run.1)] {
        runs.sort_by(|a, b| of(a).total_cmp(&of(b)));
        let [least, median, most] = [0, RUNS / 2, RUNS - 1].map(|at| of(&runs[at]));
        println!("{name}: {median:.0} ms ({least:.0} to {most:.0})");
    }
}

/// The moments after the start of the process, in milliseconds: its address, and the first row in the browser.
fn run(browser: &devtools::Browser, data: &std::path::Path) -> (f64, f64) {
    let mut page = browser.page(1280, 800);
    page.send("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": WATCH }));
    let start = now();
    let mut studio = Running::start(&["--data", data.to_str().unwrap()]);
    let url = studio.address();
    let printed = now() - start;
    let (address, token) = url.split_once("/#").unwrap();
    page.open(&format!("{address}/records/pre/student?lang=en#{token}"));
    page.until("window.firstRow");
    let first = page.eval("window.firstRow").as_f64().unwrap() - start;
    (printed, first)
}

fn fill(data: &std::path::Path, folder: &std::path::Path) {
    let records = folder.join("records");
    std::fs::create_dir(&records).unwrap();
    let mut file = std::io::BufWriter::new(std::fs::File::create(records.join("student.ndjson")).unwrap());
    for at in 0..RECORDS {
        writeln!(file, r#"{{"_id":"R{at:06}","name":"学生{at}","course":"语文","score":{}}}"#, at % 100).unwrap();
    }
    file.into_inner().unwrap();
    let mut studio = Running::start(&["--data", data.to_str().unwrap(), "--load", records.to_str().unwrap()]);
    studio.address();
}

/// A studio, which ends when it is dropped.
struct Running(Child);

impl Running {
    fn start(more: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_weda"))
            .args(["studio", "--dir", MODELS, "--listen", "127.0.0.1:0", "--no-watch"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// The address of the page, with its token.
    fn address(&mut self) -> String {
        let mut lines = BufReader::new(self.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("#token=")).expect("the studio prints its address");
        line.split_whitespace().find(|word| word.contains("#token=")).unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1e3
}
