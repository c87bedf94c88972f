//! Texts typed or pasted that are not values: nothing else is stored in their place.

use serde_json::json;

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;
use crate::records::students;

pub const TESTS: &[Test] = &[
    ("typing::what_is_not_a_value_is_refused", what_is_not_a_value_is_refused),
    ("typing::a_row_with_a_wrong_cell_is_not_saved", a_row_with_a_wrong_cell_is_not_saved),
    ("typing::a_second_key_turns_the_order_around", a_second_key_turns_the_order_around),
    ("typing::marks_are_codes_where_boxes_cannot_stand", marks_are_codes_where_boxes_cannot_stand),
];

/// The message at a field of the form of a new record.
fn told(page: &mut Page, field: &str, text: &str) -> String {
    page.click(&format!("#f-{field}"));
    page.key("a", 2);
    page.type_text(text);
    page.key("Enter", 2);
    page.until(&format!("document.getElementById('p-{field}')"));
    page.eval(&format!("document.getElementById('p-{field}').innerText")).as_str().unwrap().to_owned()
}

fn what_is_not_a_value_is_refused(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.key("n", 0);
    page.click("#f-name");
    page.type_text("赵六");
    page.click("#f-course");
    page.type_text("体育");
    assert_eq!(told(&mut page, "score", "1e400"), "the number is too large");
    page.click("#f-score");
    page.key("a", 2);
    page.type_text("60");
    // Browsers take the first for the 2nd of March, and the last for fourteen milliseconds.
    for wrong in ["2025-02-30", "2025-13-01", "2025-09-01 25:99", "2025-09-01 14"] {
        let said = told(&mut page, "admittedAt", wrong);
        assert!(said.contains("2025-09-01") || said.contains("08:00"), "{wrong}: {said}");
    }
    assert_eq!(fixture.emulator.records("student").unwrap().len(), 3, "nothing was sent");
    page.click("#f-admittedAt");
    page.key("a", 2);
    page.type_text("2025-02-28");
    page.key("Enter", 2);
    page.see("1 created");
    let created = fixture.emulator.records("student").unwrap().pop().unwrap();
    // Midnight in Shanghai.
    assert_eq!((&created["admittedAt"], &created["score"]), (&json!(1_740_672_000_000_i64), &json!(60)));
    page.end();
}

fn a_row_with_a_wrong_cell_is_not_saved(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-3-0");
    page.paste("赵六\t体育\t很好\n钱七\t语文\t77");
    page.see("Save 2");
    page.key("s", 2);
    page.see("1 saved, 1 refused");
    let records = fixture.emulator.records("student").unwrap();
    let names: Vec<&str> = records.iter().map(|record| record["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"钱七") && !names.contains(&"赵六"), "{names:?}");
    page.until("document.querySelector('.row.new .cell.wrong')");
    page.press("Discard");
    page.end();
}

fn a_second_key_turns_the_order_around(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    // The keys move in the grid at once.
    page.until("document.activeElement.id === 'grid'");
    for key in ["ArrowUp", "ArrowRight", "ArrowRight", "Enter"] {
        page.key(key, 0);
    }
    page.until("new URLSearchParams(location.search).get('sort') === 'score'");
    page.until("document.getElementById('grid').getAttribute('aria-activedescendant') === 'h-2'");
    page.key("Enter", 0);
    page.until("new URLSearchParams(location.search).get('sort') === '-score'");
    page.end();
}

fn marks_are_codes_where_boxes_cannot_stand(browser: &Browser) {
    let fixture = Fixture::new();
    let record = json!({ "_id": "S4", "name": "👨‍👩‍👧 a\u{200d}b", "course": "\u{202e}exe" });
    fixture.emulator.load("student", [record]).unwrap();
    let mut page = students(browser, &fixture);
    // A joiner inside of an emoji is a part of it; elsewhere it is a box.
    page.until("document.getElementById('c-3-0').innerText.includes('👨\u{200d}👩\u{200d}👧')");
    assert_eq!(page.eval("document.querySelector('#c-3-0 .mark').innerText"), "200D");
    assert_eq!(page.eval("document.querySelector('#c-3-1 .mark').innerText"), "202E");
    page.click("#c-3-1");
    page.key("Enter", 0);
    page.type_text("体育");
    page.key("Enter", 0);
    page.until("document.querySelector('#c-3-1.staged')");
    // What stood there is told in a sentence.
    let note = page.eval("document.querySelector('#c-3-1-note').innerText");
    assert!(note.as_str().unwrap().contains("[202E]exe"), "{note}");
    page.press("Discard");
    page.end();
}
