//! Changes of others: told, and never moved under the pointer.

use serde_json::json;

use crate::Test;
use crate::devtools::Browser;
use crate::fixture::Fixture;
use crate::records::{column, students};

pub const TESTS: &[Test] = &[
    ("live::changes_of_others_are_counted_and_wait", changes_of_others_are_counted_and_wait),
    ("live::own_changes_are_shown_in_place", own_changes_are_shown_in_place),
    ("live::staged_changes_stay_while_another_model_is_shown", staged_changes_stay_while_another_model_is_shown),
];

fn changes_of_others_are_counted_and_wait(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-1-0");
    fixture.emulator.load("student", [json!({ "_id": "S0", "name": "安一", "course": "语文" })]).unwrap();
    let changes = json!({ "name": "王伍" });
    fixture.emulator.update("student", "S3", changes.as_object().unwrap(), None).unwrap();
    page.see("2 changes elsewhere, refresh");
    page.picture("others");
    assert_eq!(column(&mut page, "name"), json!(["李四", "李小明", "王五"]));
    page.until("document.querySelector('[data-said]').innerText.includes('2 changes elsewhere') || document.querySelector('[data-said]').innerText.includes('change elsewhere')");
    page.press("2 changes elsewhere, refresh");
    page.until("document.querySelector('[data-test-count]').innerText.startsWith('4 ')");
    assert_eq!(column(&mut page, "name"), json!(["李四", "李小明", "王伍", "安一"]));
    page.until("!document.querySelector('[data-others]')");
    // The active cell stays at its record, wherever that is now.
    page.open(&fixture.url("/records/pre/student?lang=en&sort=name"));
    page.until("document.querySelector('[data-id=S3]')");
    page.click("[data-id=S3] .first");
    let before = page.eval("document.querySelector('[data-id=S3]').ariaRowIndex");
    fixture
        .emulator
        .load(
            "student",
            [
                json!({ "_id": "S9", "name": "阿九", "course": "语文" }),
                json!({ "_id": "S8", "name": "A8", "course": "语文" }),
            ],
        )
        .unwrap();
    page.press("2 changes elsewhere, refresh");
    page.until("document.querySelector('[data-id=S8]')");
    assert_ne!(page.eval("document.querySelector('[data-id=S3]').ariaRowIndex"), before);
    page.until("document.querySelector('.cell.active').closest('.row').dataset.id === 'S3'");
    page.end();
}

fn own_changes_are_shown_in_place(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.open(&fixture.url("/records/pre/student?lang=en&filter=score%20gt%2050"));
    page.see("Row 1 of 2");
    page.click("#c-0-2");
    page.key("Enter", 0);
    page.type_text("10");
    page.key("Enter", 0);
    page.key("s", 2);
    // It no longer matches, and stays, dimmed, until the list is read anew.
    page.until("document.querySelector('.row.unmatched')?.dataset.id === 'S1'");
    page.until("document.querySelector('#c-0-2').innerText === '10'");
    // What was written here is nothing new.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    assert_eq!(page.eval("document.querySelector('[data-others]')"), json!(null));
    page.click("[data-more]");
    page.press("Refresh");
    page.see("Row 1 of 1");
    page.end();
}

fn staged_changes_stay_while_another_model_is_shown(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.click("#c-0-0");
    page.key("Enter", 0);
    page.type_text("李肆");
    page.key("Enter", 0);
    page.see("Save 1");
    page.key("[", 0);
    page.until("!location.pathname.endsWith('/student')");
    page.until("!document.body.innerText.includes('Save 1')");
    page.key("]", 0);
    page.see("Save 1");
    page.key("s", 2);
    page.see("1 record saved");
    assert_eq!(fixture.emulator.record("student", "S1").unwrap().unwrap()["name"], "李肆");
    page.end();
}
