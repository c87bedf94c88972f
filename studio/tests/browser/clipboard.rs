//! Copying records, and pasting rows of a spreadsheet.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;
use crate::records::{column, students};

pub const TESTS: &[Test] = &[
    ("clipboard::pasted_rows_become_records", pasted_rows_become_records),
    ("clipboard::pasted_cells_are_staged", pasted_cells_are_staged),
    ("clipboard::what_is_copied_pastes_as_the_same", what_is_copied_pastes_as_the_same),
    ("clipboard::json_and_rust_are_copied", json_and_rust_are_copied),
];

fn pasted_rows_become_records(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-3-0");
    // As a spreadsheet writes it: a quoted cell with a line end and quotes, a wrong number, a date of its own.
    page.paste("赵六\t\"美\n术\"\t99.5\t3\t是\t2025/9/1\r\n\"引\"\"号\"\t语文\tabc\r\n");
    page.see("2 new records pasted, 1 of them wrong");
    assert_eq!(column(&mut page, "name"), json!(["李四", "李小明", "王五", "赵六", "引\"号"]));
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 3);
    // The error is at its cell.
    let score = page.eval("document.querySelector('#c-4-2').title");
    assert_eq!(score, "This is not a number");
    let described = page
        .eval("document.getElementById(document.querySelector('#c-4-2').getAttribute('aria-describedby')).innerText");
    assert_eq!(described, "This is not a number");
    page.picture("paste-wrong");
    page.click("#c-4-2");
    page.key("Enter", 0);
    page.type_text("70");
    page.key("Enter", 0);
    page.key("s", 2);
    page.see("2 records saved");
    let records = fixture.emulator.records("student").unwrap();
    let find = |name: &str| records.iter().find(|record| record["name"] == name).unwrap().clone();
    let first = find("赵六");
    assert_eq!(
        (&first["course"], &first["score"], &first["credits"], &first["boarding"]),
        (&json!("美\n术"), &json!(99.5), &json!(3), &json!(true))
    );
    // Midnight in China.
    assert_eq!(first["admittedAt"], json!(1_756_656_000_000_i64));
    assert_eq!(find("引\"号")["score"], json!(70));
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('5 ')");
    page.end();
}

fn pasted_cells_are_staged(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-0-1");
    page.paste("音乐");
    page.until("document.querySelector('#c-0-1.staged')?.innerText.startsWith('音乐')");
    // More than the selection: it asks.
    page.click("#c-1-1");
    page.paste("化学\t77\n物理\t1000\n生物\t5");
    page.see("The text is larger than the selection");
    page.key("Escape", 0);
    page.until("!document.querySelector('dialog')");
    assert_eq!(page.eval("document.querySelectorAll('.cell.staged').length"), json!(1));
    page.click("#c-1-1");
    page.paste("化学\t77\n物理\t1000\n生物\t5");
    page.see("4 cells of 2 records change, and 1 record is added");
    page.key("Enter", 0);
    page.until("document.querySelectorAll('.cell.staged').length >= 5");
    page.press("Save 4 Ctrl S");
    page.see("2 saved, 2 refused");
    let record = |id: &str| fixture.emulator.record("student", id).unwrap().unwrap();
    assert_eq!(
        (&record("S1")["course"], &record("S2")["course"], &record("S2")["score"]),
        (&json!("音乐"), &json!("化学"), &json!(77))
    );
    assert_eq!(record("S3")["score"], json!(40));
    // Both refusals are at their cells: a score that is too large, and a name that is missing.
    page.until("document.querySelector('#c-2-2.wrong') && document.querySelector('#c-3-0.wrong')");
    page.press("Discard");
    page.end();
}

fn what_is_copied_pastes_as_the_same(browser: &Browser) {
    let fixture = Fixture::new();
    let odd = json!({
        "_id": "S4", "name": "制表\t与\"引号\"", "course": "两\r\n行", "score": 0.1, "credits": 9_007_199_254_740_993_i64,
        "boarding": false, "admittedAt": 1_756_656_000_000_i64, "grade": "一年级", "note": "", "tags": ["甲", "乙"],
        "address": { "city": "沈阳", "n": 9_007_199_254_740_995_i64 }, "class": "gone",
    });
    fixture.emulator.load("student", [odd]).unwrap();
    let mut page = students(browser, &fixture);
    page.see("gone");
    page.click("#c-3-0");
    page.key(" ", 0);
    let text = page.copied();
    assert!(text.starts_with("\"制表\t与\"\"引号\"\"\"\t\"两\r\n行\"\t0.1\t9007199254740993\t"), "{text}");
    page.key("Escape", 0);
    page.click("#c-4-0");
    page.paste(&text);
    page.see("1 new record pasted");
    page.key("s", 2);
    page.see("1 record saved");
    let records = fixture.emulator.records("student").unwrap();
    let [first, second] = [&records[3], &records[4]];
    for key in
        ["name", "course", "score", "credits", "boarding", "admittedAt", "grade", "note", "tags", "address", "class"]
    {
        assert_eq!(first[key], second[key], "{key}: {text}");
    }
    // The active cell alone, without a selection.
    page.click("#c-0-0");
    assert_eq!(page.copied(), "李四");
    page.end();
}

fn json_and_rust_are_copied(browser: &Browser) {
    let fixture = Fixture::new();
    fixture
        .emulator
        .load(
            "student",
            [json!({ "_id": "S4", "name": "=1+1", "course": "数学", "credits": 9_007_199_254_740_993_i64 })],
        )
        .unwrap();
    let mut page = students(browser, &fixture);
    page.click("#c-3-0");
    page.click("[data-more]");
    page.press("Copy as JSON");
    page.see("1 record copied");
    page.see("A spreadsheet would take 1 of the cells for formulas");
    let text = page.clipboard();
    assert!(text.contains("\"name\": \"=1+1\"") && text.contains("\"credits\": 9007199254740993"), "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["credits"], json!(9_007_199_254_740_993_i64));
    page.click("[data-more]");
    page.press("Copy as Rust (json!)");
    copied(&mut page, |text| text.starts_with("json!({\n    \"name\": \"=1+1\""));
    // All that match are read where they are not here.
    page.key("a", 2);
    page.until("document.body.innerText.includes('All 4 selected')");
    page.copied();
    copied(&mut page, |text| text.lines().count() == 4 && text.starts_with("李四\t"));
    page.end();
}

/// Waits until the clipboard has a text.
fn copied(page: &mut Page, is_it: impl Fn(&str) -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !is_it(&page.clipboard()) {
        assert!(Instant::now() < end, "{}", page.clipboard());
    }
}
