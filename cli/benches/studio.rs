//! Time from the start of `weda studio` to the first record on its page, and frames while its grid scrolls over 100,000
//! records: `cargo bench -p weda-cli --bench studio`.
//!
//! The browser runs already, as it does when a person starts the command. The baselines of the same run are the command
//! without a page, the time until it prints its address, and an empty box of the same height. It needs Chromium, and measures
//! nothing without it.

// The client of the browser is shared with the tests of the pages, which use more of it.
#[allow(dead_code)]
#[path = "../../studio/tests/browser/devtools.rs"]
mod devtools;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;
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
    // Cargo also runs benches under `cargo test`, in a build that is not representative.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
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
    frames(&browser, &data);
}

/// Scrolls a box by a number of pixels a frame for three seconds, after one of warming up; resolves to frames a second.
const SCROLL: &str = "window.scrolled = (box, step) => new Promise((end) => { \
     let frames = 0, at = 0, down = step, from = 0; const start = performance.now(); const frame = (now) => { \
     at += down; if (at > 3000000 || at < 0) down = -down; box.scrollTop = at; \
     if (now - start > 1000) { if (from === 0) from = now; else frames++; } \
     if (now - start < 4000) requestAnimationFrame(frame); else end(frames / (now - from) * 1000); }; \
     requestAnimationFrame(frame); })";

const BLANK: &str = "(() => { const box = document.createElement('div'); box.id = 'blank'; \
     const inner = document.createElement('div'); box.style.cssText = 'position:fixed;inset:100px 0 0 170px;overflow:auto'; \
     inner.style.height = '3200000px'; box.append(inner); document.body.append(box); box.hidden = true; })()";

/// Frames of the grid beside those of an empty box, in turn.
fn frames(browser: &devtools::Browser, data: &std::path::Path) {
    let mut studio = Running::start(&["--data", data.to_str().unwrap()]);
    let url = studio.address();
    let (address, token) = url.split_once("/#").unwrap();
    let mut page = browser.page(1600, 900);
    page.open(&format!("{address}/records/pre/student?lang=en#{token}"));
    page.until("document.querySelector('.grid .body .row .first')?.innerText.trim()");
    page.eval(SCROLL);
    page.eval(BLANK);
    for step in [96, 4000] {
        let mut rounds: Vec<(f64, f64, f64)> = (0..3)
            .map(|_| {
                page.eval("document.getElementById('blank').hidden = false");
                let blank = page.eval(&format!("scrolled(document.getElementById('blank'), {step})")).as_f64().unwrap();
                page.eval("document.getElementById('blank').hidden = true");
                let grid = page.eval(&format!("scrolled(document.querySelector('.grid'), {step})")).as_f64().unwrap();
                (grid / blank, grid, blank)
            })
            .collect();
        rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (ratio, grid, blank) = rounds[1];
        println!("{step} pixels a frame: {grid:.0} frames a second, {blank:.0} in an empty box: {ratio:.2}");
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
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// The address of the page, with its token.
    fn address(&mut self) -> String {
        let mut lines = BufReader::new(self.0.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("#token=")).expect("the studio prints its address");
        // Its further messages must be read, or it would stop at a full pipe.
        thread::spawn(move || lines.for_each(drop));
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
