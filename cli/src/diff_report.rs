//! Differences as text, as JSON and as an exit code.

use serde_json::{Value, json};
use weda_codegen::{Change, ChangeKind, Diff, Drift, SourceLocation, Subject};
use weda_definition::printable_json;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::stderr::print_message;

/// The exit code for a drift.
pub(crate) fn exit(drift: Drift) -> Exit {
    match drift {
        Drift::None => Exit::Done,
        Drift::Compatible => Exit::CompatibleDrift,
        Drift::Breaking => Exit::BreakingDrift,
    }
}

/// Prints one line per change to stdout, and a summary to stderr.
///
/// # Errors
/// Returns an error if stdout cannot be written.
pub(crate) fn print_changes(diff: &Diff, explain: bool) -> Result<(), Failure> {
    for change in &diff.changes {
        print(line(change))?;
        if explain {
            let is_whole =
                matches!(change.subject, Subject::Model(_)) && !matches!(change.kind, ChangeKind::Details { .. });
            for (side, spot) in [("before", &change.before), ("after", &change.after)] {
                spot.as_ref().map_or(Ok(()), |spot| print(place(side, spot, is_whole)))?;
            }
        }
    }
    print_message(summary(diff));
    Ok(())
}

/// `breaking    student.score was number and is text; breaks ...`
pub(crate) fn line(change: &Change) -> String {
    match change.drift() {
        Drift::Breaking => format!("\x1b[31mbreaking\x1b[0m    {change}"),
        _ => format!("compatible  {change}"),
    }
}

/// Describes a side of a change; `is_whole` if the whole file was added or removed.
fn place(side: &str, spot: &SourceLocation, is_whole: bool) -> String {
    let Some(json) = &spot.json else {
        // A location without JSON needs an explanation.
        let why = match spot.line {
            Some(_) => "",
            None if is_whole => "  (the whole file)",
            None => "  (absent)",
        };
        return format!("            {side:6}  {spot}{why}");
    };
    let lines: Vec<String> =
        json.lines().map(|line| format!("\n                    {}", printable_json(line))).collect();
    format!("            {side:6}  {spot}{}", lines.concat())
}

fn summary(diff: &Diff) -> String {
    let breaking = diff.changes.iter().filter(|change| change.drift() == Drift::Breaking).count();
    match (diff.changes.len(), breaking) {
        (0, _) => "no differences".to_owned(),
        (1, 0) => "1 compatible change".to_owned(),
        (1, _) => "1 breaking change".to_owned(),
        (all, 0) => format!("{all} compatible changes"),
        (all, some) => format!("{all} changes, {some} breaking"),
    }
}

/// JSON with the members `drift` and `changes`.
pub(crate) fn json(diff: &Diff) -> Value {
    let changes: Vec<Value> = diff.changes.iter().map(change).collect();
    json!({ "drift": name(diff.drift()), "changes": changes })
}

/// The name in JSON.
pub(crate) fn name(drift: Drift) -> &'static str {
    match drift {
        Drift::None => "none",
        Drift::Compatible => "compatible",
        Drift::Breaking => "breaking",
    }
}

fn change(change: &Change) -> Value {
    let mut value = json!({
        "drift": name(change.drift()),
        "breaks": change.breaks,
        "text": change.to_string(),
        "before": change.before.as_ref().map(spot),
        "after": change.after.as_ref().map(spot),
    });
    match &change.subject {
        Subject::Model(model) => value["model"] = json!(model),
        Subject::Field { model, path } => (value["model"], value["field"]) = (json!(model), json!(path)),
        Subject::OptionSet(name) => value["option_set"] = json!(name),
    }
    let (kind, more) = match &change.kind {
        ChangeKind::Added => ("added", json!({})),
        ChangeKind::Removed => ("removed", json!({})),
        ChangeKind::LooksRenamed { to, because } => ("looks-renamed", json!({ "to": to, "because": because })),
        ChangeKind::Retyped { from, to } => ("retyped", json!({ "from": from, "to": to })),
        ChangeKind::NewlyRequired => ("newly-required", json!({})),
        ChangeKind::NoLongerRequired => ("no-longer-required", json!({})),
        ChangeKind::ReadOnly => ("read-only", json!({})),
        ChangeKind::Writable => ("writable", json!({})),
        ChangeKind::Options { added, removed } => ("options", json!({ "added": added, "removed": removed })),
        ChangeKind::Called { from, to } => ("called", json!({ "from": from, "to": to })),
        ChangeKind::Details { of } => ("details", json!({ "of": of })),
        _ => ("changed", json!({})),
    };
    value["change"] = json!(kind);
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

fn spot(spot: &SourceLocation) -> Value {
    json!({ "source": spot.source, "line": spot.line, "json": spot.json })
}
