//! The node process to compare with.

use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::thread;

use libtest_mimic::Failed;
use serde_json::Value;

/// Returns true if node runs a script successfully.
pub fn runs(script: &str) -> bool {
    let status = Command::new("node").args(["-e", script]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Sends questions and returns one answer for each.
pub fn ask(questions: impl Iterator<Item = Value>) -> Result<Vec<String>, Failed> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/oracle.cjs");
    let mut oracle = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let input = oracle.stdin.take().ok_or("no way to ask")?;
    let questions: Vec<Value> = questions.collect();
    let count = questions.len();
    let asking = thread::spawn(move || {
        let mut input = BufWriter::new(input);
        questions.iter().try_for_each(|question| writeln!(input, "{question}")).and_then(|()| input.flush())
    });
    let output = oracle.wait_with_output()?;
    asking.join().map_err(|_| "the questions could not be asked")??;
    if !output.status.success() {
        return Err("the oracle gave up; what it says stands above".into());
    }
    let answers: Vec<String> = String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect();
    if answers.len() != count {
        return Err(format!("{count} questions, {} answers", answers.len()).into());
    }
    Ok(answers)
}
