//! The columns of the grid: order, width, what is shown, and what a browser keeps of it.

use serde_json::json;
use weda_emulator::Definition;

use crate::Test;
use crate::devtools::{Browser, Page};
use crate::fixture::Fixture;
use crate::records::students;

pub const TESTS: &[Test] = &[
    ("columns::are_moved_sized_and_hidden_by_keyboard", are_moved_sized_and_hidden_by_keyboard),
    ("columns::are_dragged_wider", are_dragged_wider),
    ("columns::filtered_ones_are_shown", filtered_ones_are_shown),
    ("columns::many_are_windowed", many_are_windowed),
    ("columns::are_three_on_a_narrow_page", are_three_on_a_narrow_page),
];

/// The titles of the headers.
fn titles(page: &mut Page) -> Vec<String> {
    let titles = page.eval("[...document.querySelectorAll('.head [data-field]')].map((e) => e.dataset.field)");
    titles.as_array().unwrap().iter().map(|title| title.as_str().unwrap().to_owned()).collect()
}

fn width(page: &mut Page, field: &str) -> f64 {
    let width =
        page.eval(&format!("document.querySelector('.head [data-field={field}]').getBoundingClientRect().width"));
    width.as_f64().unwrap()
}

fn are_moved_sized_and_hidden_by_keyboard(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    assert_eq!(titles(&mut page)[..3], ["name", "course", "score"]);
    // One tab stop; the header is the row above the first.
    page.click("#c-0-1");
    page.key("ArrowUp", 0);
    page.until("document.querySelector('#grid').getAttribute('aria-activedescendant') === 'h-1'");
    page.key("Enter", 0);
    page.until("document.querySelector('.head [data-field=course]').ariaSort === 'ascending'");
    page.key("ArrowRight", 0);
    page.key("ArrowUp", 0);
    page.until("document.querySelector('#grid').getAttribute('aria-activedescendant') === 'h-2'");
    let before = width(&mut page, "score");
    page.key("ArrowRight", 8);
    page.until(&format!("document.querySelector('.head [data-field=score]').offsetWidth === {}", before + 16.0));
    // To the right, past the credits.
    page.key("ArrowRight", 2);
    page.until("document.querySelectorAll('.head [data-field]')[3].dataset.field === 'score'");
    // The menu, from which Escape leads back; what sorts the list cannot be hidden, the credits can.
    page.key("ArrowLeft", 0);
    page.until("document.querySelector('#grid').getAttribute('aria-activedescendant') === 'h-1'");
    page.key("ArrowDown", 1);
    page.until("document.activeElement.getAttribute('role') === 'menuitemcheckbox'");
    page.picture("column-menu");
    page.see("in use by the filter or the order");
    page.key("Escape", 0);
    page.until("document.activeElement.id === 'grid'");
    page.key("ArrowRight", 0);
    page.key("ArrowDown", 1);
    page.until("document.activeElement.getAttribute('role') === 'menuitemcheckbox'");
    page.key("h", 0);
    page.until("document.activeElement.innerText.trim() === 'Hide'");
    page.key("Enter", 0);
    page.until("!document.querySelector('.head [data-field=credits]')");
    let now = titles(&mut page);
    assert_eq!(now.len(), 11, "{now:?}");
    // It is kept for this model and stage, and for no other.
    page.open(&fixture.url("/records/pre/student?lang=en"));
    page.see("李小明");
    assert_eq!(titles(&mut page), now);
    assert_eq!(width(&mut page, "score"), before + 16.0);
    page.open(&fixture.url("/records/prod/student?lang=en"));
    page.see("There are no records");
    assert_eq!(titles(&mut page)[..3], ["name", "course", "score"]);
    page.open(&fixture.url("/records/pre/student?lang=en"));
    page.see("李小明");
    page.click("[data-columns]");
    page.see("Show system fields");
    page.picture("column-list");
    page.press("Reset");
    page.until("document.querySelectorAll('.head [data-field]').length === 12");
    page.end();
}

fn are_dragged_wider(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    let before = width(&mut page, "course");
    page.drag(".head [data-field=course] .handle", 60.0);
    page.until(&format!("document.querySelector('.head [data-field=course]').offsetWidth === {}", before + 60.0));
    // The cells below go along, and a drag does not sort.
    assert_eq!(page.eval("document.querySelector('#c-0-1').offsetWidth"), json!(before as u64 + 60));
    assert_eq!(page.eval("document.querySelector('[aria-sort]')"), json!(null));
    page.end();
}

fn filtered_ones_are_shown(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = students(browser, &fixture);
    page.open(&fixture.url("/records/pre/student?lang=en&cols=score,gone,name&filter=_id%20ne%20'S1'"));
    page.see("Fields of the link that do not exist were ignored: gone");
    page.until("document.querySelector('.head [data-field=_id]')");
    let mut shown = titles(&mut page);
    shown.sort();
    assert_eq!(shown, ["_id", "name", "score"]);
    // It cannot be hidden while it is needed.
    page.click("[data-columns]");
    page.until("document.querySelector('.column-list li[title=_id] input').disabled");
    // Another choice is one's own, and leaves the address.
    page.click(".column-list li[title=course] input");
    page.until("document.querySelector('.head [data-field=course]')");
    assert_eq!(page.eval("new URLSearchParams(location.search).get('cols')"), json!(null));
    page.end();
}

fn many_are_windowed(browser: &Browser) {
    let fixture = Fixture::new();
    let fields = (0..300).map(|at| format!(r#""f{at}": {{ "type": "string", "title": "字段{at}", "x-index": {at} }}"#));
    let text = format!(
        r#"{{ "title": "宽表", "properties": {{ "_id": {{ "type": "string", "x-system": true }}, {} }} }}"#,
        fields.collect::<Vec<_>>().join(",")
    );
    fixture.emulator.define(Definition::parse("wide", "wide.json", &text).unwrap()).unwrap();
    let record: serde_json::Map<_, _> = (0..300).map(|at| (format!("f{at}"), json!(format!("v{at}")))).collect();
    fixture.emulator.load("wide", [json!(record)]).unwrap();
    let mut page = fixture.page(browser, "/records/pre/wide", 1280);
    page.see("v0");
    assert!(page.eval("document.querySelectorAll('.head [data-field]').length").as_u64().unwrap() < 20);
    assert_eq!(page.eval("document.querySelector('#grid').ariaColCount"), json!("301"));
    page.click("#c-0-0");
    page.key("End", 0);
    page.until("document.querySelector('#c-0-299')?.innerText === 'v299'");
    // The first column stays, each value is below its title, and the numbers are right.
    let wrong = page.eval(
        "[...document.querySelectorAll('.row:not(.blank) [role=gridcell]:not(.check)')].filter((cell) => { \
         const head = document.getElementById('h-' + (cell.ariaColIndex - 2)); \
         return cell.innerText !== 'v' + head.dataset.field.slice(1) || Math.abs(cell.getBoundingClientRect().x - head.getBoundingClientRect().x) > 0.5; }).length",
    );
    assert_eq!(wrong, json!(0));
    assert_eq!(page.eval("document.querySelector('#c-0-0').getBoundingClientRect().x > 160"), json!(true));
    page.key("Home", 0);
    page.until("document.querySelector('#c-0-1')?.innerText === 'v1'");
    page.end();
}

fn are_three_on_a_narrow_page(browser: &Browser) {
    let fixture = Fixture::new();
    let mut page = fixture.page(browser, "/records/pre/student", 390);
    page.see("李小明");
    assert_eq!(titles(&mut page), ["name", "course", "score"]);
    assert_eq!(page.eval("document.querySelector('#grid').scrollWidth <= 390"), json!(true));
    page.click("#c-1-0");
    page.key("o", 0);
    // The record takes the whole page.
    page.until(
        "document.querySelector('.panel').offsetWidth === innerWidth && !document.querySelector('.grid').offsetWidth",
    );
    page.key("Escape", 0);
    page.until("document.querySelector('.grid').offsetWidth > 0");
    page.end();
}
