//! The grid over 100,000 records.

use serde_json::json;

use crate::Test;
use crate::devtools::Browser;
use crate::fixture::Fixture;

pub const TESTS: &[Test] = &[("scrolling::every_row_is_reached", every_row_is_reached)];

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    let rows = (0..99_997).map(
        |at| json!({ "_id": format!("R{at:06}"), "name": format!("学生{at}"), "course": "语文", "score": at % 100 }),
    );
    fixture.emulator.load("student", rows).unwrap();
    fixture
}

fn every_row_is_reached(browser: &Browser) {
    let fixture = fixture();
    let mut page = fixture.page(browser, "/records/pre/student", 1600);
    page.see("Row 1 of 100,000");
    page.click("#c-0-0");
    page.key("End", 2);
    page.until("document.getElementById('c-99999-0')?.innerText === '学生99996'");
    page.see("Row 100,000 of 100,000");
    page.key("Home", 2);
    page.until("document.getElementById('c-0-0')?.innerText === '李四'");
    // The middle, by the scroll bar: the rows are those of their numbers.
    page.eval("(() => { const g = document.querySelector('.grid'); g.scrollTop = g.scrollHeight / 2; })()");
    page.until("[...document.querySelectorAll('.body .row')].some((e) => e.ariaRowIndex > 45000)");
    page.until("!document.querySelector('.bone')");
    let wrong = page.eval(
        "[...document.querySelectorAll('.body .row')].filter((e) => e.querySelector('.first').innerText !== '学生' + (e.ariaRowIndex - 5)).length",
    );
    assert_eq!(wrong, 0);
    // Few rows are drawn, however many there are.
    assert!(page.eval("document.querySelectorAll('.body .row').length").as_u64().unwrap() < 60);
    page.end();
}
